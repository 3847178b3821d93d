import type { CaptureSummary, Flood, PortScan } from '../model/capture.ts';
import { toRfc3339 } from '../model/time.ts';
import { safeText } from '../platform/safe-text.ts';
import { fitText } from '../platform/text-width.ts';

const MOST_ROWS = 15;
const BAR_WIDTH = 30;

/** What captures showed, for a person: who asked for connections and got none, scans, floods. */
export function captureLines(captures: readonly CaptureSummary[], ascii: boolean): string[] {
  return captures.flatMap((capture, index) => [...(index > 0 ? [''] : []), ...oneCapture(capture, ascii)]);
}

function oneCapture(capture: CaptureSummary, ascii: boolean): string[] {
  const { packets, bytes, connections } = capture;
  const protocols = Object.entries(capture.protocols)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 6)
    .map(([name, count]) => `${name} ${figure(count)}`)
    .join(', ');
  const states = Object.entries(connections)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${state} ${figure(count)}`)
    .join(', ');
  const links = capture.linkTypes.join(', ');
  const span =
    capture.first === null || capture.last === null
      ? ''
      : `, ${toRfc3339(capture.first)} to ${toRfc3339(capture.last)}`;
  return [
    `NETWORK ${safeText(capture.source)}: ${figure(packets)} packets, ${figure(bytes)} bytes (${links})${span}`,
    ...(protocols === '' ? [] : [`  protocols: ${protocols}`]),
    ...(states === '' ? [] : [`  connections: ${states}`]),
    ...capture.floods.slice(0, MOST_ROWS).map(floodLine),
    ...capture.scans.slice(0, MOST_ROWS).map(scanLine),
    ...synLines(capture, ascii),
    ...counted('not looked into', capture.unknown),
    ...counted('inside tunnels', capture.tunnels),
    ...counted('let go', capture.evicted),
  ];
}

function synLines({ syn, synBySource, synBySourceTotal }: CaptureSummary, ascii: boolean): string[] {
  if (synBySource.length === 0) return [];
  const rows = synBySource.slice(0, MOST_ROWS);
  const width = Math.max(9, ...rows.map(({ ip }) => ip.length));
  const most = rows[0]?.syn ?? 1;
  const more = synBySourceTotal - rows.length;
  return [
    `  SYN without ACK: ${figure(syn)} of ${figure(synBySourceTotal)} ${synBySourceTotal === 1 ? 'source' : 'sources'}`,
    `  ${fitText('SOURCE', width)}       SYN  ANSWERED  COMPLETED  TARGETS  PORTS`,
    ...rows.map((row) => {
      const numbers = [
        figure(row.syn).padStart(8),
        figure(row.answered).padStart(8),
        figure(row.completed).padStart(9),
        figure(row.targets).padStart(7),
        figure(row.ports).padStart(5),
      ].join('  ');
      return `  ${fitText(row.ip, width)}  ${numbers}  ${bar(row.syn / most, ascii)}`.trimEnd();
    }),
    ...(more > 0 ? [`  and ${figure(more)} more sources`] : []),
  ];
}

function floodLine({ kind, source, sources, target, port, packets, peak, completed }: Flood): string {
  const who = source ?? `about ${figure(sources)} sources`;
  const share = completed === null ? '' : `, ${Math.round(completed * 100)} % completed`;
  return `  ${kind.toUpperCase()} flood: ${who} > ${endpoint(target, port)}, ${figure(packets)} packets, up to ${figure(peak)} a second${share}`;
}

function scanLine({ kind, probe, source, target, port, ports, hosts }: PortScan): string {
  const what =
    kind === 'vertical' ? `${figure(ports)} ports of ${target}` : `port ${port} of ${figure(hosts)} hosts`;
  return `  ${probe.toUpperCase()} scan: ${source} tried ${what}`;
}

function endpoint(address: string, port: number | null): string {
  if (port === null) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function counted(what: string, counts: Readonly<Record<string, number>>): string[] {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  if (some.length === 0) return [];
  return [`  ${what}: ${some.map(([name, count]) => `${safeText(name)} ${figure(count)}`).join(', ')}`];
}

function bar(share: number, ascii: boolean): string {
  return (ascii ? '#' : '█').repeat(Math.round(share * BAR_WIDTH));
}

function figure(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ' ');
}
