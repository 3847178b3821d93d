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

  /** `most`: keeps no more than so many bytes, because what follows is a secret. */
  keep({ number, time, nanos, link, length, bytes, start, end }: RawPacket, most?: number): void {
    if (this.kept.has(number)) return;
    if (this.kept.size >= MOST_SAMPLES) {
      for (const oldest of this.kept.keys()) {
        this.kept.delete(oldest);
        break;
      }
    }
    const copy = bytes.slice(start, Math.min(end, start + Math.min(most ?? MOST_BYTES, MOST_BYTES)));
    this.kept.set(number, { number, time, nanos, link, length, bytes: copy, isCut: most !== undefined });
  }

  get(number: number): Sample | null {
    return this.kept.get(number) ?? null;
  }
}
