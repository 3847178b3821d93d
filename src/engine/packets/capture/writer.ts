import type { EpochMs } from '../../../model/time.ts';

/** A packet to be written. */
export type WrittenPacket = {
  readonly time: EpochMs;
  readonly nanos: number;
  readonly link: number;
  /** On the wire. */
  readonly length: number;
  readonly bytes: Uint8Array;
};

const SNAP_LENGTH = 262_144;

/** Writes captures, with stamps in nanoseconds: classic pcap where all packets have one link type, else pcapng. */
export class CaptureWriter {
  constructor(private readonly links: readonly number[]) {}

  private get isClassic(): boolean {
    return this.links.length <= 1;
  }

  header(): Uint8Array {
    if (this.isClassic) return words(0xa1b23c4d, 0x00040002, 0, 0, SNAP_LENGTH, this.links[0] ?? 1);
    const section = block(0x0a0d0d0a, words(0x1a2b3c4d, 1, 0xffffffff, 0xffffffff));
    // Option 9, one byte: 10^-9 s; then the end of options.
    const interfaces = this.links.map((link) => block(1, words(link, SNAP_LENGTH, 0x00010009, 9, 0)));
    return joined([section, ...interfaces]);
  }

  record({ time, nanos, link, length, bytes }: WrittenPacket): Uint8Array {
    if (this.isClassic) {
      const fraction = (time % 1000) * 1_000_000 + nanos;
      return joined([words(Math.floor(time / 1000), fraction, bytes.length, length), bytes]);
    }
    const stamp = BigInt(time) * 1_000_000n + BigInt(nanos);
    const head = words(
      this.links.indexOf(link),
      Number(stamp >> 32n),
      Number(stamp & 0xffffffffn),
      bytes.length,
      length,
    );
    return block(6, joined([head, bytes, new Uint8Array(-bytes.length & 3)]));
  }
}

function block(type: number, body: Uint8Array): Uint8Array {
  const length = body.length + 12;
  return joined([words(type, length), body, words(length)]);
}

function words(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  for (const [index, value] of values.entries()) {
    for (let byte = 0; byte < 4; byte++) bytes[4 * index + byte] = (value >>> (8 * byte)) & 255;
  }
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
