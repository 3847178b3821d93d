/** What neighbours say to each other in local networks, attacks among them. Deterministic; times in ms. */
import { addressBytes, arp, ethernet, ip, type Made, udp } from './build.ts';
import { START } from './traffic.ts';

const OWN = '02:00:00:00:00:09';
const ROUTER = '02:00:00:00:00:01';
const LIAR = '02:00:00:00:00:66';

const each = (count: number, make: (index: number) => readonly Made[]): Made[] =>
  Array.from({ length: count }, (_, index) => make(index)).flat();

const macBytes = (mac: string): Buffer => Buffer.from(mac.replaceAll(':', ''), 'hex');
const card = (number: number): string => `02:aa:00:00:${hex(number >> 8)}:${hex(number & 255)}`;
const hex = (byte: number): string => byte.toString(16).padStart(2, '0');

/** From this card. */
function from(mac: string, payload: Buffer): Buffer {
  const frame = ethernet(payload);
  macBytes(mac).copy(frame, 6);
  return frame;
}

type Dhcp = { readonly op: 1 | 2; readonly id: number; readonly card: string; readonly offered?: string };

function dhcp(
  { op, id, card, offered = '0.0.0.0' }: Dhcp,
  ...options: readonly (readonly number[])[]
): Buffer {
  const message = Buffer.alloc(240);
  message.set([op, 1, 6, 0]);
  message.writeUInt32BE(id, 4);
  addressBytes(offered).copy(message, 16);
  macBytes(card).copy(message, 28);
  message.writeUInt32BE(0x63825363, 236);
  return Buffer.concat([
    message,
    ...options.map(([kind = 0, ...value]) => Buffer.from([kind, value.length, ...value])),
    Buffer.from([255]),
  ]);
}

const discover = (id: number, sender: string, asker = sender): Buffer =>
  from(sender, udp(['0.0.0.0', 68, '255.255.255.255', 67], dhcp({ op: 1, id, card: asker }, [53, 1])));

/** Names a router and name servers, as the server of that number sees it. */
function offer(id: number, server: number, router: number, ...names: readonly number[]): Buffer {
  const address = (last: number): number[] => [192, 168, 1, last];
  const message = dhcp(
    { op: 2, id, card: OWN, offered: '192.168.1.50' },
    ...[
      [53, 2],
      [54, ...address(server)],
      [3, ...address(router)],
      [6, ...names.flatMap(address)],
    ],
  );
  return ethernet(udp([`192.168.1.${server}`, 67, '192.168.1.50', 68], message));
}

/** Neighbour discovery of this type, from this card. */
function neighbour(mac: string, source: string, target: string, type: number, body: Buffer): Buffer {
  const packet = ip(source, target, 58, Buffer.concat([Buffer.from([type, 0, 0, 0]), body]));
  packet[7] = 255;
  return from(mac, packet);
}

const solicit = (about: string): Buffer =>
  neighbour(OWN, 'fe80::9', 'ff02::1:ff00:1', 135, Buffer.concat([Buffer.alloc(4), addressBytes(about)]));

const OVERRIDE = 0x20;
const advertise = (mac: string, about: string, flags = OVERRIDE): Buffer =>
  neighbour(
    mac,
    about,
    'fe80::9',
    136,
    Buffer.concat([Buffer.from([flags, 0, 0, 0]), addressBytes(about), Buffer.from([2, 1]), macBytes(mac)]),
  );

const announce = (mac: string, router: string): Buffer =>
  neighbour(
    mac,
    router,
    'ff02::1',
    134,
    Buffer.concat([Buffer.alloc(12), Buffer.from([1, 1]), macBytes(mac)]),
  );

const labels = (name: string): number[] =>
  name.split('.').flatMap((label) => [label.length, ...Buffer.from(label)]);

/** `who` says that it is called so. */
function llmnr(who: string, name: string): Buffer {
  const header = [0, 1, 0x80, 0, 0, 1, 0, 1, 0, 0, 0, 0];
  return ethernet(
    udp([who, 5355, '192.168.1.50', 50_000], Buffer.from([...header, ...labels(name), 0, 0, 1, 0, 1])),
  );
}

