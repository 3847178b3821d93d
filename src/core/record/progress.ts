import type { Engine, EngineInput } from '../../engine/engine.ts';
import type { AlertId } from '../../model/alerts/alert.ts';
import type { Cursor, SourceId } from '../../model/log-record.ts';
import { type DurationMs, type EpochMs, MINUTE_MS, SECOND_MS } from '../../model/time.ts';
import { isCheckpointWanted } from '../../platform/crash-point.ts';
import { Journal } from './journal.ts';
import { RunningCheckpoint } from './running-checkpoint.ts';

type ProgressParts = {
  readonly engine: Engine;
  /** Where each source goes on after what the engine was given. */
  readonly cursors: () => ReadonlyMap<SourceId, Cursor>;
  /** Who can go on from our checkpoints: `checkpointMark`. */
  readonly mark: string;
  /** Sources whose place is in the checkpoint that the store has. */
  readonly placed: Iterable<SourceId>;
  /** The engine is on its way to where an earlier run was: it stands for nothing until it is there. */
  readonly isUnderway: () => boolean;
  /** Milliseconds that never go back. */
  readonly stopwatch: () => number;
};

/** While anything is read a checkpoint is begun at least so often. */
const LONGEST_MS: DurationMs = MINUTE_MS;
/** One is begun sooner when so many bytes would have to be read again after a crash. */
const MOST_BYTES = 64 << 20;
/** But even then no sooner after the last one than this: what the first took says nothing of the next. */
const SHORTEST_MS: DurationMs = 20 * SECOND_MS;
/** Whatever the reason, no sooner than so many times what the last one took: they cost half a percent of a core. */
const SHARE = 200;
/** The same where somebody asks for one. */
const SHARE_WHEN_ASKED = 5;

/**
 * How far reading has come, to be stored with what came of it: the journal has every input, a checkpoint stands for all
 * of it up to the moment when it was begun.
 */
export class Progress {
  /** The checkpoint that is being put together. */
  running: RunningCheckpoint | null = null;
  private readonly journal = new Journal();
  private takenAt: number;
  private took: DurationMs = 0;
  /** A part of the journal was lost: without a checkpoint there is no way from the last one to now. */
  private isBroken = false;
  private isChanged = false;
  private mark: string;
  private placed: ReadonlySet<SourceId>;
  /**
   * Lines came of a source whose place no checkpoint has. Of the first file of such a source nothing is known by which
   * it would be found after a rotation, so its lines could not be read again.
   */
  private hasUnplaced = false;

  constructor(private readonly parts: ProgressParts) {
    this.takenAt = parts.stopwatch();
    this.mark = parts.mark;
    this.placed = new Set(parts.placed);
  }

  /** From now on the engine has other rules: what was noted before is not to be given to them. */
  changeMark(mark: string): void {
    this.mark = mark;
    this.lose();
  }

  note(input: EngineInput): void {
    this.isChanged = true;
    this.hasUnplaced ||=
      input.kind === 'block' && input.block.cursor !== undefined && !this.placed.has(input.block.source);
    this.journal.note(input);
  }

  get hasUnsaved(): boolean {
    return !this.parts.isUnderway() && (this.isBroken || this.running !== null || !this.journal.isEmpty);
  }

  /** Not so when what is unsaved needs a checkpoint that is not due yet. */
  get isWritable(): boolean {
    return this.hasUnsaved && (!this.isBroken || this.running !== null || this.isDue);
  }

  /** Whether anything was read since the last checkpoint. */
  get isBehind(): boolean {
    return !this.parts.isUnderway() && (this.isBroken || this.isChanged || this.running !== null);
  }

  get isDue(): boolean {
    if (this.running !== null) return false;
    const since = this.parts.stopwatch() - this.takenAt;
    if (isCheckpointWanted()) return this.isBehind;
    if (!this.isBehind || since < SHARE * this.took) return false;
    const isMuch = this.journal.bytes >= MOST_BYTES && since >= SHORTEST_MS;
    return this.isBroken || this.hasUnplaced || since >= LONGEST_MS || isMuch;
  }

  /** Somebody asks for one: sooner than it is due, but for no more than a sixth of the time. */
  get mayBegin(): boolean {
    if (this.running !== null || !this.isBehind) return false;
    return this.parts.stopwatch() - this.takenAt >= SHARE_WHEN_ASKED * this.took;
  }

  /** Whether a new source waits for the checkpoint that is due, which stores its first lines. False while the store cannot be written. */
  get hasNewSource(): boolean {
    return this.hasUnplaced && !this.isBroken && this.isDue;
  }

  /** What was noted since the last call; null when nothing was. */
  takeJournal(): string | null {
    return this.isBroken ? null : this.journal.take();
  }

  /**
   * Begins one of this moment. The journal is stored up to it, the last of its rows is `journalEnd`; `unsaved`: alerts
   * that are not stored as they stand.
   */
  begin(takenAt: EpochMs, journalEnd: number, unsaved: readonly AlertId[]): RunningCheckpoint {
    const { engine, cursors: places, stopwatch } = this.parts;
    this.journal.clear();
    this.isChanged = false;
    this.hasUnplaced = false;
    const cursors = new Map(places());
    this.placed = new Set(cursors.keys());
    const moment = { takenAt, madeBy: this.mark, cursors, journalEnd, unsaved };
    this.running = new RunningCheckpoint(engine, moment, stopwatch);
    return this.running;
  }

  /** The running one was stored, which took so long in all. */
  checkpointStored(took: DurationMs): void {
    this.took = took;
    this.takenAt = this.parts.stopwatch();
    // Whatever was lost is in it, and what came since was kept.
    this.isBroken = false;
    this.drop();
  }

  /** There is no time for the rest of the running one. */
  abandon(): void {
    if (this.running === null) return;
    this.isChanged = true;
    this.drop();
  }

  /** What was taken could not be stored. */
  lose(): void {
    this.drop();
    this.isBroken = true;
    this.journal.clear();
  }

  private drop(): void {
    this.running?.drop();
    this.running = null;
  }
}
