import type { EpochMs } from '../../model/time.ts';
import { uint8s } from '../arrays/uncounted-arrays.ts';
import type { RawPacket } from './capture/raw-packet.ts';

const MOST_SAMPLES = 4096;
/** Enough for all headers and the beginning of a request. */
const MOST_BYTES = 512;

/** The beginning of a packet that a finding names. */
export type Sample = {
  readonly number: number;
  readonly time: EpochMs;
  readonly nanos: number;
  readonly link: number;
  readonly length: number;
  readonly bytes: Uint8Array;
  /** What follows is a secret. */
  readonly isCut: boolean;
};

/** Copies of packets that findings rest on, to be looked at. Bounded: the oldest goes first, and its memory is used again. */
export class Samples {
  /** Where the copy of a packet stands, by its number. */
  private readonly slots = new Map<number, number>();
  private readonly numbers = new Float64Array(MOST_SAMPLES);
  private readonly times = new Float64Array(MOST_SAMPLES);
  private readonly nanos = new Uint32Array(MOST_SAMPLES);
  private readonly links = new Uint16Array(MOST_SAMPLES);
  private readonly lengths = new Float64Array(MOST_SAMPLES);
  private readonly kept = new Uint16Array(MOST_SAMPLES);
  private readonly areCut = new Uint8Array(MOST_SAMPLES);
  private readonly bytes = uint8s(MOST_SAMPLES * MOST_BYTES);
  private added = 0;

  /** `most`: keeps no more than so many bytes, because what follows is a secret. */
  keep(raw: RawPacket, most?: number): void {
    if (this.slots.has(raw.number)) return;
    this.put(raw, raw.bytes, raw.start, endOf(raw, most), most !== undefined);
  }

  add(sample: Sample): void {
    const { bytes } = sample;
    if (!this.slots.has(sample.number)) this.put(sample, bytes, 0, bytes.length, sample.isCut);
  }

  get(number: number): Sample | null {
    const at = this.slots.get(number);
    if (at === undefined) return null;
    const start = at * MOST_BYTES;
    return {
      number,
      time: this.times[at] as number,
      nanos: this.nanos[at] as number,
      link: this.links[at] as number,
      length: this.lengths[at] as number,
      bytes: this.bytes.slice(start, start + (this.kept[at] as number)),
      isCut: this.areCut[at] === 1,
    };
  }

  private put(
    { number, time, nanos, link, length }: Omit<Sample, 'bytes' | 'isCut'>,
    bytes: Uint8Array,
    start: number,
    end: number,
    isCut: boolean,
  ): void {
    const at = this.added++ % MOST_SAMPLES;
    this.slots.delete(this.numbers[at] as number);
    this.slots.set(number, at);
    this.numbers[at] = number;
    this.times[at] = time;
    this.nanos[at] = nanos;
    this.links[at] = link;
    this.lengths[at] = length;
    this.kept[at] = end - start;
    this.areCut[at] = isCut ? 1 : 0;
    this.bytes.set(bytes.subarray(start, end), at * MOST_BYTES);
  }
}

/** A copy of the beginning of a packet. */
export function sampleOf(raw: RawPacket): Sample {
  const { number, time, nanos, link, length, bytes, start } = raw;
  const copy = bytes.slice(start, endOf(raw));
  return { number, time, nanos, link, length, bytes: copy, isCut: false };
}

/** The same without what follows its first `most` bytes, because that is a secret. */
export function cutSample(sample: Sample, most: number): Sample {
  return { ...sample, bytes: sample.bytes.slice(0, most), isCut: true };
}

function endOf({ start, end }: RawPacket, most = MOST_BYTES): number {
  return Math.min(end, start + Math.min(most, MOST_BYTES));
}
