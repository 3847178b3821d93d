import type { Cursor, LineBlock, SourceId } from '../model/log-record.ts';

/**
 * Contract of everything that lines come from.
 *
 * - `read` hands over blocks of complete lines, in order, until the source ends or `signal` aborts.
 *   It ends quietly on abort and rejects with `SourceError` on failure.
 * - It waits for `sink.accept` before it reads on: that is the back-pressure.
 * - It says `sink.idle()` whenever it has handed over everything there is for now (a file at its end), so that merging by
 *   event time need not wait for a source that is silent.
 * - A source that can resume after a restart puts a `cursor` into each block: `read` with that cursor goes on exactly after
 *   these lines. A cursor that it does not understand counts as none.
 * - It never retries: it rejects, and `core/sources/supervisor.ts` calls `read` again with the last cursor. There is never more
 *   than one `read` of a source at a time.
 */
export type Source = {
  readonly id: SourceId;
  /** Hands over sources (`sink.found`) and no lines: containers that start, hosts that begin to send. */
  readonly finder?: true;
  /**
   * It hands over only lines that were picked because something is wrong: they say nothing about what is usual, and a later
   * pick may hold older lines than the one before.
   */
  readonly partial?: true;
  /** The source cannot be made to wait: lines that find no room are dropped and counted. */
  readonly sheds?: true;
  /** `from`: the cursor of the last block that was kept; absent at the very start. */
  read(sink: SourceSink, signal: AbortSignal, from?: Cursor): Promise<void>;
};

export type SourceSink = {
  accept(block: LineBlock): Promise<void>;
  /** Lines are about to come: other sources wait for them until the next `idle`. */
  busy(): void;
  idle(): void;
  /** Something was lost or odd, by a closed list of reasons; counted and shown. */
  count(reason: SourceCounter, amount: number): void;
  /** Bytes that are there and not yet read. */
  behind(bytes: number): void;
  /** What it reads is not there, and it waits for it. Holds until the next block or `idle`. */
  missing(): void;
  /** The source goes on, but cannot read all that it should; null once it can again. */
  trouble(trouble: SourceError | null): void;
  /** There is another source, to be read beside this one. Naming one that is already read does nothing. */
  found(source: Source): void;
};

export type SourceCounter =
  | 'truncated-lines'
  | 'dropped-bytes'
  | 'rotations'
  /** The unread rest of a file is gone: it was truncated or removed while we were stopped, and no copy was found. */
  | 'rests-not-found'
  /** Skipped at the beginning of lines. */
  | 'nul-bytes'
  /** Rotated files of a log that could not be read, or not to their end. */
  | 'damaged-files'
  /** Dropped because the queue was full: only where the sender cannot be made to wait. */
  | 'shed-lines'
  /** Dropped by the kernel before we got them: its buffer was full. */
  | 'kernel-drops'
  | 'refused-connections';

/**
 * Whether trying again can help: `passing` trouble may go away by itself, what is `missing` may still come, and `final`
 * trouble stays until somebody changes the settings.
 */
type Outlook = 'passing' | 'missing' | 'final';

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