function netbios(who: string, name: string, service: number, flags = 0x8500): Buffer {
  const letters = [...Buffer.from(name.padEnd(15)), service].flatMap((byte) => [
    65 + (byte >> 4),
    65 + (byte & 15),
  ]);
  const header = [0, 1, flags >> 8, flags & 255, 0, 0, 0, 1, 0, 0, 0, 0];
  const answer = [32, ...letters, 0, 0, 0x20, 0, 1, 0, 0, 0, 100, 0, 6, 0, 0, ...addressBytes(who)];
  return ethernet(udp([who, 137, '192.168.1.50', 137], Buffer.from([...header, ...answer])));
}

/** Nobody in them is an attacker. */
/** A frame of PROFINET from this card: neither IP nor ARP. */
function profinet(mac: string): Buffer {
  const frame = from(mac, Buffer.alloc(46));
  frame.writeUInt16BE(0x8892, 12);
  return frame;
}

export const LAN_BENIGN: Readonly<Record<string, readonly Made[]>> = {
  'many machines of a factory, which go on speaking something else than IP': each(6000, (i) => [
    { time: START + i, bytes: profinet(card(i % 1500)) },
  ]),
  'a provider, to whom three thousand clients speak for the first time, each more than once': each(
    3000,
    (i) =>
      [0, 40].map((wait) => ({
        time: START + 3 * i + wait,
        bytes: from(card(i), udp([`10.${i >> 8}.7.${i & 255}`, 5000, '192.0.2.53', 53])),
      })),
  ),
  'a router that is started anew and asks for all of its hosts': each(300, (i) => [
    { time: START + 10 * i, bytes: arp(1, ROUTER, '192.168.0.1', `192.168.0.${1 + ((i * 89) % 251)}`) },
  ]),
  'a monitor that asks for forty hosts every minute': each(400, (i) => [
    {
      time: START + 60_000 * Math.floor(i / 40) + 20 * (i % 40),
      bytes: arp(1, OWN, '10.0.0.5', `10.0.0.${10 + (i % 40)}`),
    },
  ]),
  'a building that gets its power back': each(300, (i) => [
    { time: START + 30 * i, bytes: discover(i, card(i)) },
    { time: START + 30 * i + 4000, bytes: discover(i, card(i)) },
  ]),
  'a wireless bridge that asks for ten machines behind it': each(10, (i) => [
    { time: START + 1000 * i, bytes: discover(i, OWN, card(i)) },
  ]),
  'two servers that share the work, each naming itself first': each(40, (i) => [
    { time: START + 1000 * i, bytes: offer(i, 2, 1, 2, 3) },
    { time: START + 1000 * i + 5, bytes: offer(i, 3, 1, 3, 2) },
  ]),
  'an IPv6 network with its router, its lamps and the questions of neighbours': each(60, (i) => [
    {
      time: START + 5000 * i,
      bytes: announce(i % 2 === 0 ? ROUTER : card(i % 9), `fe80::${i % 2 === 0 ? 1 : 16 + (i % 9)}`),
    },
    { time: START + 5000 * i + 100, bytes: solicit('fe80::1') },
    { time: START + 5000 * i + 101, bytes: advertise(ROUTER, 'fe80::1', 0x60) },
  ]),
  'an address that several servers have on purpose': each(40, (i) => [
    { time: START + 5000 * i, bytes: solicit('2001:db8::53') },
    { time: START + 5000 * i + 1, bytes: advertise(card(i % 3), '2001:db8::53', 0x40) },
  ]),
  'a host that answers to its name, its group and its addresses': each(30, (i) => [
    { time: START + 9000 * i, bytes: netbios('192.168.1.7', 'DESKTOP', [0, 0x20][i % 2] ?? 0) },
    { time: START + 9000 * i + 1, bytes: netbios('192.168.1.7', 'WORKGROUP', 0x1d) },
    { time: START + 9000 * i + 2, bytes: llmnr('192.168.1.7', 'desktop') },
    { time: START + 9000 * i + 3, bytes: llmnr('192.168.1.7', `${i}.1.168.192.in-addr.arpa`) },
  ]),
  'a name server of Windows, which knows all names': each(60, (i) => [
    { time: START + 1000 * i, bytes: netbios('192.168.1.3', `HOST${i}`, 0, 0x8580) },
  ]),
};

