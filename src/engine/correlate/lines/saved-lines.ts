import type { SourceId } from '../../../model/log-record.ts';
import type { EpochMs } from '../../../model/time.ts';

/** Lines as they are saved, each once: whoever keeps one names its place among them, from 1. */
export type SavedLines = {
  readonly origins: readonly (readonly [source: SourceId, user: string | null])[];
  readonly pieces: Iterable<SavedPiece>;
};

/** Some of the saved lines, one after the other. */
export type SavedPiece = {
  readonly times: readonly EpochMs[];
  readonly numbers: readonly number[];
  /** Places in the list of all origins. */
  readonly origins: readonly number[];
  /** One below the other; empty where a line has more than one, or is very long. */
  readonly text: string;
  /** These, by their place in the piece. */
  readonly odd: readonly (readonly [at: number, raw: string])[];
};

/** For the number of each line its place among the saved ones; 0: it was not saved. */
export type SavedPlaces = Int32Array;

const NEW_LINE = 10;
const BYTES = 1 << 16;

/** Puts a piece together. */
export class PieceWriter {
  private readonly times: EpochMs[] = [];
  private readonly numbers: number[] = [];
  private readonly origins: number[] = [];
  private readonly odd: [number, string][] = [];
  private readonly bytes = new Uint8Array(BYTES);
  private end = 0;
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  /** False when a text of so many bytes might not find room. */
  hasRoomFor(length: number): boolean {
    return this.end + length < BYTES;
  }

  add(
    time: EpochMs,
    number: number,
    origin: number,
    text: string | ((into: Uint8Array, at: number) => number),
  ): void {
    const { bytes, end } = this;
    if (typeof text === 'string') this.odd.push([this.times.length, text]);
    else {
      const length = text(bytes, end);
      const own = bytes.subarray(end, end + length);
      if (own.includes(NEW_LINE)) this.odd.push([this.times.length, this.decoder.decode(own)]);
      else this.end += length;
    }
    bytes[this.end++] = NEW_LINE;
    this.times.push(time);
    this.numbers.push(number);
    this.origins.push(origin);
  }

  get isEmpty(): boolean {
    return this.times.length === 0;
  }

  take(): SavedPiece {
    const { times, numbers, origins, odd } = this;
    const text = this.decoder.decode(this.bytes.subarray(0, Math.max(0, this.end - 1)));
    return { times, numbers, origins, text, odd };
  }
}

/** The texts of a piece. */
export function textsOf({ text, odd }: SavedPiece): string[] {
  const texts = text.split('\n');
  for (const [at, raw] of odd) texts[at] = raw;
  return texts;
}
