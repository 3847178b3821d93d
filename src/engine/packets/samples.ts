import type { EpochMs } from '../../model/time.ts';
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

/** Copies of packets that findings rest on, to be looked at. Bounded: the oldest goes first. */
export class Samples {
  private readonly kept = new Map<number, Sample>();
  /** Of those kept, a ring: a map takes ever longer to tell which of its entries is the oldest. */
  private readonly numbers = new Float64Array(MOST_SAMPLES);
  private added = 0;

  /** `most`: keeps no more than so many bytes, because what follows is a secret. */
  keep(raw: RawPacket, most?: number): void {
    if (!this.kept.has(raw.number)) this.add(sampleOf(raw, most));
  }

  add(sample: Sample): void {
    if (this.kept.has(sample.number)) return;
    const at = this.added++ % MOST_SAMPLES;
    this.kept.delete(this.numbers[at] as number);
    this.numbers[at] = sample.number;
    this.kept.set(sample.number, sample);
  }

  get(number: number): Sample | null {
    return this.kept.get(number) ?? null;
  }
}

/** A copy of the beginning of a packet. `most`: as for `keep`. */
export function sampleOf(raw: RawPacket, most?: number): Sample {
  const { number, time, nanos, link, length, bytes, start, end } = raw;
  const copy = bytes.slice(start, Math.min(end, start + Math.min(most ?? MOST_BYTES, MOST_BYTES)));
  return { number, time, nanos, link, length, bytes: copy, isCut: most !== undefined };
}

/** The same without what follows its first `most` bytes, because that is a secret. */
export function cutSample(sample: Sample, most: number): Sample {
  return { ...sample, bytes: sample.bytes.slice(0, most), isCut: true };
}
