import { incidents } from '../engine/incident/incidents.ts';
import type { Alert } from '../model/alert.ts';
import type { Level } from '../model/level.ts';
import { type EpochMs, toRfc3339 } from '../model/time.ts';
import { safeText } from '../platform/safe-text.ts';
import { fitText, textWidth } from '../platform/text-width.ts';
import { captureLines } from './capture-text.ts';
import { type ScanResult, shownAlerts } from './scan-report.ts';

export type TextOptions = { readonly level: Level; readonly ascii: boolean };

const SYMBOLS: Readonly<Record<Level, string>> = {
  critical: '!!',
  high: '! ',
  medium: '~ ',
  low: '. ',
  informational: '  ',
};
const BAR_WIDTH = 40;
const MOST_ROWS = 20;

/** The report of a scan for a person: who failed, who attacked, what is wrong in the configuration, what was read. */
export function scanText(result: ScanResult, options: TextOptions): string {
  const alerts = shownAlerts(result.alerts, options.level);
  const sections = [
    headline(result, alerts),
    alertSection(alerts),
    incidentSection(alerts),
    loginSection(result, options.ascii),
    webSection(result),
    captureLines(result.captures, options.ascii),
    findingSection(result),
    sourceSection(result),
  ];
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n')}\n`;
}

function headline(result: ScanResult, alerts: readonly Alert[]): string[] {
  const counts = (['critical', 'high', 'medium', 'low'] as const)
    .map((level) => [level, alerts.filter(({ rule }) => rule.level === level).length] as const)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${count} ${level}`);
  const records = result.sources.reduce((sum, source) => sum + source.records, 0);
  const read = `${figure(records)} ${unit(result, records)} of ${result.sources.length} ${result.sources.length === 1 ? 'source' : 'sources'}`;
  return [`soc-console scan: ${read}; alerts: ${counts.length === 0 ? 'none' : counts.join(', ')}`];
}

/** Lines, packets, or both. */
function unit({ sources, captures }: ScanResult, records: number): string {
  const packets = captures.filter(({ source }) => sources.some(({ id }) => id === source)).length;
  if (packets === 0) return records === 1 ? 'line' : 'lines';
  return packets === sources.length ? 'packets' : 'lines and packets';
}

function alertSection(alerts: readonly Alert[]): string[] {
  if (alerts.length === 0) return ['ALERTS', '  Nothing to report.'];
  return ['ALERTS', ...alerts.flatMap((alert) => alertLines(alert))];
}

function alertLines(alert: Alert): string[] {
  const who = Object.values(alert.group).map(safeText).join(' ') || 'all sources together';
  const head = `${SYMBOLS[alert.rule.level]} ${alert.rule.level.toUpperCase().padEnd(8)} ${alert.rule.title}: ${who}`;
  const users =
    alert.users.length === 0
      ? ''
      : `; accounts: ${alert.users.slice(0, 8).map(safeText).join(', ')}${alert.users.length > 8 ? ', …' : ''}`;
  return [
    `  ${head}`,
    `       ${stamp(alert.firstSeen)} to ${stamp(alert.lastSeen)}, ${figure(alert.eventCount)} ${alert.eventCount === 1 ? 'event' : 'events'}${users}`,
    `       ${alert.recommendation.trim()}`,
  ];
}

function incidentSection(alerts: readonly Alert[]): string[] {
  const several = incidents(alerts).filter(({ alerts: own }) => own.length > 1);
  if (several.length === 0) return [];
  return [
    'ATTACKERS (all alerts of one source)',
    ...several.flatMap(({ attacker, level, story, chain }) => [
      `  ${safeText(attacker)}: ${level}${chain.length === 0 ? '' : `; ATT&CK ${chain.map(({ technique }) => technique).join(', ')}`}`,
      ...story.map((sentence) => `       ${safeText(sentence)}`),
    ]),
  ];
}

function loginSection({ logins }: ScanResult, ascii: boolean): string[] {
  if (logins.sources.length === 0) return [];
  const rows = logins.sources.slice(0, MOST_ROWS);
  const names = rows.map(({ ip, host }) => safeText(ip ?? host ?? ''));
  const width = Math.max(9, ...names.map(textWidth));
  const most = Math.max(1, ...rows.map(({ failed }) => failed));
  const head = `  ${fitText('SOURCE', width)}  FAILED  ACCEPTED  FIRST FAILURE         LAST FAILURE`;
  const lines = rows.map((row, index) => {
    const first = row.first === null ? '-' : stamp(row.first);
    const last = row.last === null ? '-' : stamp(row.last);
    const numbers = `${figure(row.failed).padStart(6)}  ${figure(row.succeeded).padStart(8)}`;
    return `  ${fitText(names[index] ?? '', width)}  ${numbers}  ${first.padEnd(20)}  ${last.padEnd(20)}  ${bar(row.failed / most, ascii)}`.trimEnd();
  });
  const more = logins.sources.length - rows.length;
  return [
    `LOGINS: ${figure(logins.failed)} failed, ${figure(logins.succeeded)} accepted, ${figure(logins.sources.length)} sources`,
    head,
    ...lines,
    ...(more > 0 ? [`  and ${figure(more)} more sources (all of them: --format json)`] : []),
  ];
}

function webSection({ web }: ScanResult): string[] {
  if (web.requests === 0) return [];
  const attacking = web.sources.filter(({ attacks }) => Object.keys(attacks).length > 0).slice(0, MOST_ROWS);
  return [
    `WEB: ${figure(web.requests)} requests, ${figure(web.sources.length)} sources`,
    ...attacking.map(({ ip, requests, attacks }) => {
      const classes = Object.entries(attacks)
        .map(([name, count]) => `${name} ${count}`)
        .join(', ');
      return `  ${safeText(ip)}: ${figure(requests)} requests, of them attacks: ${classes}`;
    }),
  ];
}

function findingSection({ findings }: ScanResult): string[] {
  if (findings.length === 0) return [];
  return [
    `CONFIGURATION: ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`,
    ...findings.flatMap((finding) => [
      `  ${SYMBOLS[finding.severity]} ${finding.severity.toUpperCase().padEnd(8)} ${safeText(finding.source)}:${finding.line}: ${safeText(finding.reason)}`,
      `       Risk: ${finding.risk.trim()}`,
      `       Do: ${finding.recommendation.trim()}`,
    ]),
  ];
}

function sourceSection({ sources, counters }: ScanResult): string[] {
  const odd = Object.entries(counters).filter(([, count]) => count > 0);
  return [
    'SOURCES',
    ...sources.flatMap((source) => {
      const unparsed = byReason('not understood', source.unparsed);
      const noticed = byReason('noticed', source.counts);
      const isCapture = source.format === 'pcap' || source.format === 'pcapng';
      const read = `${source.format ?? 'unknown format'}, ${figure(source.records)} ${isCapture ? 'packets' : 'lines'}, ${figure(source.events)} events`;
      return [
        `  ${safeText(source.id)}: ${read}${unparsed}${noticed}`,
        ...[...source.errors, ...source.notes].map((error) => `       ${safeText(error)}`),
      ];
    }),
    ...(odd.length === 0 ? [] : [`  Noticed: ${odd.map(([name, count]) => `${name} ${count}`).join(', ')}`]),
  ];
}

function byReason(what: string, counts: Readonly<Partial<Record<string, number>>>): string {
  const told = Object.entries(counts).filter(([, count = 0]) => count > 0);
  if (told.length === 0) return '';
  return `; ${what}: ${told.map(([reason, count = 0]) => `${figure(count)} ${reason}`).join(', ')}`;
}

function bar(share: number, ascii: boolean): string {
  const eighths = Math.round(share * BAR_WIDTH * 8);
  if (ascii) return '#'.repeat(Math.round(eighths / 8));
  return '█'.repeat(eighths >> 3) + (eighths % 8 === 0 ? '' : String.fromCodePoint(0x2590 - (eighths % 8)));
}

function stamp(time: EpochMs): string {
  return toRfc3339(time).replace('.000Z', 'Z');
}

function figure(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ' ');
}
