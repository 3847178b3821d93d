import type { CaptureSummary, Flood, PortScan, Talker } from '../../model/capture.ts';
import type { SourceId } from '../../model/log-record.ts';
import { ANSWERED, COMPLETED, PACKETS, SYNS, TARGETS } from './analysis/senders.ts';
import type { CaptureAnalysis } from './capture-analysis.ts';
import { UNKNOWN_KINDS } from './decode/decoded.ts';
import { ethertypeName, ipProtocolName, linkName } from './decode/names.ts';
import { MostFirst } from './top.ts';

/** Which of the scans and floods seen are to be told of: those that a rule made an alert of. */
export type Confirmed = {
  readonly scan: (scan: PortScan) => boolean;
  readonly flood: (flood: Flood) => boolean;
};

/** A capture as it stands, lists no longer than `limit`. */
export function summaryOf(
  source: SourceId,
  analysis: CaptureAnalysis,
  limit: number,
  confirmed: Confirmed,
): CaptureSummary {
  const { reader, senders } = analysis;
  const { bySyn, innerBySyn, byBytes } = orderOf(analysis, limit);
  const scans = analysis.sights.scans().filter(confirmed.scan);
  const floods = analysis.sights.floods().filter(confirmed.flood);
  return {
    source,
    format: reader.format,
    linkTypes: Array.from(reader.links, linkName),
    packets: analysis.packets,
    bytes: analysis.bytes,
    truncated: reader.problem !== null,
    cut: analysis.cut,
    first: analysis.first,
    last: analysis.last,
    syn: analysis.tcp.syn,
    synAck: analysis.tcp.synAck,
    reset: analysis.tcp.reset,
    connections: analysis.connections.standing(),
    protocols: protocolCounts(analysis),
    unknown: unknownCounts(analysis.unknown),
    tunnels: analysis.tunnels.counts(),
    synBySource: bySyn.places().map((place) => talkerAt(analysis, place)),
    synBySourceTotal: bySyn.total,
    innerSyn: analysis.tcp.innerSyn,
    innerSynBySource: innerBySyn.places().map((place) => talkerAt(analysis, place)),
    innerSynBySourceTotal: innerBySyn.total,
    talkers: byBytes.places().map((place) => talkerAt(analysis, place)),
    talkersTotal: byBytes.total,
    scans: scans.slice(0, limit),
    scansTotal: scans.length,
    floods: floods.slice(0, limit),
    floodsTotal: floods.length,
    evicted: {
      addresses: analysis.evictedAddresses,
      connections: analysis.connections.displaced,
      pairs: senders.displaced,
      'scan-groups': analysis.scans.displaced,
      'flood-targets': analysis.floods.displaced,
      'arp-addresses': analysis.lan.displacedOfArp,
      'lan-hosts': analysis.lan.displaced,
      'login-clients': analysis.logins.displaced,
      'ping-pairs': analysis.pings.displaced,
      'dns-askers': analysis.payloads.displacedAskers,
      'unproven-requests': analysis.payloads.unproven.refused,
      sights: analysis.sights.displaced,
    },
  };
}

type Order = { readonly bySyn: MostFirst; readonly innerBySyn: MostFirst; readonly byBytes: MostFirst };

/** Small, because V8 compiles it on the way where there are many addresses. */
function orderOf({ addresses, senders }: CaptureAnalysis, limit: number): Order {
  const { places } = addresses;
  const rows = Math.min(limit, places);
  const [bySyn, innerBySyn, byBytes] = [new MostFirst(rows), new MostFirst(rows), new MostFirst(rows)];
  for (let place = 0; place < places; place++) {
    const syn = senders.get(place, SYNS);
    if (syn > 0) (addresses.tunnel(place) === 0 ? bySyn : innerBySyn).offer(place, syn);
    byBytes.offer(place, senders.bytes(place));
  }
  return { bySyn, innerBySyn, byBytes };
}

function talkerAt({ addresses, senders, naming }: CaptureAnalysis, place: number): Talker {
  const handle = addresses.handle(place);
  return {
    ip: naming.text(handle),
    tunnel: naming.tunnel(handle),
    packets: senders.get(place, PACKETS),
    bytes: senders.bytes(place),
    syn: senders.get(place, SYNS),
    answered: senders.get(place, ANSWERED),
    completed: senders.get(place, COMPLETED),
    targets: senders.get(place, TARGETS),
    ports: senders.ports(place),
  };
}

function protocolCounts({ protocols, arpPackets }: CaptureAnalysis): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [protocol, count] of protocols.entries())
    if (count > 0) counts[ipProtocolName(protocol)] = count;
  if (arpPackets > 0) counts.arp = arpPackets;
  return counts;
}

function unknownCounts(unknown: ReadonlyMap<number, number>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [key, count] of unknown) {
    const name = unknownName(Math.floor(key / 65536), key % 65536);
    counts[name] = (counts[name] ?? 0) + count;
  }
  return counts;
}

const WLAN_NAMES: Readonly<Record<number, string>> = {
  0: '802.11 management',
  1: '802.11 control',
  64: 'encrypted 802.11',
  65: 'later fragment of 802.11',
};

function unknownName(kind: number, value: number): string {
  switch (UNKNOWN_KINDS[kind]) {
    case 'link':
      return linkName(value);
    case 'ethertype':
      return ethertypeName(value);
    case 'llc':
      return `LLC 0x${value.toString(16).padStart(2, '0')}`;
    case 'ppp':
      return `PPP 0x${value.toString(16).padStart(4, '0')}`;
    case 'wlan':
      return WLAN_NAMES[value] ?? '802.11 without data';
    default:
      return 'malformed';
  }
}
