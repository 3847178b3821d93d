import type { NetworkSnapshot } from '../../core/protocol.ts';
import type { CaptureSummary, Flood, PortScan } from '../../model/capture.ts';
import { type Line, span } from './line.ts';
import { clean, type Look } from './look.ts';
import { formatBytes, groupDigits, plural } from './numbers.ts';
import { sourceBaseName } from './source-name.ts';
import { clockTime, shortDuration } from './times.ts';

/** What the captures show, worst first: floods, scans, then what was read. As many lines as there is room for. */
export function networkLines(network: NetworkSnapshot, rows: number, look: Look): readonly Line[] {
  const { captures } = network;
  const floods = captures.flatMap((capture) => capture.floods);
  const scans = captures.flatMap((capture) => capture.scans);
  const lines = [
    ...floods.map((flood) => floodLine(flood, look)),
    ...scans.map((scan) => scanLine(scan, look)),
    ...(floods.length + scans.length === 0
      ? [[span(` ${look.glyphs.check} No flood and no port scan seen.`, 'good')]]
      : []),
    ...captures.flatMap((capture) => captureLines(capture, look)),
  ];
  const hidden = lines.length - rows;
  if (hidden <= 0) return lines;
  return [...lines.slice(0, rows - 1), [span(` and ${plural(hidden + 1, 'more line')}`, 'muted')]];
}

function floodLine(flood: Flood, look: Look): Line {
  const where = `${clean(flood.target, look)}${flood.port === null ? '' : `:${flood.port}`}`;
  const from =
    flood.source === null
      ? `from about ${plural(flood.sources, 'address', 'addresses')}`
      : `from ${clean(flood.source, look)}`;
  const completed = flood.completed === null ? '' : `, ${percent(flood.completed)} completed`;
  return [
    span(` !! ${flood.kind.toUpperCase()} FLOOD`, 'critical'),
    span(` ${where} `, 'strong'),
    span(
      `${from}, ${plural(flood.packets, 'packet')}, peak ${groupDigits(flood.peak)}/s${completed}, ${clockTime(flood.first)}`,
    ),
  ];
}

function scanLine(scan: PortScan, look: Look): Line {
  const what =
    scan.kind === 'vertical'
      ? `${plural(scan.ports, 'port')} of ${clean(scan.target ?? '', look)}`
      : `port ${scan.port ?? '?'} of ${plural(scan.hosts, 'host')}`;
  return [
    span(' !  SCAN', 'high'),
    span(` ${clean(scan.source, look)} `, 'strong'),
    span(
      `${scan.probe} scan of ${what}, in ${shortDuration(scan.last - scan.first)}, ${clockTime(scan.first)}`,
    ),
  ];
}

function captureLines(capture: CaptureSummary, look: Look): readonly Line[] {
  const { syn, synAck, reset, connections } = capture;
  const all = Object.values(connections).reduce((sum, count) => sum + count, 0);
  const { S0, REJ, RSTOS0, OTH } = connections;
  const completed = all - S0 - REJ - RSTOS0 - OTH;
  const troubles = [
    ...(capture.truncated ? ['ends in the middle of a packet'] : []),
    ...(capture.cut > 0 ? [`${plural(capture.cut, 'packet')} cut when captured`] : []),
    ...Object.entries(capture.evicted)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `let go: ${groupDigits(count)} ${clean(name, look)}`),
  ];
  return [
    [
      span(` ${sourceBaseName(capture.source, look)}  `, 'strong'),
      span(
        `${plural(capture.packets, 'packet')}, ${formatBytes(capture.bytes)}  SYN ${groupDigits(syn)}  SYN-ACK ${groupDigits(synAck)}  RST ${groupDigits(reset)}`,
      ),
      span(all === 0 ? '' : `  completed ${percent(completed / all)}`),
    ],
    ...(troubles.length === 0 ? [] : [[span(`   ${troubles.join(', ')}`, 'warn')]]),
  ];
}

function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} %`;
}
