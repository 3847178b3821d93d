import { BlockList, isIPv6 } from 'node:net';
import { canonicalIp } from '../model/ip.ts';

/** Why an address may never be banned. */
export type Protection = { readonly address: string; readonly why: string };

/** Ranges no firewall rule should ever name as an attacker. */
const SPECIAL: readonly (readonly [range: string, prefix: number, why: string])[] = [
  ['127.0.0.0', 8, 'it is this machine (loopback)'],
  ['0.0.0.0', 8, 'it is no address of a host'],
  ['224.0.0.0', 4, 'it is a multicast address'],
  ['255.255.255.255', 32, 'it is the broadcast address'],
  ['::1', 128, 'it is this machine (loopback)'],
  ['::', 128, 'it is no address of a host'],
  ['ff00::', 8, 'it is a multicast address'],
];

/** Decides whether an address may be banned; for manual bans too. */
export class ProtectedSet {
  private readonly single: ReadonlyMap<string, string>;
  private readonly ranges: readonly { readonly list: BlockList; readonly why: string }[];

  /** `allowlist`: addresses or CIDR ranges of the user. */
  constructor(protections: readonly Protection[], allowlist: readonly string[]) {
    this.single = new Map(protections.map(({ address, why }) => [canonicalIp(address) ?? address, why]));
    this.ranges = [
      ...SPECIAL.map(([range, prefix, why]) => ({ list: rangeOf(range, prefix), why })),
      ...allowlist.map((entry) => ({ list: parseRange(entry), why: `it is in your allowlist (${entry})` })),
    ];
  }

  /** Why the address may not be banned; null when it may. Anything that is no address is refused. */
  refusal(text: string): string | null {
    const address = canonicalIp(text);
    if (address === null) return 'it is not an IP address';
    const own = this.single.get(address);
    if (own !== undefined) return own;
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    return this.ranges.find(({ list }) => list.check(address, family))?.why ?? null;
  }
}

function parseRange(entry: string): BlockList {
  const [address = '', prefix] = entry.split('/');
  return rangeOf(address, prefix === undefined ? (isIPv6(address) ? 128 : 32) : Number(prefix));
}

function rangeOf(address: string, prefix: number): BlockList {
  const list = new BlockList();
  list.addSubnet(address, prefix, isIPv6(address) ? 'ipv6' : 'ipv4');
  return list;
}
