/** Captures for benchmarks: a SYN flood from many sources in front of ordinary traffic, with their true counts. */
import { seeded } from './random.ts';

export type CaptureOptions = {
  readonly packets: number;
  readonly seed: number;
  /** Of the packets, SYN of the flood. */
  readonly syn: number;
  /** Different (invented) addresses that they come from. */
  readonly sources: number;
};

export type GeneratedCapture = {
  /** In pieces of about a megabyte. */
  readonly pieces: Iterable<Uint8Array>;
  readonly truth: { readonly packets: number; readonly syn: number; readonly sources: number };
};

const PIECE_BYTES = 1 << 20;
const LONGEST_PACKET = 400;
const RECORD_HEADER = 16;
const ETHERNET = 14;
const HEADERS = 54;
const VICTIM = 0xc6336414;
const CLIENTS = 2000;
const START_SECONDS = 1_795_222_400;
const SYN = 2;
const ACK = 16;
const PSH = 24;

/** Classic pcap, Ethernet, microseconds, little endian; `packets` over 100 seconds. */
export function capture({ packets, seed, syn, sources }: CaptureOptions): GeneratedCapture {
  const random = seeded(seed);
  function* pieces(): Generator<Uint8Array> {
    let piece = new Piece();
    piece.fileHeader();
    let left = syn;
    let flooded = 0;
    for (let index = 0; index < packets; index++) {
      const micros = Math.floor((index * 1e8) / packets);
      const isSyn = left > 0 && random.next() * (packets - index) < left;
      if (isSyn) {
        left--;
        // Each source comes once before any comes again.
        piece.tcp(micros, addressOf(flooded % sources), VICTIM, 1024 + random.integer(0, 60_000), 80, SYN, 0);
        flooded++;
      } else {
        const client = 0x0a000000 + random.integer(1, CLIENTS);
        const isAnswer = random.next() < 0.5;
        const port = 20_000 + (client % 5000);
        const data = random.next() < 0.5 ? 0 : random.integer(20, 330);
        const flags = data === 0 ? ACK : PSH;
        if (isAnswer) piece.tcp(micros, VICTIM, client, 443, port, flags, data);
        else piece.tcp(micros, client, VICTIM, port, 443, flags, data);
      }
      if (piece.isFull) {
        yield piece.bytes();
        piece = new Piece();
      }
    }
    yield piece.bytes();
  }
  return { pieces: pieces(), truth: { packets, syn, sources: Math.min(sources, syn) } };
}

/** Spread over the address space without a repetition: 5 is prime to 2^24. */
function addressOf(index: number): number {
  return (0x2d000000 + ((index * 11_400_717) % 0x1000000)) >>> 0;
}

class Piece {
  private readonly buffer = Buffer.alloc(PIECE_BYTES + LONGEST_PACKET + RECORD_HEADER + HEADERS);
  private at = 0;

  get isFull(): boolean {
    return this.at >= PIECE_BYTES;
  }

  bytes(): Uint8Array {
    return this.buffer.subarray(0, this.at);
  }

  fileHeader(): void {
    for (const [offset, value] of [0xa1b2c3d4, 0x00040002, 0, 0, 262_144, 1].entries()) {
      this.buffer.writeUInt32LE(value, 4 * offset);
    }
    this.at = 24;
  }

  tcp(
    micros: number,
    source: number,
    target: number,
    sourcePort: number,
    targetPort: number,
    flags: number,
    data: number,
  ): void {
    const { buffer, at } = this;
    const length = HEADERS + data;
    buffer.writeUInt32LE(START_SECONDS + Math.floor(micros / 1e6), at);
    buffer.writeUInt32LE(micros % 1e6, at + 4);
    buffer.writeUInt32LE(length, at + 8);
    buffer.writeUInt32LE(length, at + 12);
    const ethernet = at + RECORD_HEADER;
    buffer[ethernet] = 2;
    buffer[ethernet + 6] = 2;
    buffer.writeUInt16BE(0x0800, ethernet + 12);
    const ip = ethernet + ETHERNET;
    buffer[ip] = 0x45;
    buffer.writeUInt16BE(40 + data, ip + 2);
    buffer[ip + 8] = 64;
    buffer[ip + 9] = 6;
    buffer.writeUInt32BE(source, ip + 12);
    buffer.writeUInt32BE(target, ip + 16);
    const tcp = ip + 20;
    buffer.writeUInt16BE(sourcePort, tcp);
    buffer.writeUInt16BE(targetPort, tcp + 2);
    buffer[tcp + 12] = 0x50;
    buffer[tcp + 13] = flags;
    this.at = ethernet + length;
  }
}