/** The rule that finds each, and what it groups by. */
export const LAN_ATTACKS: Readonly<
  Record<string, readonly [rule: string, group: object, packets: readonly Made[]]>
> = {
  'a machine that asks for one address after the other': [
    'capture_arp_sweep',
    { mac: LIAR, src_ip: '192.168.0.66' },
    each(254, (i) => [{ time: START + 20 * i, bytes: arp(1, LIAR, '192.168.0.66', `192.168.0.${i + 1}`) }]),
  ],
  'the same without an address of its own': [
    'capture_arp_sweep',
    { mac: LIAR },
    each(254, (i) => [{ time: START + 20 * i, bytes: arp(1, LIAR, '0.0.0.0', `192.168.0.${i + 1}`) }]),
  ],
  'a neighbour that answers besides the router': [
    'capture_ndp_spoofing',
    { claimed_ip: 'fe80::1' },
    each(6, (i) => [
      { time: START + 9000 * i, bytes: solicit('fe80::1') },
      { time: START + 9000 * i + 1, bytes: advertise(ROUTER, 'fe80::1') },
      { time: START + 9000 * i + 2, bytes: advertise(LIAR, 'fe80::1') },
    ]),
  ],
  'a neighbour that says again and again, unasked, that it is the router': [
    'capture_ndp_spoofing',
    { claimed_ip: 'fe80::1' },
    each(12, (i) => [{ time: START + 2000 * i, bytes: advertise(LIAR, 'fe80::1') }]),
  ],
  'a neighbour that takes leave in the name of the router': [
    'capture_ndp_spoofing',
    { claimed_ip: 'fe80::1' },
    each(8, (i) => [{ time: START + 5000 * i, bytes: announce(i % 2 === 0 ? ROUTER : LIAR, 'fe80::1') }]),
  ],
  'ever new routers': [
    'capture_router_flood',
    {},
    each(500, (i) => [
      { time: START + 2 * i, bytes: announce(card(i), `fe80::${hex(i >> 8)}:${hex(i & 255)}`) },
    ]),
  ],
  'ever new cards, each with a packet (macof)': [
    'capture_card_flood',
    {},
    each(3000, (i) => [
      { time: START + i, bytes: from(card(i), udp([`10.${i >> 8}.7.${i & 255}`, 9, '10.9.9.9', 9])) },
    ]),
  ],
  'a card that asks in the name of many': [
    'capture_dhcp_starvation',
    { by: 'one card' },
    each(100, (i) => [{ time: START + 300 * i, bytes: discover(i, LIAR, card(i)) }]),
  ],
  'thousands of invented cards that ask': [
    'capture_dhcp_starvation',
    { by: 'many cards' },
    each(1500, (i) => [{ time: START + 3 * i, bytes: discover(i, card(i)) }]),
  ],
  'a second server that makes itself the router': [
    'capture_rogue_dhcp',
    { servers: '192.168.1.1 192.168.1.66' },
    [
      { time: START, bytes: offer(7, 1, 1, 1) },
      { time: START + 3, bytes: offer(7, 66, 66, 66) },
    ],
  ],
  'a second server that makes itself the name server': [
    'capture_rogue_dhcp',
    { servers: '192.168.1.1 192.168.1.66' },
    [
      { time: START, bytes: offer(7, 66, 1, 66) },
      { time: START + 3, bytes: offer(7, 1, 1, 1) },
    ],
  ],
  'a host that is whatever others look for': [
    'capture_name_poisoning',
    { src_ip: '192.168.1.66' },
    ['fileserver', 'printr', 'sqql', 'intranett'].map((name, i) => {
      const bytes =
        i % 2 === 0 ? llmnr('192.168.1.66', name) : netbios('192.168.1.66', name.toUpperCase(), 0x20);
      return { time: START + 60_000 * i, bytes };
    }),
  ],
  'a host that says it is the proxy': [
    'capture_name_poisoning',
    { src_ip: '192.168.1.66' },
    [{ time: START, bytes: netbios('192.168.1.66', 'WPAD', 0) }],
  ],
};
