import type { Engine } from '../../engine/engine.ts';
import type { AlertId } from '../../model/alerts/alert.ts';
import type { Cursor, SourceId } from '../../model/log-record.ts';
import type { DurationMs, EpochMs } from '../../model/time.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import type { Checkpoint, CheckpointPiece } from '../../store/progress.ts';
import { stateParts } from './state-parts.ts';

/** Parts are written in pieces of this size. */
const PIECE_BYTES = 1 << 20;

export type CheckpointMoment = {
  readonly takenAt: EpochMs;
  readonly madeBy: string;
  readonly cursors: ReadonlyMap<SourceId, Cursor>;
  /** The last row of the journal that it stands for. */
  readonly journalEnd: number;
  /** Alerts that the store has not as they stand at this moment. */
  readonly unsaved: readonly AlertId[];
};

/**
 * A checkpoint that is put together piece by piece while the engine goes on: all of it is of the moment when it was begun.
 * Of 10,000 attackers it takes two seconds of the processor, in which lines and screens would wait.
 */
export class RunningCheckpoint {
  /** Time that it has taken so far. */
  took: DurationMs = 0;
  /** Made, and not taken to be written. */
  private parts: Uint8Array[] = [];
  private bytes = 0;
  private partsBefore = 0;
  private readonly rest: Iterator<Uint8Array>;
  private isWhole = false;

  constructor(
    private readonly engine: Engine,
    private readonly moment: CheckpointMoment,
    private readonly stopwatch: () => number,
  ) {
    const started = stopwatch();
    engine.lines.hold();
    this.rest = stateParts({ ...engine.save(), unsaved: moment.unsaved })[Symbol.iterator]();
    // What is not of copies must be written before the engine's next step.
    this.next();
    this.took = stopwatch() - started;
  }

  /** Goes on for so long; whether it is whole then. */
  advance(within: DurationMs): boolean {
    const started = this.stopwatch();
    do this.next();
    while (!this.isWhole && this.stopwatch() - started < within);
    this.took += this.stopwatch() - started;
    if (!this.isWhole) crashPoint('amid-checkpoint');
    return this.isWhole;
  }

  /** What is to be written before it is whole; null: not yet. */
  takePiece(): CheckpointPiece | null {
    if (this.bytes < PIECE_BYTES) return null;
    const piece = { parts: this.parts, isFirst: this.partsBefore === 0 };
    this.partsBefore += this.parts.length;
    this.parts = [];
    this.bytes = 0;
    return piece;
  }

  checkpoint(): Checkpoint {
    const { moment, parts, partsBefore } = this;
    const { takenAt, madeBy, cursors, journalEnd } = moment;
    return { takenAt, madeBy, cursors, journalEnd, parts, partsBefore };
  }

  /** Lets go of a checkpoint that was stored, or will not be. */
  drop(): void {
    this.engine.lines.letGo();
  }

  private next(): void {
    const { done, value } = this.rest.next();
    if (done) {
      this.isWhole = true;
      return;
    }
    this.parts.push(value);
    this.bytes += value.length;
  }
}
