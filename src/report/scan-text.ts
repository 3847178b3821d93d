import type { Alert } from '../model/alerts/alert.ts';
import type { Level } from '../model/level.ts';
import type { LoginSource } from '../model/login.ts';
import { lossWords } from '../model/sources/loss-words.ts';
import type { EpochMs } from '../model/time.ts';
import { safeText } from '../platform/safe-text.ts';
import { fitText, textWidth } from '../platform/text-width.ts';
import type { Language } from './alert-words.ts';
import { accountsLetIn, isBreakIn } from './break-ins.ts';
import { captureLines } from './capture-text.ts';
import { plainTime } from './plain-time.ts';
import { andMore, counted, figure, levelCounts, type PlainWords, plainWords } from './plain-words.ts';
import { probingText } from './probing-text.ts';
import { alertLines, attackerLines } from './scan-alerts-text.ts';
import { listedAlerts, type ScannedSource, type ScanResult, type WebSourceCount } from './scan-report.ts';
import { LEVEL_SYMBOLS } from './terms.ts';
import { fitted, REPORT_WIDTH, wrap } from './wrap.ts';

type TextOptions = {
  readonly level: Level;
  readonly ascii: boolean;
  readonly language?: Language;
  /** Of the terminal that it goes to; null where it goes elsewhere. */
  readonly columns?: number | null;
};

/** How wide, and with what signs. */
type Drawing = { readonly width: number; readonly ascii: boolean };

const BAR_WIDTH = 40;
const SHORTEST_BAR = 4;
/** Of a stamp: `2026-11-21T`. */
const DAY = 11;
const MOST_ROWS = 20;
/** Accounts that somebody got into. */
const MOST_NAMED = 5;
/** Below what an alert or a finding is. */
const INDENT = '       ';

/** The report of a scan for a person: who failed, who attacked, what is wrong in the configuration, what was read. */
export function scanText(
  result: ScanResult,
  { level, ascii, language = 'en', columns = null }: TextOptions,
): string {
  const words = plainWords(language);
  const alerts = listedAlerts(result, level);
  const width = Math.min(REPORT_WIDTH, columns ?? REPORT_WIDTH);
  const sections = [
    [...headline(result, alerts, words), ...whetherIn(alerts, words, width)],
    alertSection(result, alerts, language, width),
    attackerSection(result, alerts, language),
    loginSection(result, { width, ascii }, words),
    webSection(result, words),
    captureLines(result.captures, { width, ascii }, words),
    findingSection(result, words, width),
    sourceSection(result, words),
  ];
  const text = sections
    .filter((section) => section.length > 0)
    .map((lines) => lines.flatMap((line) => fitted(line, columns)))
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
  return ascii ? text.replaceAll('…', '...') : text;
}

function headline(result: ScanResult, alerts: readonly Alert[], words: PlainWords): string[] {
  const levels = alerts.map(({ rule }) => rule.level).filter((level) => level !== 'informational');
  const records = result.sources.reduce((sum, source) => sum + source.records, 0);
  const read = `${counted(records, unit(result), words)} ${words.of} ${counted(result.sources.filter(isRead).length, 'source', words)}`;
  return [
    `soc-console scan${words.colon}${read}${words.semicolon}${words.alerts}${words.colon}${levelCounts(levels, words)}`,
  ];
}

/** What everybody asks first who was attacked. */
function whetherIn(alerts: readonly Alert[], words: PlainWords, width: number): string[] {
  const all = accountsLetIn(alerts.filter(isBreakIn));
  if (all.length === 0) return alerts.some((alert) => alert.class === 'auth') ? [words.nobodyIn] : [];
  const more = all.length > MOST_NAMED ? ` (+${all.length - MOST_NAMED})` : '';
  return wrap(
    safeText(`${words.somebodyIn}${words.colon}${all.slice(0, MOST_NAMED).join(', ')}${more}`),
    '',
    '  ',
    width,
  );
}

/** What could not be opened is listed, and no source; what only found others is neither. */
function isRead({ records, errors, finder }: ScannedSource): boolean {
  return records > 0 || (errors.length === 0 && finder !== true);
}

/** An empty pipe is often an ssh that failed. */
function hasAnything(source: ScannedSource): boolean {
  return isRead(source) && (source.records > 0 || source.bytes > 0);
}

