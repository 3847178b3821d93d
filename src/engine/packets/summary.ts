import type { CaptureSummary, Flood, PortScan, Talker } from '../../model/capture.ts';
import type { SourceId } from '../../model/log-record.ts';
import type { CaptureAnalysis } from './capture-analysis.ts';
import { UNKNOWN_KINDS } from './decode/decoded.ts';
import { ethertypeName, ipProtocolName, linkName } from './decode/names.ts';

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
  const bySyn = topPlaces(analysis, senders.syn, limit, 'outside');
  const innerBySyn = topPlaces(analysis, senders.syn, limit, 'inside');
  const byBytes = topPlaces(analysis, senders.bytes, limit, 'all');
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
    syn: analysis.syn,
    synAck: analysis.synAck,
    reset: analysis.reset,
    connections: analysis.connections.standing(),
    protocols: protocolCounts(analysis),
    unknown: unknownCounts(analysis.unknown),
    tunnels: analysis.tunnels.counts(),
    synBySource: bySyn.places.map((place) => talkerAt(analysis, place)),
    synBySourceTotal: bySyn.total,
    innerSyn: analysis.innerSyn,
    innerSynBySource: innerBySyn.places.map((place) => talkerAt(analysis, place)),
    innerSynBySourceTotal: innerBySyn.total,
    talkers: byBytes.places.map((place) => talkerAt(analysis, place)),
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
      'arp-addresses': analysis.arp.displaced,
      sights: analysis.sights.displaced,
    },
  };
}

/** The places with the most, most first, and how many have any. */
function topPlaces(
  { addresses }: CaptureAnalysis,
  scores: Uint32Array | Float64Array,
  limit: number,
  where: 'outside' | 'inside' | 'all',
): { readonly places: readonly number[]; readonly total: number } {
  const places: number[] = [];
  let total = 0;
  for (let place = 0; place < addresses.places; place++) {
    const score = scores[place] as number;
    if (score === 0 || !addresses.isUsed(place)) continue;
    const isInside = addresses.tunnel(place) !== 0;
    if (where !== 'all' && isInside !== (where === 'inside')) continue;
    total++;
    if (places.length === limit && score <= (scores[places[limit - 1] as number] as number)) continue;
    if (limit === 0) continue;
    if (places.length === limit) places.pop();
    let at = places.length;
    while (at > 0 && (scores[places[at - 1] as number] as number) < score) at--;
    places.splice(at, 0, place);
  }
  return { places, total };
}

function talkerAt({ addresses, senders, naming }: CaptureAnalysis, place: number): Talker {
  const handle = addresses.handle(place);
  return {
    ip: naming.text(handle),
    tunnel: naming.tunnel(handle),
    packets: senders.packets[place] as number,
    bytes: senders.bytes[place] as number,
    syn: senders.syn[place] as number,
    answered: senders.answered[place] as number,
    completed: senders.completed[place] as number,
    targets: senders.targets[place] as number,
    ports: senders.ports[place] as number,
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
      return value === 64
        ? 'encrypted 802.11'
        : value === 0
          ? '802.11 management'
          : value === 1
            ? '802.11 control'
            : '802.11 without data';
    default:
      return 'malformed';
  }
}
