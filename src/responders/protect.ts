import { canonicalIp } from '../model/addresses/ip.ts';
import { banScope, carriedInIpv6, type IpRange, overlap, parseRange } from '../model/addresses/ip-range.ts';

/** Why an address or range is not to be banned. */
export type Protection = {
  /** Address or range. */
  readonly address: string;
  readonly why: string;
};

/** The answer to a ban that is not to be. */
export type Refusal = {
  readonly why: string;
  /** A person who types the address exactly may do it all the same. */
  readonly overridable: boolean;
};

/** Ranges no firewall rule should ever name as an attacker. */
const SPECIAL: readonly (readonly [range: string, why: string])[] = [
  ['127.0.0.0/8', 'it is this machine (loopback)'],
  ['0.0.0.0/8', 'it is no address of a host'],
  ['224.0.0.0/4', 'it is a multicast address'],
  ['255.255.255.255', 'it is the broadcast address'],
  ['::1', 'it is this machine (loopback)'],
  ['::', 'it is no address of a host'],
  ['ff00::/8', 'it is a multicast address'],
];

/** Of these an automatic ban hits one's own house; a person may know better. */
const PRIVATE: readonly string[] = [
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16'],
  ...['fc00::/7', 'fe80::/10'],
];

type Guarded = { readonly range: IpRange; readonly why: string };

type ProtectedOptions = {
  /** What holds at this moment: asked anew after `refresh`. */
  readonly live: () => readonly Protection[];
  /** Addresses and ranges of the user. */
  readonly allowlist: readonly string[];
  /** Private addresses may be banned automatically. */
  readonly privateToo: boolean;
  /** Milliseconds of any clock that never goes back. */
  readonly stopwatch?: () => number;
};

/** Decides whether an address or a range may be banned, by a person or by the policy. */
export class ProtectedSet {
  private readonly fixed: readonly Guarded[];
  private readonly special = guarded(SPECIAL.map(([address, why]) => ({ address, why })));
  private readonly private = guarded(PRIVATE.map((address) => ({ address, why: 'it is a private address' })));
  /** Null: to be looked at. */
  private live: readonly Guarded[] | null = null;
  private lookedAt = 0;
  private readonly stopwatch: () => number;
  private allowed: readonly Guarded[] = [];

  constructor(private readonly options: ProtectedOptions) {
    this.stopwatch = options.stopwatch ?? (() => performance.now());
    this.fixed = guarded(
      options.allowlist.map((address) => ({ address, why: `it is in your allowlist (${address})` })),
    );
  }

  /**
   * Who is logged in and where this machine stands is looked at again, when it is asked for next: unless that was less than
   * so many milliseconds ago.
   */
  refresh(unlessWithin = 0): void {
    if (this.stopwatch() - this.lookedAt >= unlessWithin) this.live = null;
  }

  private look(): readonly Guarded[] {
    this.lookedAt = this.stopwatch();
    return guarded(this.options.live());
  }

  /** Addresses and ranges that operators allowed while it runs: all of them, each time. */
  allow(addresses: readonly string[]): void {
    this.allowed = guarded(
      addresses.map((address) => ({
        address,
        why: `an operator allowed it (${address}); w takes that back`,
      })),
    );
  }

  /** Why it may not be banned; null when it may. Anything that is no address and no range is refused. */
  refusal(text: string, by: 'analyst' | 'policy'): Refusal | null {
    const scope = banScope(text);
    const range = scope === null ? null : parseRange(scope.value);
    if (scope === null || range === null) return { why: notBannable(text), overridable: false };
    const never = hit(this.special, range);
    if (never) return { why: inRange(scope.scope, never), overridable: false };
    this.live ??= this.look();
    const guard = hit(this.live, range) ?? hit(this.fixed, range) ?? hit(this.allowed, range);
    if (guard) return { why: inRange(scope.scope, guard), overridable: by === 'analyst' };
    if (by === 'analyst' || this.options.privateToo) return null;
    const inside = hit(this.private, range);
    return inside ? { why: inside.why, overridable: false } : null;
  }
}

function notBannable(text: string): string {
  const isRange = text.includes('/') && canonicalIp(text.split('/')[0] ?? '') !== null;
  return isRange ? 'of ranges only a /24 or a /64 may be banned' : 'it is not an IP address';
}

function inRange(scope: 'ip' | 'range', { why }: Guarded): string {
  return scope === 'ip' ? why : `of an address in it: ${why}`;
}

function hit(all: readonly Guarded[], range: IpRange): Guarded | undefined {
  return all.find((guard) => overlap(guard.range, range));
}

/**
 * What is no address protects nothing: a name that was not resolved, a line that was cut. A host of IPv4 is the same host
 * where a translator or a tunnel shows it in IPv6.
 */
function guarded(protections: readonly Protection[]): Guarded[] {
  return protections.flatMap(({ address, why }) => {
    const range = parseRange(address);
    if (range === null) return [];
    const carried = carriedInIpv6(range).map(({ range, by }) => ({ range, why: `${why}, by way of ${by}` }));
    return [{ range, why }, ...carried];
  });
}
