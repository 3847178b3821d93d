import type { Cursor } from '../../model/log-record.ts';
import { type HeadPrint, isHeadPrint } from './head.ts';
import { isTrailPrint, type TrailPrint } from './trail.ts';

/** Up to where a log was read: which of its files, and how much of that. */
export type Place = {
  /** Where the file was when it was opened, links resolved. */
  readonly path: string;
  readonly device: number;
  readonly inode: number;
  /** Bytes (of a packed file: unpacked) covered by the lines handed over. */
  readonly offset: number;
  /** Number of the next line. */
  readonly line: number;
  readonly head: HeadPrint;
  /** Of what stands before the offset; absent in cursors of earlier versions. */
  readonly trail?: TrailPrint;
  /** The file's modification time when it was looked at last, epoch ms with fractions. */
  readonly modified: number;
  /** It is the copy of a file that was then truncated: a line may begin in it and end in the next one. */
  readonly copied: boolean;
};

export function encodePlace(place: Place): Cursor {
  return JSON.stringify(place);
}

/** Null when it is no place: from another program or version, or damaged. */
export function decodePlace(cursor: Cursor): Place | null {
  let value: unknown;
  try {
    value = JSON.parse(cursor);
  } catch {
    return null;
  }
  return isPlace(value) ? value : null;
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null) return false;
  const place = value as Partial<Record<keyof Place, unknown>>;
  const counts = [place.device, place.inode, place.offset, place.line];
  return (
    typeof place.path === 'string' &&
    counts.every((count) => typeof count === 'number' && count >= 0) &&
    typeof place.modified === 'number' &&
    typeof place.copied === 'boolean' &&
    isHeadPrint(place.head) &&
    (place.trail === undefined || isTrailPrint(place.trail))
  );
}
