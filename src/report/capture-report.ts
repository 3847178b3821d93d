import type { CaptureSummary, Flood, PortScan, Talker } from '../model/capture.ts';
import { type EpochMs, toRfc3339 } from '../model/time.ts';

/** A capture as `scan --format json` gives it; keys are only ever added. A capped list stands beside its true total. */
export function captureJson(capture: CaptureSummary): Record<string, unknown> {
  const { source, format, packets, bytes, truncated, first, last, syn } = capture;
  return {
    file: source,
    format,
    link_types: capture.linkTypes,
    ...{ packets, bytes, truncated },
    cut_packets: capture.cut,
    first: timeJson(first),
    last: timeJson(last),
    syn,
    syn_ack: capture.synAck,
    rst: capture.reset,
    connections: capture.connections,
    protocols: capture.protocols,
    unknown: capture.unknown,
    syn_by_source: capture.synBySource.map(talkerJson),
    syn_by_source_total: capture.synBySourceTotal,
    talkers: capture.talkers.map(talkerJson),
    talkers_total: capture.talkersTotal,
    scans: capture.scans.map(scanJson),
    scans_total: capture.scansTotal,
    floods: capture.floods.map(floodJson),
    floods_total: capture.floodsTotal,
    tunnels: {
      packets: capture.tunnels,
      syn: capture.innerSyn,
      syn_by_source: capture.innerSynBySource.map(talkerJson),
      syn_by_source_total: capture.innerSynBySourceTotal,
    },
    evicted: capture.evicted,
  };
}

function talkerJson(talker: Talker): Record<string, unknown> {
  const { ip, tunnel, packets, bytes, syn, answered, completed, targets, ports } = talker;
  return { ip, ...(tunnel !== null && { tunnel }), syn, answered, completed, targets, ports, packets, bytes };
}

function scanJson(scan: PortScan): Record<string, unknown> {
  const { kind, probe, source, tunnel, target, port, ports, hosts, first, last, firstPacket } = scan;
  return {
    ...{ kind, probe, src_ip: source },
    ...(tunnel !== null && { tunnel }),
    ...{ dst_ip: target, dst_port: port, ports, hosts },
    first: toRfc3339(first),
    last: toRfc3339(last),
    first_packet: firstPacket,
  };
}

function floodJson(flood: Flood): Record<string, unknown> {
  const { kind, target, tunnel, port, source, sources, packets, peak, completed, first, last } = flood;
  return {
    ...{ kind, src_ip: source, dst_ip: target, dst_port: port },
    ...(tunnel !== null && { tunnel }),
    ...{ sources, packets, peak_1s: peak },
    completed_ratio: completed === null ? null : Math.round(completed * 1000) / 1000,
    first: toRfc3339(first),
    last: toRfc3339(last),
    first_packet: flood.firstPacket,
  };
}

function timeJson(time: EpochMs | null): string | null {
  return time === null ? null : toRfc3339(time);
}
