import type { EpochMs } from './time.ts';

/** `file:/var/log/auth.log`, `stdin`: names one source for the life of a run. */
export type SourceId = string;

/**
 * Complete lines as a source read them, in order. Untrusted text.
 * Lines travel in blocks, not one by one: the hot path makes no object per line before parsing.
 */
export type LineBlock = {
  readonly source: SourceId;
  /** Set where the source itself knows what its lines are. */
  readonly format?: 'packets';
  /** Lines separated by `\n`; the last one ends with it too, unless the source ended without. */
  readonly text: string;
  /** Number of the first line in its source, from 1. */
  readonly firstLine: number;
  /** Bytes of the source that this block stands for (what was cut from over-long lines included). */
  readonly bytes: number;
  /**
   * What a stamp without a year is read against: the file's modification time, or now for stdin. The stamp gets the latest year
   * that does not put it more than 24 h after this.
   */
  readonly yearReference: EpochMs;
  /** When the block was read: decides `historical`, never a window. */
  readonly observedAt: EpochMs;
  /** Where to resume after these lines; absent when the source cannot resume after a restart. */
  readonly cursor?: Cursor;
};

/** A place in a source, handed back to it after a restart. JSON text that only the source itself understands. */
export type Cursor = string;

/** Where one line stands: what evidence points to. */
export type LineRef = {
  readonly source: SourceId;
  readonly line: number;
  /** `line` is the number of a packet in a capture. */
  readonly isPacket?: true;
};
