import { unpackGzip } from './gzip.ts';
import { unpackWith } from './unpack-with.ts';
import { unpackZstd } from './zstd.ts';

export type Packing = 'gzip' | 'zstd' | 'xz' | 'bzip2' | 'lz4';

type Unpack = (pieces: AsyncIterable<Buffer>) => AsyncGenerator<Buffer>;

/** What Node cannot unpack is left to the programs that every Debian has: archives of old logs, published captures. */
const UNPACK: Readonly<Record<Packing, Unpack>> = {
  gzip: unpackGzip,
  zstd: unpackZstd,
  xz: (pieces) => unpackWith({ program: 'xz', args: ['--memlimit-decompress=128MiB'] }, pieces),
  bzip2: (pieces) => unpackWith({ program: 'bzip2', args: [] }, pieces),
  lz4: (pieces) => unpackWith({ program: 'lz4', args: [] }, pieces),
};

/** How many first bytes tell. */
export const PACKING_BYTES = 6;
const XZ = Buffer.from('\xfd7zXZ\0', 'latin1');

/** How a file is packed, by its first bytes and whatever its name says; null when it is not. */
export function packingOf(first: Buffer): Packing | null {
  if (first.length < 4) return null;
  if (first[0] === 0x1f && first[1] === 0x8b) return 'gzip';
  const number = first.readUInt32LE();
  if (number === 0xfd2fb528 || number >>> 4 === 0x184d2a5) return 'zstd';
  if (number === 0x184d2204) return 'lz4';
  if (first.subarray(0, XZ.length).equals(XZ)) return 'xz';
  return first.toString('latin1', 0, 3) === 'BZh' && isDigit(first[3]) ? 'bzip2' : null;
}

/** Rejects with `DamagedError`; what stands before the damage is given out first. */
export function unpack(packing: Packing, pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  return UNPACK[packing](pieces);
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x31 && byte <= 0x39;
}
