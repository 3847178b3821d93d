import { Spread } from '../analysis/spread.ts';
import { i32be } from '../capture/bytes.ts';
import type { Decoded } from '../decode/decoded.ts';
import { ipv4Text } from '../table/addresses.ts';
import { type LanFinding, type Said, serversFinding, starvationFinding } from './findings.ts';
import { macAt } from './mac.ts';

export const DHCP_SERVER = 67;
export const DHCP_CLIENT = 68;

const HARDWARE = 1;
const ETHERNET = 1;
const TRANSACTION = 4;
const OFFERED = 16;
const RELAY = 24;
const CARD = 28;
const MAGIC = 236;
const MAGIC_COOKIE = 0x63825363;
const OPTIONS = 240;
const END = 255;
const PAD = 0;
const ROUTER = 3;
const NAME_SERVER = 6;
const MESSAGE_TYPE = 53;
const SERVER = 54;
const DISCOVER = 1;
const OFFER = 2;
const MOST_OPTIONS = 64;
const MOST_WORDS = 8;
/** Offers that are remembered for one that contradicts them. */
const MOST_OFFERS = 1024;
const ALL = 0;

/** What a server offers; 0, or nobody, for what it does not name. */
type Offer = { readonly server: number; readonly router: number; readonly nameServers: readonly number[] };

/** Reads DHCP: who asks in the name of ever new cards, and servers that say different things to the same question. */
export class DhcpWatch {
  /** Cards in whose name one card asks, and all cards that ask. */
  private readonly foreign = new Spread({ keys: 256, values: 512, span: 6000, floor: 8 });
  private readonly all = new Spread({ keys: 1, values: 4096, span: 1000, floor: 128 });
  /** By transaction. */
  private readonly offers = new Map<number, Offer>();

  get displaced(): number {
    return this.foreign.displaced;
  }

  /** Null when the message shows nothing odd. */
  read(bytes: Uint8Array, decoded: Decoded, tick: number): LanFinding | null {
    const { payloadStart: at, payloadEnd: end } = decoded;
    if (end - at < OPTIONS || i32be(bytes, at + MAGIC) !== MAGIC_COOKIE) return null;
    if (bytes[at + HARDWARE] !== ETHERNET) return null;
    const options = placesOfOptions(bytes, at + OPTIONS, end);
    const kind = bytes[options.get(MESSAGE_TYPE) ?? -1];
    if (kind === DISCOVER && i32be(bytes, at + RELAY) === 0) return this.asked(bytes, at, decoded, tick);
    // A server that only says where to boot from offers no address.
    if (kind !== OFFER || i32be(bytes, at + OFFERED) === 0) return null;
    return this.offered(i32be(bytes, at + TRANSACTION), {
      server: wordsAt(bytes, options.get(SERVER))[0] ?? 0,
      router: wordsAt(bytes, options.get(ROUTER))[0] ?? 0,
      nameServers: wordsAt(bytes, options.get(NAME_SERVER)),
    });
  }

  private asked(bytes: Uint8Array, at: number, { macStart }: Decoded, tick: number): LanFinding | null {
    const card = macAt(bytes, at + CARD);
    const sender = macStart === -1 ? card : macAt(bytes, macStart);
    const foreign = sender === card ? null : this.foreign.add(sender, card, tick);
    const all = this.all.add(ALL, card, tick);
    if (foreign) return starvationFinding('one', foreign.distinct, sender);
    return all && starvationFinding('many', all.distinct, null);
  }

  private offered(transaction: number, offer: Offer): LanFinding | null {
    const known = this.offers.get(transaction);
    if (known) return known.server !== offer.server && contradict(known, offer) ? found(known, offer) : null;
    if (this.offers.size >= MOST_OFFERS) this.offers.clear();
    this.offers.set(transaction, offer);
    return null;
  }
}

/** Servers that share the work may name themselves first, but they name the same ones. */
function contradict(one: Offer, other: Offer): boolean {
  const isOtherRouter = one.router !== 0 && other.router !== 0 && one.router !== other.router;
  const areNamed = one.nameServers.length > 0 && other.nameServers.length > 0;
  return isOtherRouter || (areNamed && !one.nameServers.some((each) => other.nameServers.includes(each)));
}

function found(one: Offer, other: Offer): LanFinding {
  return serversFinding(wordsOf(one), wordsOf(other));
}

function wordsOf({ server, router, nameServers }: Offer): Said {
  const text = (word: number): string => (word === 0 ? 'none' : ipv4Text(word));
  return { server: text(server), router: text(router), nameServer: text(nameServers[0] ?? 0) };
}

/** Where the value of each option stands, by its number. Its length stands before it. */
function placesOfOptions(bytes: Uint8Array, from: number, end: number): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  let at = from;
  for (let seen = 0; seen < MOST_OPTIONS && at + 2 <= end && bytes[at] !== END; seen++) {
    const length = bytes[at] === PAD ? -1 : (bytes[at + 1] as number);
    if (at + 2 + length > end) break;
    if (length > 0) places.set(bytes[at] as number, at + 2);
    at += 2 + length;
  }
  return places;
}

/** The words of four bytes at this place, the first few. */
function wordsAt(bytes: Uint8Array, place: number | undefined): number[] {
  if (place === undefined) return [];
  const count = Math.min(MOST_WORDS, (bytes[place - 1] as number) >> 2);
  return Array.from({ length: count }, (_, index) => i32be(bytes, place + 4 * index));
}
