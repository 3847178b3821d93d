import type { FloodKind } from '../../model/capture.ts';
import type { AmplifierSight } from './amplifiers.ts';
import type { FloodSight } from './analysis/floods.ts';
import type { SecondCount } from './analysis/per-second.ts';
import type { ScanSight } from './analysis/scans.ts';
import type { SpreadSight } from './analysis/spread.ts';
import { ipProtocolName } from './decode/names.ts';
import { dnsName } from './payload/dns.ts';
import type { PacketFinding } from './records.ts';
import type { Handle } from './table/addresses.ts';

/** How addresses are called in findings. */
export type Naming = {
  readonly text: (handle: Handle) => string;
  readonly tunnel: (handle: Handle) => string | null;
};

/** All that the source of a scan did. */
type Searcher = {
  readonly completed: boolean;
  /** Different hosts and ports that it asked for a connection. */
  readonly hosts: number;
  readonly ports: number;
};

/** What was seen, as rules judge it: fields by name, and a sentence as evidence. */
export function scanFinding(sight: ScanSight, whole: Searcher, { text, tunnel }: Naming): PacketFinding {
  const source = text(sight.source);
  const isVertical = sight.kind === 'vertical';
  const inside = tunnel(sight.source);
  const what = isVertical
    ? `${sight.distinct} ${sight.probe === 'ip' ? 'protocols' : 'ports'} of ${text(sight.target)}`
    : `port ${sight.port} of ${sight.distinct} hosts`;
  return {
    kind: 'finding',
    service: 'scan',
    time: sight.time,
    packet: sight.packet,
    source,
    user: null,
    count: sight.fresh,
    fields: {
      scan: sight.kind,
      probe: sight.probe,
      ...(isVertical ? { dst_ip: text(sight.target) } : { dst_port: sight.port }),
      distinct: sight.distinct,
      distinct_5s: sight.within5s,
      distinct_15m: sight.within15m,
      distinct_24h: sight.within24h,
      completed: whole.completed,
      source_ports: whole.ports,
      ...(!isVertical && { patience: sight.patience }),
      hosts_share: whole.hosts === 0 ? 1 : Math.min(1, sight.distinct / whole.hosts),
      tunnel: inside,
    },
    text: `${source} tried ${what} (${sight.probe.toUpperCase()}), nothing came of it${within(inside)}`,
  };
}

const FLOOD_WORDS: Readonly<Record<FloodKind, string>> = {
  syn: 'SYN',
  udp: 'UDP',
  icmp: 'ICMP',
  ack: 'ACK of no connection',
  rst: 'RST of no connection',
  fin: 'FIN, Xmas or NULL',
  'syn-ack': 'SYN-ACK that nobody asked for',
  'icmp-answer': 'answers and errors of ICMP',
  fragment: 'fragments',
  protocol: 'packets',
};

const ANSWERED_WORDS: Readonly<Partial<Record<FloodKind, string>>> = {
  syn: 'of the handshakes completed',
  fragment: 'with their beginning',
};

/** `isSilent`: the target was not seen to send anything, ever. */
export function floodFinding(sight: FloodSight, isSilent: boolean, { text, tunnel }: Naming): PacketFinding {
  const target = text(sight.target);
  const source = sight.source === null ? null : text(sight.source);
  const port = sight.port === -1 ? undefined : sight.port;
  const name = sight.protocol === null ? 'mixed' : ipProtocolName(sight.protocol);
  const protocol = sight.kind === 'protocol' ? name : null;
  const inside = tunnel(sight.target);
  const who = source ?? (sight.sources > 1 ? `about ${sight.sources} sources` : 'somebody in its own name');
  const answered = ANSWERED_WORDS[sight.kind] ?? 'of them answered';
  const what = protocol === null ? FLOOD_WORDS[sight.kind] : `packets of ${protocol.toUpperCase()}`;
  const share = `${Math.round(100 * sight.completed)} % ${answered}`;
  const where =
    port === undefined ? target : target.includes(':') ? `[${target}]:${port}` : `${target}:${port}`;
  return {
    kind: 'finding',
    service: 'flood',
    time: sight.time,
    packet: sight.packet,
    source,
    user: null,
    count: sight.packets,
    fields: {
      flood: sight.kind,
      dst_ip: target,
      dst_port: port,
      ...(sight.kind === 'udp' && { ports: sight.ports }),
      ...(protocol !== null && { protocol }),
      rate: sight.rate,
      one_source: source !== null,
      sources: sight.sources,
      completed_ratio: sight.completed,
      refused_ratio: sight.refused,
      impossible_ratio: sight.impossible,
      reflected_ratio: sight.reflected,
      target_silent: isSilent,
      history: sight.history,
      times_usual: sight.timesUsual,
      tunnel: inside,
    },
    text: `${who} > ${where}: ${sight.rate} ${what} in a second, ${share}${within(inside)}`,
  };
}

