import { bitsAt, highestBit } from './bits.ts';
import { Damage } from './damage.ts';

/** Finite state entropy (RFC 8878, 4.1): what each state means, and which come next: `next`, and so many bits more. */
export type FseTable = {
  readonly log: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
  readonly next: Uint16Array;
};

const SMALLEST_LOG = 5;
/** How a symbol is written that has less than one state of its own. */
const RARE = -1;

/** Reads a table's description at byte `at`, of at most so many symbols; `end`: the byte behind it. */
export function readFse(
  bytes: Uint8Array,
  at: number,
  limit: number,
  mostLog: number,
  mostSymbols: number,
): { readonly table: FseTable; readonly end: number } {
  const log = ((bytes[at] as number) & 15) + SMALLEST_LOG;
  if (log > mostLog) throw new Damage();
  let bit = 8 * at + 4;
  let left = 1 << log;
  const shares: number[] = [];
  while (left > 0) {
    if (shares.length >= mostSymbols || bit > 8 * limit) throw new Damage();
    const width = highestBit(left + 1) + 1;
    const value = bitsAt(bytes, bit, width);
    // Of values that need a bit less, there are so many.
    const short = (1 << width) - 2 - left;
    const low = value & ((1 << (width - 1)) - 1);
    const isShort = low < short;
    bit += isShort ? width - 1 : width;
    const share = (isShort ? low : value > low ? value - short : value) - 1;
    shares.push(share);
    left -= Math.abs(share);
    for (let zeros = share === 0 ? 3 : 0; zeros === 3; bit += 2) {
      zeros = bitsAt(bytes, bit, 2);
      for (let zero = 0; zero < zeros; zero++) shares.push(0);
      if (shares.length > mostSymbols || bit > 8 * limit) throw new Damage();
    }
  }
  const end = (bit + 7) >> 3;
  if (left < 0 || end > limit) throw new Damage();
  return { table: fseTable(shares, log), end };
}

/** `shares`: how many states each symbol has. */
export function fseTable(shares: readonly number[], log: number): FseTable {
  const size = 1 << log;
  const symbols = new Uint8Array(size);
  const upcoming = shares.map((share) => Math.abs(share));
  let high = size;
  for (const [symbol, share] of shares.entries()) if (share === RARE) symbols[--high] = symbol;
  const step = (size >> 1) + (size >> 3) + 3;
  let at = 0;
  for (const [symbol, share] of shares.entries()) {
    for (let count = 0; count < share; count++) {
      symbols[at] = symbol;
      do at = (at + step) & (size - 1);
      while (at >= high);
    }
  }
  if (at !== 0) throw new Damage();
  const bits = new Uint8Array(size);
  const next = new Uint16Array(size);
  for (const [state, symbol] of symbols.entries()) {
    const count = upcoming[symbol] as number;
    upcoming[symbol] = count + 1;
    bits[state] = log - highestBit(count);
    next[state] = (count << (bits[state] as number)) - size;
  }
  return { log, symbols, bits, next };
}

/** Always the same symbol. */
export function constantTable(symbol: number): FseTable {
  return { log: 0, symbols: Uint8Array.of(symbol), bits: new Uint8Array(1), next: new Uint16Array(1) };
}
