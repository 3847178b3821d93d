import type { CaptureSummary, ConnectionState, Flood, PortScan } from '../model/capture.ts';
import { toRfc3339 } from '../model/time.ts';
import { safeText } from '../platform/safe-text.ts';
import { fitText } from '../platform/text-width.ts';
import { counted, figure, type PlainWords } from './plain-words.ts';
import { REPORT_WIDTH } from './wrap.ts';

/** Of what it is drawn on, and with what signs. */
type Drawing = { readonly width: number; readonly ascii: boolean };

const MOST_ROWS = 15;
const BAR_WIDTH = 30;
/** Of the columns of figures. */
const WIDTHS = [8, 8, 9, 7, 5];

/** What captures showed, for a person: who asked for connections and got none, scans, floods. */
export function captureLines(
  captures: readonly CaptureSummary[],
  drawing: Drawing,
  words: PlainWords,
): string[] {
  return captures.flatMap((capture, index) => [
    ...(index > 0 ? [''] : []),
    ...oneCapture(capture, drawing, words),
  ]);
}

function oneCapture(capture: CaptureSummary, drawing: Drawing, words: PlainWords): string[] {
  const { packets, bytes, connections } = capture;
  const { colon, network } = words;
  const protocols = Object.entries(capture.protocols)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 6)
    .map(([name, count]) => `${name} ${figure(count)}`)
    .join(', ');
  const states = Object.entries(connections)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${state} ${figure(count)} (${network.states[state as ConnectionState]})`)
    .join(', ');
  const links = capture.linkTypes.join(', ');
  const span =
    capture.first === null || capture.last === null
      ? ''
      : `, ${toRfc3339(capture.first)} ${words.to} ${toRfc3339(capture.last)}`;
  return [
    `${network.title} ${safeText(capture.source)}${colon}${counted(packets, 'packet', words)}, ${counted(bytes, 'byte', words)} (${links})${span}`,
    ...(protocols === '' ? [] : [`  ${network.protocols}${colon}${protocols}`]),
    ...(states === '' ? [] : [`  ${network.connections}${colon}${states}`]),
    ...capture.floods.slice(0, MOST_ROWS).map((flood) => floodLine(flood, words)),
    ...capture.scans.slice(0, MOST_ROWS).map((scan) => scanLine(scan, words)),
    ...synLines(capture, drawing, words),
    ...countsLine(network.unknown, capture.unknown, words),
    ...countsLine(network.tunnels, capture.tunnels, words),
    ...countsLine(network.evicted, capture.evicted, words),
  ];
}

function synLines(
  { syn, synBySource, synBySourceTotal }: CaptureSummary,
  drawing: Drawing,
  words: PlainWords,
): string[] {
  if (synBySource.length === 0) return [];
  const rows = synBySource.slice(0, MOST_ROWS);
  const [source = '', ...heads] = words.network.head;
  const width = Math.max(9, ...rows.map(({ ip }) => ip.length));
  const most = rows[0]?.syn ?? 1;
  const more = synBySourceTotal - rows.length;
  const widths = heads.map((head, index) => Math.max(WIDTHS[index] ?? 0, head.length));
  const columns = columnsThatFit(widths, drawing.width - 2 - width);
  return [
    `  ${words.network.syn}${words.colon}${figure(syn)} ${words.of} ${counted(synBySourceTotal, 'source', words)}`,
    `  ${fitText(source, width)}  ${columns.map((column) => heads[column]?.padStart(widths[column] ?? 0)).join('  ')}`,
    ...rows.map((row) => {
      const counts = [row.syn, row.answered, row.completed, row.targets, row.ports];
      const numbers = columns.map((column) => figure(counts[column] ?? 0).padStart(widths[column] ?? 0));
      const line = `  ${fitText(row.ip, width)}  ${numbers.join('  ')}  `;
      return `${line}${bar(row.syn / most, line.length, drawing)}`.trimEnd();
    }),
    ...(more > 0 ? [`  ${words.and} ${figure(more)} ${words.network.more[more === 1 ? 0 : 1]}`] : []),
  ];
}

/** Of a table that is too wide for the terminal the last columns are left out, each with two blanks before it. */
function columnsThatFit(widths: readonly number[], room: number): readonly number[] {
  let end = 0;
  return [...widths.keys()].filter((column) => {
    end += 2 + (widths[column] ?? 0);
    return column === 0 || end <= room;
  });
}

function floodLine(flood: Flood, { network, colon }: PlainWords): string {
  const { kind, source, sources, target, port, packets, peak, completed } = flood;
  const who = source ?? network.about(figure(sources));
  const share = completed === null ? '' : `, ${network.completed(Math.round(completed * 100))}`;
  const figures = `${network.packets(figure(packets))}, ${network.peak(figure(peak))}${share}`;
  return `  ${network.flood(kind.toUpperCase())}${colon}${who} > ${endpoint(target, port)}, ${figures}`;
}

function scanLine(scan: PortScan, { network, colon }: PlainWords): string {
  const { kind, probe, source, target, port, ports, hosts } = scan;
  const what =
    kind === 'vertical'
      ? network.ports(figure(ports), target ?? '')
      : network.hosts(String(port), figure(hosts));
  return `  ${network.scan(probe.toUpperCase())}${colon}${source} ${network.tried} ${what}`;
}

function endpoint(address: string, port: number | null): string {
  if (port === null) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function countsLine(what: string, counts: Readonly<Record<string, number>>, { colon }: PlainWords): string[] {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  if (some.length === 0) return [];
  return [`  ${what}${colon}${some.map(([name, count]) => `${safeText(name)} ${figure(count)}`).join(', ')}`];
}

function bar(share: number, before: number, { width, ascii }: Drawing): string {
  const room = width < REPORT_WIDTH ? Math.max(0, Math.min(BAR_WIDTH, width - before)) : BAR_WIDTH;
  return (ascii ? '#' : '█').repeat(Math.round(share * room));
}
