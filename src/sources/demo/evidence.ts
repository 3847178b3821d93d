import type { EpochMs } from '../../model/time.ts';
import { readCapture } from './capture-records.ts';
import { stampStyle } from './stamps.ts';

/** What is written at one time: a line, or a packet. */
export type Piece = {
  readonly time: EpochMs;
  /** The piece as if it happened at `time`. */
  readonly write: (time: EpochMs) => string | Uint8Array;
};

/** A file of evidence: `head` is there from the start, `pieces` are in the order of the file, none before the one above it. */
type Evidence = {
  readonly kind: 'log' | 'capture' | 'plain';
  readonly head: Uint8Array;
  readonly pieces: readonly Piece[];
};

const NOTHING = new Uint8Array(0);

/** `timeZone`: that of stamps without one. A file without stamps is all head. */
export function readEvidence(content: Buffer, timeZone: string): Evidence {
  const capture = readCapture(content);
  if (capture !== null) return { kind: 'capture', head: capture.head, pieces: inOrder(capture.records) };
  const lines = content
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  const style = stampStyle(lines[0] ?? '', timeZone);
  if (!style) return { kind: 'plain', head: content, pieces: [] };
  const pieces = lines.map((line) => ({
    time: style.read(line) ?? Number.NEGATIVE_INFINITY,
    write: (time: EpochMs) => `${style.write(line, time)}\n`,
  }));
  return { kind: 'log', head: NOTHING, pieces: inOrder(pieces) };
}

/** The order in the file is part of the evidence. */
function inOrder(pieces: readonly Piece[]): readonly Piece[] {
  let last = Number.NEGATIVE_INFINITY;
  return pieces.map(({ time, write }) => {
    last = Math.max(last, time);
    return { time: last, write };
  });
}
