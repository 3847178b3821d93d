import { type HeadPrint, isHeadPrint, printOf } from './head.ts';

/** How many bytes before a place tell whether what was read is still there: the last lines, with their stamps. */
export const TRAIL_BYTES = 256;

/** What stands just before a place in a file. */
export type Trail = {
  /** Where it begins in the file. */
  readonly at: number;
  readonly bytes: Buffer;
};

/** A trail as a hash: a cursor holds nothing of the log's text. */
export type TrailPrint = HeadPrint & { readonly at: number };

export const NO_TRAIL: Trail = { at: 0, bytes: Buffer.alloc(0) };

/**
 * The trail of a place, of the bytes before it. What writers change in place is left out: the brackets that close a
 * document to which more is added, and NUL bytes that stand for what is not yet written.
 */
export function trailOf(before: Buffer, place: number): Trail {
  const bytes = before.subarray(Math.max(0, before.length - TRAIL_BYTES));
  let length = bytes.length;
  while (length > 0 && isPassing(bytes[length - 1] ?? 0)) length--;
  return { at: place - bytes.length, bytes: bytes.subarray(0, length) };
}

/** NUL, white space, `]`, `}`. */
function isPassing(byte: number): boolean {
  return byte <= 0x20 || byte === 0x5d || byte === 0x7d;
}

/** The trail as it is stored: where it stands, and a hash of its bytes. */
export function printOfTrail({ at, bytes }: Trail): TrailPrint {
  const { bytes: length, hash } = printOf(bytes);
  return { at, bytes: length, hash };
}

/** Whether a stored value is a print of a trail, whoever wrote it. */
export function isTrailPrint(value: unknown): value is TrailPrint {
  return isHeadPrint(value) && typeof (value as Partial<TrailPrint>).at === 'number';
}