/** Lines, packets, or both. */
function unit({ sources, captures }: ScanResult): 'line' | 'packet' | 'record' {
  const read = sources.filter(isRead);
  const packets = captures.filter(({ source }) => read.some(({ id }) => id === source)).length;
  if (packets === 0) return 'line';
  return packets === read.length ? 'packet' : 'record';
}

function alertSection(
  { sources }: ScanResult,
  alerts: readonly Alert[],
  language: Language,
  width: number,
): string[] {
  const words = plainWords(language);
  if (alerts.length === 0)
    return [words.alertTitle, `  ${sources.some(hasAnything) ? words.nothing : words.nothingRead}`];
  return [words.alertTitle, ...alertLines(alerts, language, width)];
}

function attackerSection(result: ScanResult, alerts: readonly Alert[], language: Language): string[] {
  const lines = attackerLines(result, alerts, language);
  return lines.length === 0 ? [] : [plainWords(language).attackers, ...lines];
}

function loginSection({ logins }: ScanResult, drawing: Drawing, words: PlainWords): string[] {
  if (logins.sources.length === 0) return [];
  const rows = logins.sources.first(MOST_ROWS);
  const names = rows.map(({ ip, host }) => safeText(ip ?? host ?? ''));
  const width = Math.max(9, ...names.map(textWidth));
  const most = Math.max(1, ...rows.map(({ failed }) => failed));
  const [source = '', failed = '', accepted = '', first = '', last = ''] = words.loginHead;
  const before = 2 + width + 2 + failed.length + 2 + accepted.length + 2;
  const whole = rows.map((row) => [row.first, row.last].map(stamp));
  const brief = rows.map(briefTimes);
  const [briefFirst, briefLast] = widest([first, last], brief);
  const isNarrow = drawing.width < REPORT_WIDTH;
  // Where an address is so long that no room is left for a bar, the last time says whether it goes on.
  const hasFirst = !isNarrow || before + briefFirst + 2 + briefLast + 2 + SHORTEST_BAR <= drawing.width;
  const times = isNarrow && hasFirst ? brief : whole;
  const [firstWidth, lastWidth] = widest([first, last], times);
  const head = `  ${fitText(source, width)}  ${failed}  ${accepted}  ${hasFirst ? `${first.padEnd(firstWidth)}  ` : ''}${last}`;
  const lines = rows.map((row, index) => {
    const [from = '', until = ''] = times[index] ?? [];
    const numbers = `${figure(row.failed).padStart(failed.length)}  ${figure(row.succeeded).padStart(accepted.length)}`;
    const span = `${hasFirst ? `${from.padEnd(firstWidth)}  ` : ''}${until.padEnd(lastWidth)}`;
    const line = `  ${fitText(names[index] ?? '', width)}  ${numbers}  ${span}  `;
    return `${line}${bar(row.failed / most, line.length, drawing)}`.trimEnd();
  });
  const counts = [
    counted(logins.failed, 'failed', words),
    counted(logins.succeeded, 'accepted', words),
    counted(logins.sources.length, 'source', words),
  ];
  return [
    `${words.logins}${words.colon}${counts.join(', ')}`,
    head,
    ...lines,
    ...andMore(logins.sources.length, rows.length, 'moreSource', words).map((line) => `  ${line}`),
  ];
}

