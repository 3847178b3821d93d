import { canonicalIp } from '../../model/addresses/ip.ts';
import { type IpRange, parseRange } from '../../model/addresses/ip-range.ts';
import { LogqlError } from './ast.ts';

/** `ip("…")`: an address, `first-last`, or a network. */
export class IpTest {
  private readonly range: IpRange;
  private readonly single: string | null;

  constructor(source: string) {
    const [first = '', last, ...rest] = source.split('-').map((part) => part.trim());
    const low = parseRange(first);
    const high = last === undefined ? low : parseRange(last);
    if (
      low === null ||
      high === null ||
      rest.length > 0 ||
      low.family !== high.family ||
      low.first > high.last
    )
      throw new LogqlError(
        `ip: invalid pattern (${source}): write an address, first-last, or a network/length`,
      );
    this.range = { family: low.family, first: low.first, last: high.last };
    this.single = last === undefined && low.first === low.last ? canonicalIp(first) : null;
  }

  /** Whether the text is an address of it; null: it is no address. */
  isAddress(text: string): boolean | null {
    const address = canonicalIp(text.trim());
    if (address === null) return null;
    if (this.single !== null) return address === this.single;
    const found = parseRange(address);
    return (
      found !== null &&
      found.family === this.range.family &&
      found.first >= this.range.first &&
      found.first <= this.range.last
    );
  }

  /** Whether one of its addresses is in the line. */
  isIn(line: string): boolean {
    const candidate = this.range.family === 4 ? V4 : V6;
    for (const [found] of line.matchAll(candidate)) {
      if (this.isAddress(trimmed(found)) === true) return true;
    }
    return false;
  }
}

const V4 = /[0-9.]{7,}/g;
const V6 = /[0-9a-fA-F:.]{2,}/g;

/** Without the stop or colon of the sentence around it. */
function trimmed(text: string): string {
  return text.endsWith('.') || (text.endsWith(':') && !text.endsWith('::')) ? text.slice(0, -1) : text;
}
