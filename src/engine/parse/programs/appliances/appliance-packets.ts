import { canonicalIp } from '../../../../model/addresses/ip.ts';
import { ADDRESS, type ProgramForm, type ProgramMessage, toldBy } from '../program-message.ts';
import { actionOf } from './firewall-forms.ts';

const PROTOCOLS: Readonly<Record<string, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' };

type Packet = {
  readonly from?: string | undefined;
  readonly fromPort?: string | undefined;
  readonly to?: string | undefined;
  readonly toPort?: string | undefined;
  readonly protocol?: string | undefined;
  readonly isBlocked: boolean;
};

export function packet({ from, fromPort, to, toPort, protocol, isBlocked }: Packet): ProgramMessage {
  return toldBy('firewall', {
    address: from ?? null,
    fields: {
      ...{ dst_ip: to, src_port: port(fromPort), dst_port: port(toPort) },
      protocol: PROTOCOLS[protocol ?? ''],
      action: isBlocked ? 'blocked' : 'allowed',
    },
  });
}

function port(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

/** Juniper's SRX: `RT_FLOW_SESSION_DENY: session denied ADDRESS/PORT->ADDRESS/PORT …`; what closes was told when it began. */
const FLOW = new RegExp(
  `^(?:RT_FLOW_SESSION_[A-Z_]{4,24}: )?session (denied|created) (${ADDRESS})/(\\d{1,5})->(${ADDRESS})/(\\d{1,5}) `,
);
/** Of what was refused it stands with ICMP's type, of what was let through alone. */
const FLOW_PROTOCOL = / (\d{1,3})\(\d{1,3}\) | N\/A (\d{1,3}) /;
/** With structured data, its names. */
const FLOW_DATA = /^\[junos@[\d.]{1,64} /;

function readFlow(text: string): ProgramMessage | null {
  const [whole, what, from, fromPort, to, toPort] = FLOW.exec(text) ?? [];
  if (whole !== undefined) {
    const [, denied, created] = FLOW_PROTOCOL.exec(text.slice(whole.length - 1)) ?? [];
    return packet({ from, fromPort, to, toPort, protocol: denied ?? created, isBlocked: what === 'denied' });
  }
  if (!FLOW_DATA.test(text)) return null;
  const value = valuesIn(text, /([a-z][a-z-]{1,40})="([^"]{0,256})"/g);
  // What was let through has a number, and what closed a reason.
  const isCreated = value('session-id-32') !== undefined || value('session-id') !== undefined;
  const reason = value('reason');
  if (isCreated && reason !== undefined && !/^Denied/.test(reason)) return null;
  const isBlocked = !isCreated || reason !== undefined;
  const from_ = { from: value('source-address'), fromPort: value('source-port') };
  const to_ = { to: value('destination-address'), toPort: value('destination-port') };
  if (from_.from === undefined || to_.to === undefined) return null;
  return packet({ ...from_, ...to_, protocol: value('protocol-id'), isBlocked });
}

/** The value of a name that stands once: what stands twice came in through another value. */
function valuesIn(text: string, pair: RegExp): (name: string) => string | undefined {
  const values = new Map<string, string | undefined>();
  for (const [, name = '', value] of text.matchAll(pair))
    values.set(name, values.has(name) && values.get(name) !== value ? undefined : value);
  return (name) => values.get(name);
}

export const RT_FLOW_FORMS: readonly ProgramForm[] = [{ name: 'firewall', read: readFlow }];

const UTM = /^id="\d{4}" severity="\w{1,16}" sys="SecureNet" sub="packetfilter" /;

/** Sophos UTM's packet filter: `… action="drop" … srcip="ADDRESS" dstip="ADDRESS" proto="6" … srcport="1" dstport="2"`. */
function readUtm(text: string): ProgramMessage | null {
  const value = UTM.test(text) ? valuesIn(text, /(?<= )([a-z]{2,16})="([^"]{0,256})"/g) : null;
  const action = value?.('action') ?? '';
  if (value === null || !/^(?:drop|reject|accept)$/.test(action)) return null;
  return packet({
    ...{ from: value('srcip'), fromPort: value('srcport'), to: value('dstip'), toPort: value('dstport') },
    ...{ protocol: value('proto'), isBlocked: action !== 'accept' },
  });
}

export const UTM_FORMS: readonly ProgramForm[] = [{ name: 'firewall', read: readUtm }];

