import type { SpreadSight } from '../analysis/spread.ts';
import type { PacketFinding } from '../records.ts';
import type { ClaimSight } from './bindings.ts';
import type { CardSight } from './cards.ts';
import { type Mac, macText } from './mac.ts';

/** What a packet of a local network shows, as rules judge it; when, and with which packet, is added where it is told. */
export type LanFinding = Pick<PacketFinding, 'service' | 'source' | 'count' | 'fields' | 'text'>;

export function claimFinding(service: 'arp' | 'ndp', sight: ClaimSight, address: string): LanFinding {
  const { changes, unsolicited, packets } = sight;
  const mac = macText(sight.mac);
  const previous = sight.previousMac === null ? null : macText(sight.previousMac);
  const before = previous === null ? '' : `, which was ${previous}`;
  const unasked = unsolicited > 0 ? `; ${unsolicited} replies that nobody asked for` : '';
  return {
    service,
    source: null,
    count: packets,
    fields: { claimed_ip: address, mac, previous_mac: previous, changes, unsolicited },
    text: `${mac} claims ${address}${before}${unasked}`,
  };
}

/**
 * `followed`: of those that answered, the share to which it then sent something; `source`: the address that asks, null when it
 * gives none; `latest`: whom it asked for last.
 */
export function sweepFinding(
  { distinct, ordered }: SpreadSight,
  followed: number,
  mac: Mac,
  source: string | null,
  latest: string,
): LanFinding {
  const who = macText(mac);
  return {
    service: 'arp',
    source,
    count: 1,
    fields: { mac: who, asked: distinct, ordered, followed },
    text: `${source ?? 'nobody'} (${who}) asked for ${distinct} addresses within 10 s, the last one ${latest}`,
  };
}

export function routersFinding({ distinct }: SpreadSight, latest: string): LanFinding {
  return {
    service: 'ndp',
    source: null,
    count: 1,
    fields: { routers: distinct },
    text: `${distinct} different routers announced themselves within 10 s, the last one ${latest}`,
  };
}

/** `one`: one card asks in the name of so many; `many`: so many ask. */
export function starvationFinding(who: 'one' | 'many', cards: number, mac: Mac | null): LanFinding {
  const sender = mac === null ? null : macText(mac);
  return {
    service: 'dhcp',
    source: null,
    count: 1,
    fields: {
      anomaly: 'starvation',
      by: who === 'one' ? 'one card' : 'many cards',
      cards,
      ...(sender !== null && { mac: sender }),
    },
    text:
      sender === null
        ? `${cards} different cards asked for an address within 10 s`
        : `${sender} asked for addresses in the name of ${cards} other cards within a minute`,
  };
}

/** `latest`: the card that spoke last. */
export function cardsFinding({ cards, again }: CardSight, latest: Mac): LanFinding {
  return {
    service: 'cards',
    source: null,
    count: 1,
    fields: { cards, again },
    text: `${cards} different hardware addresses spoke within 10 s for hosts that were new or as switches do, the last one ${macText(latest)}; ${Math.round(100 * again)} % of the hosts spoke twice`,
  };
}

/** What a DHCP server offers, in words. */
export type Said = { readonly server: string; readonly router: string; readonly nameServer: string };

export function serversFinding(first: Said, second: Said): LanFinding {
  const say = ({ server, router, nameServer }: Said): string =>
    `${server} offers router ${router}, name server ${nameServer}`;
  const servers = [first.server, second.server].sort().join(' ');
  return {
    service: 'dhcp',
    source: null,
    count: 1,
    fields: { anomaly: 'contradiction', servers },
    text: `two DHCP servers answer one question differently: ${say(first)}; ${say(second)}`,
  };
}

export function namesFinding(
  protocol: 'llmnr' | 'nbns',
  source: string,
  name: string,
  names: number,
): LanFinding {
  const others = names > 1 ? `, the ${names}th name that it answers to` : '';
  return {
    service: 'names',
    source,
    count: 1,
    fields: { protocol, query: name, names },
    text: `${source} says that it is ${name} (${protocol.toUpperCase()})${others}`,
  };
}
