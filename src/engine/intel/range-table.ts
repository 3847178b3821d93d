import { isIpv6 } from '../../model/addresses/ip.ts';
import { type IpRange, parseRange } from '../../model/addresses/ip-range.ts';
import { ipv4Bits, NOT_IPV4 } from '../address/ipv4.ts';

/** Ranges of one value each; `value` is a number of the caller's. */
type ValuedRange = { readonly range: IpRange; readonly value: number };

const HALF = 64n;
const LOW = (1n << HALF) - 1n;
/** Nothing is known of the address. */
export const NOTHING_KNOWN = -1;

/**
 * Ranges of addresses, found by binary search: 10 bytes for one of IPv4, 34 for one of IPv6. Where ranges overlap, those
 * of one value become one; of others the one that begins later stands from there on.
 */
export class RangeTable {
  private readonly first4: Uint32Array;
  private readonly last4: Uint32Array;
  private readonly value4: Uint16Array;
  /** High and low halves, one after the other. */
  private readonly first6: BigUint64Array;
  private readonly last6: BigUint64Array;
  private readonly value6: Uint16Array;

  constructor(ranges: readonly ValuedRange[]) {
    const v4 = joined(ranges.filter(({ range }) => range.family === 4));
    const v6 = joined(ranges.filter(({ range }) => range.family === 6));
    this.first4 = Uint32Array.from(v4, ({ range }) => Number(range.first));
    this.last4 = Uint32Array.from(v4, ({ range }) => Number(range.last));
    this.value4 = Uint16Array.from(v4, ({ value }) => value);
    this.first6 = halves(v6.map(({ range }) => range.first));
    this.last6 = halves(v6.map(({ range }) => range.last));
    this.value6 = Uint16Array.from(v6, ({ value }) => value);
  }

  /** The value of a canonical address; `NOTHING_KNOWN` when it is in no range. */
  find(address: string): number {
    if (!isIpv6(address)) {
      const bits = ipv4Bits(address);
      // 255.255.255.255 is nobody's.
      return bits === NOT_IPV4 ? NOTHING_KNOWN : this.find4(bits >>> 0);
    }
    const number = this.value6.length === 0 ? undefined : parseRange(address)?.first;
    return number === undefined ? NOTHING_KNOWN : this.find6(number);
  }

  private find4(number: number): number {
    let low = 0;
    let high = this.first4.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.first4[middle] as number) <= number) low = middle + 1;
      else high = middle;
    }
    const at = low - 1;
    return at >= 0 && number <= (this.last4[at] as number) ? (this.value4[at] as number) : NOTHING_KNOWN;
  }

  private find6(number: bigint): number {
    let low = 0;
    let high = this.value6.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (at6(this.first6, middle) <= number) low = middle + 1;
      else high = middle;
    }
    const at = low - 1;
    return at >= 0 && number <= at6(this.last6, at) ? (this.value6[at] as number) : NOTHING_KNOWN;
  }
}

function at6(numbers: BigUint64Array, index: number): bigint {
  return ((numbers[2 * index] as bigint) << HALF) | (numbers[2 * index + 1] as bigint);
}

function halves(numbers: readonly bigint[]): BigUint64Array {
  const split = new BigUint64Array(2 * numbers.length);
  for (const [index, number] of numbers.entries()) {
    split[2 * index] = number >> HALF;
    split[2 * index + 1] = number & LOW;
  }
  return split;
}

/** In order, none over another. */
function joined(ranges: readonly ValuedRange[]): ValuedRange[] {
  const sorted = isSorted(ranges) ? ranges : [...ranges].sort(inOrder);
  const found: ValuedRange[] = [];
  for (const next of sorted) {
    const before = found.at(-1);
    if (before === undefined || before.range.last < next.range.first - 1n) {
      found.push(next);
    } else if (before.value === next.value) {
      if (next.range.last > before.range.last)
        found[found.length - 1] = { ...next, range: { ...before.range, last: next.range.last } };
    } else {
      found.pop();
      const { first, last, family } = before.range;
      if (first < next.range.first)
        found.push({ ...before, range: { family, first, last: smaller(last, next.range.first - 1n) } });
      found.push(next);
      // What is left of the wider one behind the narrower.
      if (last > next.range.last)
        found.push({ ...before, range: { family, first: next.range.last + 1n, last } });
    }
  }
  return found;
}

function inOrder(a: ValuedRange, b: ValuedRange): number {
  return order(a.range.first, b.range.first) || order(b.range.last, a.range.last);
}

/** Most files are. */
function isSorted(ranges: readonly ValuedRange[]): boolean {
  return ranges.every((range, index) => index === 0 || inOrder(ranges[index - 1] ?? range, range) <= 0);
}

function order(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
