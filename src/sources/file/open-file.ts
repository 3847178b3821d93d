import type { Head } from './head.ts';
import type { Trail } from './trail.ts';

/** One file of a log while it is read: plain, or unpacked on the way. */
export type OpenFile = {
  /** Where it was when it was opened, or located last. */
  readonly path: string;
  readonly device: number;
  readonly inode: number;
  readonly packed: boolean;
  /** Epoch ms with fractions, as of the last read. */
  readonly modified: number;
  /** Bytes (of a packed file: unpacked) read so far. */
  readonly offset: number;
  /** Bytes there that were not read, as of the last read. */
  readonly behind: number;
  readonly head: Head;
  /**
   * The next bytes, valid until the next call; `end` when there are no more now; `cut` when what was read before is not
   * in the file any more: it was truncated, or written anew. Rejects when it is damaged.
   *
   * `atOnce`: the system has just reported a change, so what is new is in memory and reading it blocks nobody; another
   * thread would have it later, perhaps after it was truncated.
   */
  read(atOnce?: boolean): Promise<Buffer | 'end' | 'cut'>;
  /** What stands before a place in what was read last; without any bytes when that is not known. */
  trailBefore(place: number): Trail;
  /** Looks where it was moved to, and notes it as its path. False when that cannot be told, or it was removed. */
  locate(): Promise<boolean>;
  close(): Promise<void>;
};

/** A file that cannot be read to its end: most are packed, and cannot be unpacked. */
export class DamagedError extends Error {
  constructor(
    message: string,
    readonly hint = 'What could be unpacked was read.',
  ) {
    super(message);
  }
}
