import { bitsAt, endOfBackward } from './bits.ts';
import { Damage } from './damage.ts';
import { constantTable, type FseTable, fseTable, readFse } from './fse.ts';
import { type Literals, MOST_BLOCK } from './literals.ts';
import type { Window } from './window.ts';

type Kind = {
  readonly preset: FseTable;
  readonly mostLog: number;
  readonly symbols: number;
};

/** Shares of states as the format presets them (RFC 8878, appendix A). */
const LENGTHS: Kind = {
  preset: fseTable(
    [
      ...[4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1],
      ...[-1, -1, -1, -1],
    ],
    6,
  ),
  mostLog: 9,
  symbols: 36,
};
const OFFSETS: Kind = {
  preset: fseTable(
    [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1],
    5,
  ),
  mostLog: 8,
  symbols: 32,
};
const MATCHES: Kind = {
  preset: fseTable(
    [
      1,
      4,
      3,
      2,
      2,
      2,
      2,
      2,
      2,
      ...Array.from({ length: 37 }, () => 1),
      ...Array.from({ length: 7 }, () => -1),
    ],
    6,
  ),
  mostLog: 9,
  symbols: 53,
};

/** Bits that follow a code, and the value with none of them set. */
const LENGTH_BITS = [...zeros(16), 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const LENGTH_BASE = baselines(LENGTH_BITS, 0);
const MATCH_BITS = [...zeros(32), 1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const MATCH_BASE = baselines(MATCH_BITS, 3);

const PRESET = 0;
const CONSTANT = 1;
const DESCRIBED = 2;
/** Offsets up to here mean one of the latest. */
const REPEATS = 3;

/** How a block is put together from its literals and what was unpacked before (RFC 8878, 3.1.1.3.2). */
export class Sequences {
  private lengths: FseTable | null = null;
  private offsets: FseTable | null = null;
  private matches: FseTable | null = null;
  private readonly latest = [1, 4, 8];

  /** Reads the section that begins at byte `from` and carries it out; how many bytes it wrote. */
  run(block: Uint8Array, from: number, limit: number, literals: Literals, window: Window): number {
    if (from >= limit) throw new Damage();
    let at = from;
    let count = block[at++] as number;
    if (count === 255) {
      count = (block[at] as number) + 256 * (block[at + 1] as number) + 0x7f00;
      at += 2;
    } else if (count > 127) count = (count - 128) * 256 + (block[at++] as number);
    if (count === 0) {
      window.put(literals.bytes, 0, literals.length);
      return literals.length;
    }
    const modes = block[at++] as number;
    if ((modes & 3) !== 0) throw new Damage();
    const lengths = readTable(block, at, limit, modes >> 6, LENGTHS, this.lengths);
    const offsets = readTable(block, lengths.end, limit, (modes >> 4) & 3, OFFSETS, this.offsets);
    const matches = readTable(block, offsets.end, limit, (modes >> 2) & 3, MATCHES, this.matches);
    this.lengths = lengths.table;
    this.offsets = offsets.table;
    this.matches = matches.table;
    return this.carryOut(block, matches.end, limit, count, literals, window);
  }

  private carryOut(
    block: Uint8Array,
    start: number,
    limit: number,
    count: number,
    literals: Literals,
    window: Window,
  ): number {
    const [lengths, offsets, matches] = [
      this.lengths as FseTable,
      this.offsets as FseTable,
      this.matches as FseTable,
    ];
    if (limit <= start) throw new Damage();
    const first = 8 * start;
    let bit = endOfBackward(block, limit);
    bit -= lengths.log;
    let lengthState = bitsAt(block, bit, lengths.log);
    bit -= offsets.log;
    let offsetState = bitsAt(block, bit, offsets.log);
    bit -= matches.log;
    let matchState = bitsAt(block, bit, matches.log);
    let taken = 0;
    let written = 0;
    for (let left = count; left > 0; left--) {
      const offsetCode = offsets.symbols[offsetState] as number;
      const matchCode = matches.symbols[matchState] as number;
      const lengthCode = lengths.symbols[lengthState] as number;
      bit -= offsetCode;
      const offset = offsetAt(block, bit, offsetCode);
      bit -= MATCH_BITS[matchCode] as number;
      const match = (MATCH_BASE[matchCode] as number) + bitsAt(block, bit, MATCH_BITS[matchCode] as number);
      bit -= LENGTH_BITS[lengthCode] as number;
      const length =
        (LENGTH_BASE[lengthCode] as number) + bitsAt(block, bit, LENGTH_BITS[lengthCode] as number);
      if (left > 1) {
        let bits = lengths.bits[lengthState] as number;
        bit -= bits;
        lengthState = (lengths.next[lengthState] as number) + bitsAt(block, bit, bits);
        bits = matches.bits[matchState] as number;
        bit -= bits;
        matchState = (matches.next[matchState] as number) + bitsAt(block, bit, bits);
        bits = offsets.bits[offsetState] as number;
        bit -= bits;
        offsetState = (offsets.next[offsetState] as number) + bitsAt(block, bit, bits);
      }
      written += length + match;
      if (bit < first || taken + length > literals.length || written > MOST_BLOCK) throw new Damage();
      window.put(literals.bytes, taken, taken + length);
      taken += length;
      window.repeat(this.offsetOf(offset, length), match);
    }
    if (bit !== first) throw new Damage();
    written += literals.length - taken;
    if (written > MOST_BLOCK) throw new Damage();
    window.put(literals.bytes, taken, literals.length);
    return written;
  }

  /** `value`: as written; `length`: of the literals before. */
  private offsetOf(value: number, length: number): number {
    const { latest } = this;
    const [first, second, third] = latest as [number, number, number];
    const which = value > REPEATS ? 0 : value + (length === 0 ? 1 : 0);
    if (which === 1) return first;
    const offset = which === 0 ? value - REPEATS : which === 2 ? second : which === 3 ? third : first - 1;
    if (which !== 2) latest[2] = second;
    latest[1] = first;
    latest[0] = offset;
    return offset;
  }
}

function readTable(
  block: Uint8Array,
  at: number,
  limit: number,
  mode: number,
  { preset, mostLog, symbols }: Kind,
  before: FseTable | null,
): { readonly table: FseTable; readonly end: number } {
  if (mode === PRESET) return { table: preset, end: at };
  if (mode === DESCRIBED) return readFse(block, at, limit, mostLog, symbols);
  if (mode === CONSTANT) {
    const symbol = block[at] as number;
    if (at >= limit || symbol >= symbols) throw new Damage();
    return { table: constantTable(symbol), end: at + 1 };
  }
  if (before === null) throw new Damage();
  return { table: before, end: at };
}

/** Up to 31 bits, which is more than are read at once. */
function offsetAt(block: Uint8Array, bit: number, code: number): number {
  if (code <= 16) return (1 << code) + bitsAt(block, bit, code);
  return 2 ** code + bitsAt(block, bit + 16, code - 16) * 65536 + bitsAt(block, bit, 16);
}

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}

function baselines(bits: readonly number[], first: number): number[] {
  let base = first;
  return bits.map((width) => {
    base += 1 << width;
    return base - (1 << width);
  });
}
