import type { Cursor, LineBlock, SourceId } from '../model/log-record.ts';

/**
 * Contract of everything that lines come from.
 *
 * - `read` hands over blocks of complete lines, in order, until the source ends or `signal` aborts.
 *   It ends quietly on abort and rejects with `SourceError` on failure.
 * - It waits for `sink.accept` before it reads on: that is the back-pressure.
 * - It says `sink.idle()` each time all that is there now has been handed over (a file at its end),
 *   so that sources can be merged by event time without waiting for one that is silent.
 * - A source that can go on after a restart puts a `cursor` into each block: `read` with it goes on after these lines,
 *   and nothing else. A cursor that it cannot understand is as good as none.
 * - It never retries: it says what is wrong, and `core/sources/supervisor.ts` calls `read` again, from the last cursor. One
 *   source is read by one `read` at a time.
 */
export type Source = {
  readonly id: SourceId;
  /** Hands over sources (`sink.found`) and no lines: containers that start, hosts that begin to send. */
  readonly finder?: true;
  /**
   * It hands over a part of its lines only, chosen because something is wrong: they tell nothing of what is usual, and
   * those of one choice may be older than those of the one before.
   */
  readonly partial?: true;
  /** It is not made to wait when there is too much of it: what has no room is let go, and counted. */
  readonly sheds?: true;
  /** `from`: the cursor of the last block that was kept; absent at the very start. */
  read(sink: SourceSink, signal: AbortSignal, from?: Cursor): Promise<void>;
};

export type SourceSink = {
  accept(block: LineBlock): Promise<void>;
  /** Lines are about to be handed over: the others wait for them, until the next `idle`. */
  busy(): void;
  idle(): void;
  /** Something was lost or odd, by a closed list of reasons; counted and shown. */
  count(reason: SourceCounter, amount: number): void;
  /** Bytes that are there and not yet read. */
  behind(bytes: number): void;
  /** What it reads is not there now, and it waits for it: holds until the next block or `idle`. */
  missing(): void;
  /** It reads on, but not all that it should; null: it does again. */
  trouble(trouble: SourceError | null): void;
  /** Another source is there: it is read beside this one. One that is read already is not read twice. */
  found(source: Source): void;
};

export type SourceCounter =
  | 'truncated-lines'
  | 'dropped-bytes'
  | 'rotations'
  | 'binary-lines'
  /** What was not read of a file is gone: it was truncated, or removed while we were stopped, and no copy was found. */
  | 'rests-not-found'
  /** Left out at the beginning of lines. */
  | 'nul-bytes'
  /** Rotated files of a log that could not be read, or not to their end. */
  | 'damaged-files'
  /** Let go because the queue was full: only where nobody can be made to wait. */
  | 'shed-lines'
  /** Let go by the system before we were given them: its buffer was full. */
  | 'kernel-drops'
  | 'refused-connections';

/**
 * Whether trying again can help: `passing` trouble may be over by itself, what is `missing` may come, what is `final`
 * stays as it is until somebody changes the settings.
 */
export type Outlook = 'passing' | 'missing' | 'final';

/** A source that cannot be read: the user's to fix. `hint` says what to do. */
export class SourceError extends Error {
  constructor(
    readonly source: SourceId,
    message: string,
    readonly hint: string,
    readonly outlook: Outlook = 'passing',
  ) {
    super(message);
    this.name = 'SourceError';
  }
}
