import { type IpRange, overlap, parseRange } from '../../../model/addresses/ip-range.ts';
import { AddressReader, type SourceAddress, withoutPort } from '../source-address.ts';

/** What a trusted proxy said of whom it spoke for. */
export type Via = {
  /** Canonical address of the connection. */
  readonly proxy: string;
  /** The header as logged. */
  readonly list: string;
};

/** Who asked, and through which proxy; `via` is null when nothing but the connection is believed. */
type Client = { readonly address: SourceAddress; readonly via: Via | null };

const REMEMBERED = 1024;

/** The user's reverse proxies and load balancers: whom they name is believed. */
export class TrustedProxies {
  private readonly ranges: readonly IpRange[];
  private readonly known = new Map<string, boolean>();

  constructor(ranges: readonly string[]) {
    this.ranges = ranges.flatMap((text) => parseRange(text) ?? []);
  }

  /** `address`: canonical. */
  has(address: string): boolean {
    let isIn = this.known.get(address);
    if (isIn === undefined) {
      if (this.known.size >= REMEMBERED) this.known.clear();
      const own = parseRange(address);
      isIn = own !== null && this.ranges.some((range) => overlap(range, own));
      this.known.set(address, isIn);
    }
    return isIn;
  }
}

/** Proxies one behind the other. */
const MOST_HOPS = 32;
/** One entry of the header `Forwarded` (RFC 7239): `for="[2001:db8::1]:4711";proto=https`. */
const FOR = /(?:^|;)\s{0,8}for="?([^";]{1,64})/i;

/**
 * Finds who stands behind a proxy. Each proxy writes at the end of `X-Forwarded-For` whom it was asked by; what stands before is
 * what it was told. So the list is read from the right, as far as each entry is a trusted proxy itself: the first that is not
 * is who asked. What is further left, and the whole list of a connection that is no trusted proxy's, is a stranger's text.
 */
export class ClientReader {
  private readonly addresses = new AddressReader();
  private proxies: TrustedProxies | null = null;

  begin(proxies: TrustedProxies | null): void {
    this.proxies = proxies;
  }

  /** `peer`: where the connection came from. `forwarded`: the list, asked for only where it may be believed. */
  read(peer: string | null, forwarded: () => string | undefined): Client {
    const address = this.addresses.readPeer(peer);
    const { proxies } = this;
    if (proxies === null || address.ip === null || !proxies.has(address.ip)) return { address, via: null };
    const list = forwarded();
    if (list === undefined) return { address, via: null };
    const client = this.behind(address, list, proxies);
    return { address: client, via: client === address ? null : { proxy: address.ip, list } };
  }

  /** Where an entry is no address, nobody knows who asked: the proxy before it is named. */
  private behind(proxy: SourceAddress, list: string, proxies: TrustedProxies): SourceAddress {
    let client = proxy;
    let end = list.length;
    for (let hop = 0; hop < MOST_HOPS && end > 0; hop++) {
      const comma = list.lastIndexOf(',', end - 1);
      const address = this.addresses.read(entryOf(list.slice(comma + 1, end)));
      if (address.ip === null) return client;
      client = address;
      if (!proxies.has(address.ip)) return client;
      end = comma;
    }
    return client;
  }
}

function entryOf(text: string): string {
  const entry = text.trim();
  return withoutPort(FOR.exec(entry)?.[1] ?? entry);
}