/** Of each of two columns, with its title. */
function widest(
  titles: readonly [string, string],
  rows: readonly (readonly string[])[],
): readonly [number, number] {
  const [first, last] = titles.map((title, at) =>
    Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  return [first ?? 0, last ?? 0];
}

function stamp(time: EpochMs | null): string {
  return time === null ? '-' : plainTime(time);
}

/** To the second, and the day once, so that both stand beside a bar. */
function briefTimes({ first, last }: Pick<LoginSource, 'first' | 'last'>): readonly string[] {
  if (first === null || last === null) return [stamp(first), stamp(last)];
  const [from, until] = [first, last].map((time) => plainTime(Math.floor(time / 1000) * 1000));
  return [
    from ?? '',
    until?.slice(0, DAY) === from?.slice(0, DAY) ? (until?.slice(DAY) ?? '') : (until ?? ''),
  ];
}

function webSection({ web }: ScanResult, words: PlainWords): string[] {
  if (web.requests === 0) return [];
  const attacking: WebSourceCount[] = [];
  for (const source of web.sources) {
    if (attacking.length === MOST_ROWS) break;
    if (Object.keys(source.attacks).length > 0) attacking.push(source);
  }
  return [
    `WEB${words.colon}${counted(web.requests, 'request', words)}, ${counted(web.sources.length, 'source', words)}`,
    ...attacking.map(({ ip, requests, attacks, passed }) => {
      const classes = Object.entries(attacks)
        .map(([name, count]) => `${name} ${count}`)
        .join(', ');
      return `  ${safeText(ip)}${words.colon}${counted(requests, 'request', words)}, ${words.attacks}${words.colon}${classes}${passed > 0 ? `${words.semicolon}${figure(passed)} ${words.passed}` : ''}`;
    }),
  ];
}

function findingSection({ findings }: ScanResult, words: PlainWords, width: number): string[] {
  if (findings.length === 0) return [];
  return [
    `${words.configuration}${words.colon}${counted(findings.length, 'finding', words)}`,
    ...findings.flatMap((finding) => [
      `  ${LEVEL_SYMBOLS[finding.severity]} ${words.levels[finding.severity].toUpperCase().padEnd(8)} ${safeText(finding.source)}:${finding.line}${words.colon}${safeText(finding.reason)}`,
      ...(finding.probing
        ? [`       ${words.tried}${words.colon}${probingText(finding.probing, words)}`]
        : []),
      ...wrap(`${words.risk}${words.colon}${safeText(finding.risk.trim())}`, INDENT, INDENT, width),
      ...wrap(`${words.fix}${words.colon}${safeText(finding.recommendation.trim())}`, INDENT, INDENT, width),
    ]),
  ];
}

function sourceSection({ sources, counters }: ScanResult, words: PlainWords): string[] {
  const odd = Object.entries(counters).filter(([, count]) => count > 0);
  const isListed = (source: ScannedSource): boolean =>
    source.finder !== true || source.errors.length > 0 || !sources.some(isRead);
  return [
    words.sources,
    ...sources.filter(isListed).flatMap((source) => {
      const noticed = byReason(words.noticed.toLowerCase(), source.counts, words);
      const failed = source.errors.length > 0 ? words.notRead : words.nothingFound;
      return [
        `  ${safeText(source.id)}${words.colon}${isRead(source) ? whatWasRead(source, words) : failed}${noticed}`,
        ...[...source.errors, ...source.notes].map((error) => `       ${safeText(error)}`),
      ];
    }),
    ...(odd.length === 0 ? [] : [`  ${words.noticed}${words.colon}${reasons(odd, words)}`]),
  ];
}

/** Of a file that is no log one word says it: it was looked at because it lay in a folder of logs. */
function whatWasRead({ format, records, bytes, events, unparsed }: ScannedSource, words: PlainWords): string {
  if (format === null && bytes === 0) return words.empty;
  if (format === null && records > 0 && unparsed.binary === records) return words.binary;
  const what = counted(records, format === 'pcap' || format === 'pcapng' ? 'packet' : 'line', words);
  const figures = `${format ?? words.unknownFormat}, ${what}, ${counted(events, 'event', words)}`;
  const isTold = format === null && unparsed['unknown-format'] === records;
  return isTold ? figures : figures + byReason(words.notUnderstood, unparsed, words);
}

function byReason(
  what: string,
  counts: Readonly<Partial<Record<string, number>>>,
  words: PlainWords,
): string {
  const told = Object.entries(counts).filter((entry): entry is [string, number] => (entry[1] ?? 0) > 0);
  return told.length === 0 ? '' : `${words.semicolon}${what}${words.colon}${reasons(told, words)}`;
}

function reasons(counts: readonly (readonly [string, number])[], { losses }: PlainWords): string {
  return counts.map(([reason, count]) => `${figure(count)} ${lossWords(losses, reason, count)}`).join(', ');
}

/** In the columns that are left of a narrow terminal. */
function bar(share: number, before: number, { width, ascii }: Drawing): string {
  const room = width < REPORT_WIDTH ? Math.max(0, Math.min(BAR_WIDTH, width - before)) : BAR_WIDTH;
  const eighths = Math.round(share * room * 8);
  if (ascii) return '#'.repeat(Math.round(eighths / 8));
  return '█'.repeat(eighths >> 3) + (eighths % 8 === 0 ? '' : String.fromCodePoint(0x2590 - (eighths % 8)));
}
