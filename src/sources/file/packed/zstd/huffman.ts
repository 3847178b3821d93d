import { bitsAt, endOfBackward, highestBit } from './bits.ts';
import { Damage } from './damage.ts';
import { type FseTable, readFse } from './fse.ts';

/** What the next `log` bits begin with: a symbol, and how many bits are its. */
export type HuffmanTable = {
  readonly log: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
};

const LONGEST_CODE = 11;
const WEIGHT_LOG = 6;
const MOST_WEIGHTS = 255;

/** Reads a tree's description (RFC 8878, 4.2.1); `end`: the byte behind it. */
export function readHuffman(
  bytes: Uint8Array,
  at: number,
  limit: number,
): { readonly table: HuffmanTable; readonly end: number } {
  const header = bytes[at] as number;
  const start = at + 1;
  if (header < 128) {
    const end = start + header;
    if (end > limit) throw new Damage();
    const fse = readFse(bytes, start, end, WEIGHT_LOG, LONGEST_CODE + 2);
    return { table: huffmanTable(readWeights(bytes, fse.end, end, fse.table)), end };
  }
  const count = header - 127;
  const end = start + ((count + 1) >> 1);
  if (end > limit) throw new Damage();
  const weights = Array.from({ length: count }, (_, index) => {
    const byte = bytes[start + (index >> 1)] as number;
    return index % 2 === 0 ? byte >> 4 : byte & 15;
  });
  return { table: huffmanTable(weights), end };
}

/** By two states in turns, until there are no bits for another. */
function readWeights(
  bytes: Uint8Array,
  start: number,
  end: number,
  { log, symbols, bits, next }: FseTable,
): number[] {
  if (end <= start) throw new Damage();
  const first = 8 * start;
  let bit = endOfBackward(bytes, end);
  const take = (count: number): number => {
    bit -= count;
    if (bit >= first) return bitsAt(bytes, bit, count);
    // Before the first bit there are only zeros.
    const missing = Math.min(count, first - bit);
    return count === missing ? 0 : bitsAt(bytes, first, count - missing) << missing;
  };
  let state = take(log);
  let other = take(log);
  if (bit < first) throw new Damage();
  const weights: number[] = [];
  for (;;) {
    weights.push(symbols[state] as number);
    if (weights.length > MOST_WEIGHTS) throw new Damage();
    const updated = (next[state] as number) + take(bits[state] as number);
    if (bit < first) {
      weights.push(symbols[other] as number);
      return weights;
    }
    state = other;
    other = updated;
  }
}

/** The last weight is not written: it fills what the others leave. */
function huffmanTable(written: readonly number[]): HuffmanTable {
  let sum = 0;
  for (const weight of written) {
    if (weight > LONGEST_CODE + 1) throw new Damage();
    sum += weight === 0 ? 0 : 1 << (weight - 1);
  }
  if (sum === 0) throw new Damage();
  const log = highestBit(sum) + 1;
  const left = (1 << log) - sum;
  if (log > LONGEST_CODE || (left & (left - 1)) !== 0) throw new Damage();
  const weights = [...written, highestBit(left) + 1];
  const symbols = new Uint8Array(1 << log);
  const bits = new Uint8Array(1 << log);
  let at = 0;
  for (let weight = 1; weight <= log; weight++) {
    for (const [symbol, its] of weights.entries()) {
      if (its !== weight) continue;
      const end = at + (1 << (weight - 1));
      symbols.fill(symbol, at, end);
      bits.fill(log + 1 - weight, at, end);
      at = end;
    }
  }
  return { log, symbols, bits };
}

/** Fills `out` from `from` to `to` with the symbols of one stream. */
export function decodeHuffman(
  bytes: Uint8Array,
  start: number,
  end: number,
  { log, symbols, bits }: HuffmanTable,
  out: Uint8Array,
  from: number,
  to: number,
): void {
  if (end <= start) throw new Damage();
  const mask = (1 << log) - 1;
  const first = 8 * start;
  let bit = endOfBackward(bytes, end);
  for (let at = from; at < to; at++) {
    if (bit <= first) throw new Damage();
    // Reaches before the first bit at the end: what stands there belongs to no code.
    const low = bit - log;
    const byte = low >> 3;
    const word =
      (bytes[byte] as number) | ((bytes[byte + 1] as number) << 8) | ((bytes[byte + 2] as number) << 16);
    const code = (word >>> (low & 7)) & mask;
    out[at] = symbols[code] as number;
    bit -= bits[code] as number;
  }
  if (bit !== first) throw new Damage();
}
