import type { LineBlock, SourceId } from '../model/log-record.ts';

/**
 * Contract of everything that lines come from.
 *
 * - `read` hands over blocks of complete lines, in order, until the source ends or `signal` aborts.
 *   It ends quietly on abort and rejects with `SourceError` on failure.
 * - It waits for `sink.accept` before it reads on: that is the back-pressure.
 * - It says `sink.idle()` each time all that is there now has been handed over (a file at its end),
 *   so that sources can be merged by event time without waiting for one that is silent.
 * - A source that can go on after a restart puts a `cursor` into each block (after these lines, and nothing else, it
 *   goes on), and takes the last one kept when it is made.
 * - It never retries: who started it decides.
 */
export type Source = {
  readonly id: SourceId;
  read(sink: SourceSink, signal: AbortSignal): Promise<void>;
};

export type SourceSink = {
  accept(block: LineBlock): Promise<void>;
  idle(): void;
  /** Something was lost or odd, by a closed list of reasons; counted and shown. */
  count(reason: SourceCounter, amount: number): void;
  /** Bytes that are there and not yet read. */
  behind(bytes: number): void;
};

export type SourceCounter = 'truncated-lines' | 'dropped-bytes' | 'rotations' | 'binary-lines';

/** A source that cannot be read: the user's to fix. `hint` says what to do. */
export class SourceError extends Error {
  constructor(
    readonly source: SourceId,
    message: string,
    readonly hint: string,
  ) {
    super(message);
    this.name = 'SourceError';
  }
}
