import type { DurationMs } from '../../model/time.ts';
import type { Store } from '../../store/store.ts';
import type { Progress } from './progress.ts';
import type { RunningCheckpoint } from './running-checkpoint.ts';

/** How long a checkpoint is put together each time, a third of the time: meanwhile the engine keeps all lines. */
export const PIECE_MS: DurationMs = 10;
const PIECE_REST_MS: DurationMs = 20;

/** Puts a checkpoint together and stores it, piece by piece, so that lines are read in between. */
export class CheckpointWriter {
  private next: NodeJS.Timeout | null = null;

  /** `stopwatch`: milliseconds of a clock that never goes back. */
  constructor(
    private readonly store: Store,
    private readonly progress: Progress,
    private readonly stopwatch: () => number,
  ) {}

  /**
   * Goes on for no longer than `within` with the checkpoint that was begun, if there is one. `again`: called after a rest, when
   * there is more to do. Throws when the store cannot be written.
   */
  goOn(within: DurationMs, again: () => void): void {
    if (this.next) clearTimeout(this.next);
    this.next = null;
    const { running } = this.progress;
    if (running === null) return;
    if (!running.advance(within)) {
      this.storePiece(running);
      this.next = setTimeout(again, PIECE_REST_MS);
      return;
    }
    const started = this.stopwatch();
    this.store.commit({ checkpoint: running.checkpoint() });
    this.progress.checkpointStored(running.took + this.stopwatch() - started);
  }

  /** Deletes the pieces of a checkpoint that will not be whole: on a full disk they would take the room of the alerts. */
  letPiecesGo(): void {
    try {
      this.store.commit({ piece: { parts: [], isFirst: true } });
    } catch {
      // The next one that begins does.
    }
  }

  private storePiece(running: RunningCheckpoint): void {
    const piece = running.takePiece();
    if (piece === null) return;
    const started = this.stopwatch();
    this.store.commit({ piece });
    running.took += this.stopwatch() - started;
  }
}
