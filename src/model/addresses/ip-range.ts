import { canonicalIp, isIpv6 } from './ip.ts';

/** Addresses from `first` to `last`, both inside; a single address is a range of one. */
export type IpRange = { readonly family: 4 | 6; readonly first: bigint; readonly last: bigint };

/** What a ban may be of: one address, or as an explicit choice the network that one customer usually has. */
export type BanScope = { readonly value: string; readonly scope: 'ip' | 'range' };

/** The only lengths of ranges that may be banned. */
const BAN_PREFIX = { 4: 24, 6: 64 } as const;

/** An address or `address/length`; host bits may be set. Null when the text is neither. */
export function parseRange(text: string): IpRange | null {
  const [written = '', length, ...rest] = text.split('/');
  const address = canonicalIp(written);
  if (address === null || rest.length > 0) return null;
  const family = isIpv6(address) ? 6 : 4;
  const bits = family === 6 ? 128 : 32;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return null;
  // `::ffff:203.0.113.0/120` counts in IPv6: it is folded with its address.
  const folded = family === 4 && written.includes(':') ? 96 : 0;
  const prefix = length === undefined ? bits : Number(length) - folded;
  if (prefix < 0 || prefix > bits) return null;
  const rest32 = BigInt(bits - prefix);
  const first = (numberOf(address) >> rest32) << rest32;
  return { family, first, last: first + (1n << rest32) - 1n };
}

export function overlap(a: IpRange, b: IpRange): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** A range of IPv6 whose addresses lead to hosts of IPv4, and how. */
type Carried = { readonly range: IpRange; readonly by: 'NAT64' | '6to4' };

/** Where the hosts of a range of IPv4 appear in IPv6: `64:ff9b::/96` (RFC 6052) and `2002::/16` (RFC 3056). */
export function carriedInIpv6({ family, first, last }: IpRange): readonly Carried[] {
  if (family === 6) return [];
  const nat64 = 0x64_ff9bn << 96n;
  const sixToFour = 0x2002n << 112n;
  return [
    { by: 'NAT64', range: { family: 6, first: nat64 + first, last: nat64 + last } },
    {
      by: '6to4',
      range: {
        family: 6,
        first: sixToFour + (first << 80n),
        last: sixToFour + ((last + 1n) << 80n) - 1n,
      },
    },
  ];
}

/** What exactly is to be banned, canonical; null when the text is no address and no range of a length that may be. */
export function banScope(text: string): BanScope | null {
  const range = parseRange(text);
  if (range === null) return null;
  const { family, first, last } = range;
  if (first === last) return { value: addressOf(family, first), scope: 'ip' };
  const prefix = BAN_PREFIX[family];
  const bits = family === 6 ? 128 : 32;
  if (last - first + 1n !== 1n << BigInt(bits - prefix)) return null;
  return { value: `${addressOf(family, first)}/${prefix}`, scope: 'range' };
}

/** The wider ban that an address may be taken for: its /24 or /64. */
export function widerBan(address: string): string | null {
  return banScope(`${address}/${BAN_PREFIX[isIpv6(address) ? 6 : 4]}`)?.value ?? null;
}

function numberOf(address: string): bigint {
  if (!isIpv6(address)) return address.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...new Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

function addressOf(family: 4 | 6, number: bigint): string {
  const [count, size] = family === 6 ? [8, 16] : [4, 8];
  const parts = Array.from({ length: count }, (_, index) => {
    return (number >> BigInt(size * (count - 1 - index))) & ((1n << BigInt(size)) - 1n);
  });
  const written = parts.map((part) => part.toString(family === 6 ? 16 : 10)).join(family === 6 ? ':' : '.');
  return canonicalIp(written) ?? written;
}
