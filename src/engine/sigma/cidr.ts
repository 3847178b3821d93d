import { canonicalIp } from '../../model/addresses/ip.ts';
import { RuleError } from './rule-error.ts';

/** Tests whether a text is an address within a network. Throws `RuleError` when `network` is none. */
export function compileCidr(network: string): (text: string) => boolean {
  const slash = network.indexOf('/');
  const bits = bitsOf(slash === -1 ? network : network.slice(0, slash));
  // `::ffff:192.0.2.0/120` counts in IPv6: it is folded with its address.
  const folded = bits?.length === 32 && network.includes(':') ? 96 : 0;
  const written = slash === -1 ? null : prefixLength(network.slice(slash + 1));
  const length = slash === -1 ? bits?.length : written === null ? -1 : written - folded;
  if (bits === null || length === undefined || length < 0 || length > bits.length)
    throw new RuleError(`'${network}' is not a network, such as 10.0.0.0/8 or 2001:db8::/32`);
  const wanted = bits.slice(0, length);
  return (text) => {
    const actual = text.length > 64 ? null : bitsOf(text);
    return actual !== null && actual.length === bits.length && actual.startsWith(wanted);
  };
}

function prefixLength(text: string): number | null {
  return /^\d{1,3}$/.test(text) ? Number(text) : null;
}

/** 32 or 128 characters `0` and `1`; IPv6 that stands for IPv4 counts as IPv4. */
function bitsOf(address: string): string | null {
  const ip = canonicalIp(address.trim());
  if (ip === null) return null;
  if (!ip.includes(':'))
    return ip
      .split('.')
      .map((part) => binary(Number(part), 8))
      .join('');
  const [head = '', tail] = ip.split('::');
  const before = groups(head);
  const after = groups(tail ?? '');
  const zeros = new Array<string>(8 - before.length - after.length).fill(binary(0, 16));
  return [...before, ...zeros, ...after].join('');
}

function groups(part: string): string[] {
  return part === '' ? [] : part.split(':').map((group) => binary(Number.parseInt(group, 16), 16));
}

function binary(value: number, width: number): string {
  return value.toString(2).padStart(width, '0');
}