export function dnsFinding(
  anomaly: 'no-such-name' | 'long-name',
  client: Handle,
  { count, time, packet, largest, message }: SecondCount,
  share: number,
  { text }: Naming,
): PacketFinding {
  const source = text(client);
  const sample = dnsName(message, 0);
  const said =
    anomaly === 'long-name'
      ? `${source} asked DNS for ${count} long names in a second, up to ${largest} characters: ${sample}`
      : `${source} asked DNS for ${count} names in a second that do not exist, as ${sample}`;
  return {
    kind: 'finding',
    service: 'dns',
    time,
    packet,
    source,
    user: null,
    count,
    fields: { anomaly, query: sample, query_length: largest, share },
    text: said,
  };
}

export function credentialFinding(
  credential: { readonly service: string; readonly user: string | null },
  ends: { readonly client: string; readonly server: string; readonly port: number },
  time: number,
  packet: number,
): PacketFinding {
  const { service, user } = credential;
  const whose = user === null ? '' : ` of ${user}`;
  return {
    kind: 'finding',
    service: 'credentials',
    time,
    packet,
    source: ends.client,
    user,
    count: 1,
    fields: { login_service: service, dst_ip: ends.server, dst_port: ends.port },
    text: `password${whose} in clear text: ${ends.client} > ${ends.server} port ${ends.port} (${service}); not shown`,
  };
}

export function slowRequestFinding(
  ends: { readonly client: Handle; readonly server: Handle; readonly port: number },
  at: { readonly time: number; readonly number: number },
  seconds: number,
  { text }: Naming,
): PacketFinding {
  const [client, server] = [text(ends.client), text(ends.server)];
  return {
    kind: 'finding',
    service: 'http',
    time: at.time,
    packet: at.number,
    source: client,
    user: null,
    count: 1,
    fields: { anomaly: 'unfinished-request', dst_ip: server, dst_port: ends.port, seconds },
    text: `${client} > ${server} port ${ends.port}: a request that has not come to its end after ${seconds} s`,
  };
}

export function loginConnectionsFinding(
  service: string,
  ends: { readonly client: Handle; readonly server: Handle; readonly port: number },
  connections: number,
  at: { readonly time: number; readonly number: number },
  { text }: Naming,
): PacketFinding {
  const [client, server] = [text(ends.client), text(ends.server)];
  return {
    kind: 'finding',
    service: 'connections',
    time: at.time,
    packet: at.number,
    source: client,
    user: null,
    count: connections,
    fields: { login_service: service, dst_ip: server, dst_port: ends.port, connections },
    text: `${client} > ${server} port ${ends.port}: ${connections} connections to ${service} within five minutes`,
  };
}

/** `client` asks, `server` answers something else. */
export function icmpTunnelFinding(
  client: Handle,
  server: Handle,
  { distinct: answers, fresh }: SpreadSight,
  at: { readonly time: number; readonly number: number },
  { text }: Naming,
): PacketFinding {
  const [asker, answerer] = [text(client), text(server)];
  return {
    kind: 'finding',
    service: 'icmp',
    time: at.time,
    packet: at.number,
    source: asker,
    user: null,
    count: fresh,
    fields: { anomaly: 'foreign-answer', dst_ip: answerer, answers },
    text: `${answerer} answered pings of ${asker} with ${answers} different things that were not sent, within five minutes`,
  };
}

/** The one in whose name the questions come is the victim, and is not named as their source. */
export function amplifierFinding(sight: AmplifierSight, { text, tunnel }: Naming): PacketFinding {
  const { asked, bytesAsked, bytesAnswered, port, same, time, packet } = sight;
  const [server, victim] = [text(sight.server), text(sight.client)];
  const factor = bytesAnswered / bytesAsked;
  const inside = tunnel(sight.server);
  return {
    kind: 'finding',
    service: 'amplification',
    time,
    packet,
    source: null,
    user: null,
    count: asked,
    fields: { dst_ip: server, dst_port: port, victim, rate: asked, factor, same, tunnel: inside },
    text: `${server} port ${port} was asked ${asked} times in a second in the name of ${victim}, and answered with ${Math.round(factor)} times as many bytes${within(inside)}`,
  };
}

function within(tunnel: string | null): string {
  return tunnel === null ? '' : `, inside ${tunnel}`;
}
