/** Captures in which no two packets are alike: what a table keyed by addresses, ports or names must not grow with. */
import { type Random, seeded } from './random.ts';

type Storm = 'IPv6 sources' | 'hosts searched' | 'DNS clients with long names';

export const STORMS: readonly Storm[] = ['IPv6 sources', 'hosts searched', 'DNS clients with long names'];

const START_SECONDS = 1_795_222_400;
const SECONDS = 60;
const PIECE_BYTES = 1 << 20;
const LONGEST = 400;
const ETHERNET = 14;
const LABELS = 4;
const LABEL = 55;
const TCP = 6;
const UDP = 17;
const SYN = 2;

/** Classic pcap, Ethernet; `packets` over a minute. In pieces of about a megabyte. */
export function* storm(kind: Storm, packets: number, seed: number): Generator<Uint8Array> {
  const random = seeded(seed);
  let piece = Buffer.alloc(PIECE_BYTES + LONGEST);
  for (const [offset, value] of [0xa1b2c3d4, 0x00040002, 0, 0, 262_144, 1].entries())
    piece.writeUInt32LE(value, 4 * offset);
  let at = 24;
  for (let index = 0; index < packets; index++) {
    const frame = piece.subarray(at + 16);
    const length = FILL[kind](frame, random, index);
    const micros = Math.floor((index * SECONDS * 1e6) / packets);
    piece.writeUInt32LE(START_SECONDS + Math.floor(micros / 1e6), at);
    piece.writeUInt32LE(micros % 1e6, at + 4);
    piece.writeUInt32LE(length, at + 8);
    piece.writeUInt32LE(length, at + 12);
    at += 16 + length;
    if (at < PIECE_BYTES) continue;
    yield piece.subarray(0, at);
    piece = Buffer.alloc(PIECE_BYTES + LONGEST);
    at = 0;
  }
  yield piece.subarray(0, at);
}

/** Each writes one packet, and tells its length. */
const FILL: Readonly<Record<Storm, (frame: Buffer, random: Random, index: number) => number>> = {
  'IPv6 sources': (frame, random, index) => {
    frame.writeUInt16BE(0x86dd, 12);
    frame.writeUInt32BE(0x60000000, ETHERNET);
    frame.writeUInt16BE(20, ETHERNET + 4);
    frame.writeUInt8(TCP, ETHERNET + 6);
    frame.writeUInt32BE(0x20010db8, ETHERNET + 8);
    frame.writeUInt32BE(random.integer(0, 0xffffffff), ETHERNET + 12);
    frame.writeUInt32BE(index, ETHERNET + 20);
    frame.writeUInt32BE(0x20010db8, ETHERNET + 24);
    syn(frame, ETHERNET + 40, 80, random);
    return ETHERNET + 60;
  },
  'hosts searched': (frame, random) => {
    ipv4(frame, TCP, 40, 0x0a000001 + random.integer(0, 20_000), random.integer(0, 0xffffffff));
    syn(frame, ETHERNET + 20, [22, 23, 445, 3389][random.integer(0, 4)] ?? 22, random);
    return ETHERNET + 40;
  },
  'DNS clients with long names': (frame, random) => {
    const question = 12 + LABELS * (LABEL + 1) + 5;
    ipv4(frame, UDP, 28 + question, 0x0b000000 + random.integer(0, 0xffffff), 0x08080808);
    const udp = ETHERNET + 20;
    frame.writeUInt16BE(random.integer(1024, 65_000), udp);
    frame.writeUInt16BE(53, udp + 2);
    frame.writeUInt16BE(8 + question, udp + 4);
    frame.writeUInt16BE(1, udp + 12);
    let at = udp + 20;
    for (let label = 0; label < LABELS; label++) {
      frame.writeUInt8(LABEL, at++);
      for (let letter = 0; letter < LABEL; letter++) frame.writeUInt8(random.integer(97, 123), at++);
    }
    frame.writeUInt32BE(0x00001000, at);
    return udp + 8 + question;
  },
};

function ipv4(frame: Buffer, protocol: number, length: number, source: number, target: number): void {
  frame.writeUInt16BE(0x0800, 12);
  frame.writeUInt8(0x45, ETHERNET);
  frame.writeUInt16BE(length, ETHERNET + 2);
  frame.writeUInt8(protocol, ETHERNET + 9);
  frame.writeUInt32BE(source, ETHERNET + 12);
  frame.writeUInt32BE(target, ETHERNET + 16);
}

function syn(frame: Buffer, at: number, port: number, random: Random): void {
  frame.writeUInt16BE(random.integer(1024, 65_000), at);
  frame.writeUInt16BE(port, at + 2);
  frame.writeUInt8(0x50, at + 12);
  frame.writeUInt8(SYN, at + 13);
}