const CHECK_POINT = /^\[(?:[a-z_]{2,32}:"|action:")/;
const BLOCKED = /^(?:drop|reject|block|prevent)/i;

/** Check Point's exporter: `[action:"Drop"; …; src:"ADDRESS"; …]`. */
function readCheckPoint(text: string): ProgramMessage | null {
  if (!CHECK_POINT.test(text)) return null;
  const value = valuesIn(text, /[[ ]([a-z_]{2,32}):"((?:[^"\\]|\\.){0,512})"(?=; |\])/g);
  const action = value('action') ?? '';
  if (/^Administrator Login$/.test(value('subject') ?? '')) return administratorLogin(text, value);
  const from = value('src') ?? '';
  if (canonicalIp(from) === null) return null;
  if (/^(?:Failed )?Log In$/i.test(action)) {
    return toldBy('checkpoint-login', {
      ...{ login: true, outcome: /^F/i.test(action) ? 'failure' : 'success', address: from },
      user: value('user') ?? null,
      fields: { auth_method: 'password', protocol: 'vpn' },
    });
  }
  const protocol = value('proto');
  if (protocol === undefined || !/^(?:Accept|Allow|Drop|Reject|Block|Prevent)/i.test(action)) return null;
  return packet({
    ...{ from, fromPort: value('s_port'), to: value('dst'), toPort: value('service'), protocol },
    isBlocked: BLOCKED.test(action),
  });
}

/**
 * At the management: `…; administrator:"NAME"; audit_status:"Failure"; client_ip:"ADDRESS"; …; operation:"Log In"; …`. Who got in
 * has no status, or `Success`: two of them, or any other, let nobody in.
 */
function administratorLogin(
  text: string,
  value: (name: string) => string | undefined,
): ProgramMessage | null {
  const [user, address] = [value('administrator'), value('client_ip') ?? ''];
  if (value('operation') !== 'Log In' || user === undefined || canonicalIp(address) === null) return null;
  const isIn = value('audit_status') === 'Success' || !text.includes('audit_status:"');
  const outcome = isIn ? 'success' : 'failure';
  const fields = { auth_method: 'password', protocol: 'https' };
  return toldBy('checkpoint-login', { login: true, outcome, user, address, fields });
}

export const CHECK_POINT_FORMS: readonly ProgramForm[] = [{ name: 'checkpoint-login', read: readCheckPoint }];

const ENDPOINT = (name: string): string =>
  `(?:\\[(?<${name}6>[\\da-fA-F:.]{2,45})\\]|(?<${name}>[\\d.]{7,15}))(?::(?<${name}Port>\\d{1,5}))?`;
const INTERFACE = '(?:\\(unknown \\d{1,3}\\)|[^ ,]{1,64})';

/** What the router may tell behind the peers: nothing of anybody else's, as all that it logs may be a client's text in the end. */
const MIKROTIK_END = '(?:, NAT [\\da-fA-F.:()[\\]>-]{1,256})?(?:, prio \\d{1,2}->\\d{1,2})?, len \\d{1,6}';
/** `dhcp,info`: of another part of the router than its firewall. */
const OF_ANOTHER_PART =
  '(?!firewall,)[a-z0-9-]{2,16},(?:[a-z0-9-]{2,16},){0,4}(?:info|debug|warning|error|critical)\\b';

/** RouterOS of MikroTik: `PREFIX CHAIN: in:… out:…, proto TCP (SYN), ADDRESS:PORT->ADDRESS:PORT, len 60`; the prefix is the administrator's. */
const MIKROTIK_PACKET = new RegExp(
  `^(?!${OF_ANOTHER_PART})(?:[a-z0-9-]{2,16}(?:,[a-z0-9-]{2,16}){1,5}:? )?(?:(?<prefix>[^:]{1,128}): )?in:(?<in>${INTERFACE}) out:(?<out>${INTERFACE}), (?:connection-[a-z]{4,8}:\\S{1,64} ){0,3}(?:src-mac [\\da-fA-F:]{17}, )?proto (?<protocol>[\\w-]{1,16})(?: \\((?<flags>[^()]{1,48})\\))?, ${ENDPOINT('from')}->${ENDPOINT('to')}${MIKROTIK_END}$`,
);

function readMikrotik(text: string): ProgramMessage | null {
  if (!text.includes('in:')) return null;
  const groups = MIKROTIK_PACKET.exec(text)?.groups;
  if (groups === undefined) return null;
  const { prefix, from, from6, to, to6, protocol = '', flags } = groups;
  return toldBy('firewall', {
    address: from ?? from6 ?? null,
    fields: {
      ...{ dst_ip: to ?? to6, src_port: port(groups.fromPort), dst_port: port(groups.toPort) },
      ...{ protocol: protocol.toLowerCase(), prefix, action: actionOf(prefix ?? '') },
      tcp_flags: protocol === 'TCP' ? flags?.replaceAll(',', ' ') : undefined,
      ...{ in_interface: groups.in, out_interface: groups.out },
    },
  });
}

/** Without a prefix and topics, what syslog takes for the program is the chain. */
export const MIKROTIK_CHAINS = [
  'input',
  'forward',
  'output',
  'prerouting',
  'postrouting',
  'srcnat',
  'dstnat',
];
export const MIKROTIK_PACKETS: readonly ProgramForm[] = [{ name: 'firewall', read: readMikrotik }];
