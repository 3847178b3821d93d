import { isActive } from '../engine/audit/audit.ts';
import { type Finding, findingId, type ServiceEntry } from '../model/finding.ts';
import type { Level } from '../model/level.ts';
import { toRfc3339 } from '../model/time.ts';
import { safeText } from '../platform/safe-text.ts';
import { fitText, textWidth } from '../platform/text-width.ts';
import {
  type AuditedInput,
  type AuditResult,
  acceptedFindings,
  kindsOf,
  openFindings,
  processWords,
} from './audit-report.ts';

const SYMBOLS: Readonly<Record<Level, string>> = {
  critical: '!!',
  high: '! ',
  medium: '~ ',
  low: '. ',
  informational: '  ',
};
const TEXT_WIDTH = 100;
const MOST_COLUMN = 44;

/** The result for a person: what is open and who holds it, what is wrong, why, and what to do. */
export function auditText(result: AuditResult, level: Level): string {
  const open = openFindings(result, level);
  const sections = [
    [headline(result, open)],
    ...result.inputs.map((input) => inputLines(result, input)),
    findingLines(open),
    acceptedLines(acceptedFindings(result)),
    hiddenLines(result, open),
  ];
  const texts = sections.filter((section) => section.length > 0).map((section) => section.join('\n'));
  return `${texts.join('\n\n')}\n`;
}

function headline({ inputs, policy }: AuditResult, open: readonly Finding[]): string {
  const counts = (['critical', 'high', 'medium', 'low', 'informational'] as const)
    .map((level) => [level, open.filter(({ severity }) => severity === level).length] as const)
    .filter(([, count]) => count > 0)
    .map(([level, count]) => `${count} ${level}`);
  const services = inputs.reduce((sum, input) => sum + input.services.length, 0);
  const settings = inputs.reduce((sum, input) => sum + input.settings.length, 0);
  const read = [
    services > 0 || settings === 0 ? `${services} ${services === 1 ? 'service' : 'services'}` : '',
    settings > 0 ? `${settings} settings` : '',
  ].filter(Boolean);
  const found = counts.length === 0 ? 'none' : counts.join(', ');
  return `soc-console audit: ${read.join(', ')} against "${safeText(policy.title)}"; findings: ${found}`;
}

const TITLES: Readonly<Record<string, string>> = {
  sockets: 'LISTENING ON THIS MACHINE',
  units: 'SOCKET UNITS',
  docker: 'PUBLISHED BY CONTAINERS',
  sshd: 'SSH SERVER',
  services: 'SERVICES',
  nginx: 'NGINX',
  compose: 'COMPOSE',
};

function inputLines(result: AuditResult, input: AuditedInput): string[] {
  const { source, kind, services, settings, bad, badTotal, unknownKeys, notes } = input;
  const isPart = source === kind || source === 'systemd' || source === 'docker';
  const title = `${TITLES[kind] ?? kind}${isPart ? '' : ` ${safeText(source)}`}`;
  const counted = settings.length > 0 ? `: ${settings.length} settings compared` : '';
  return [
    `${title}${counted}`,
    ...table(services.map((entry) => rowOf(result, source, entry))),
    ...bad.map(({ line, reason }) => `  line ${line} was left out: ${safeText(reason)}`),
    ...(badTotal > bad.length ? [`  and ${badTotal - bad.length} more lines were left out`] : []),
    ...unknownKeys.map(
      ({ key, line }) => `  line ${line}: the key ${safeText(key)} is not known, and was not judged`,
    ),
    ...notes.map((note) => `  ${safeText(note)}`),
  ];
}

const HEAD = ['PORT', 'SERVICE', 'STATUS', 'BOUND TO', 'PROCESS', 'JUDGEMENT'];

function rowOf(result: AuditResult, source: string, entry: ServiceEntry): string[] {
  const kinds = kindsOf(result, source, entry);
  const port = `${entry.port}${entry.transport === undefined ? '' : `/${entry.transport}`}`;
  const fine = isActive(entry) ? 'fine' : entry.status === 'client' ? "a client's, not judged" : 'not active';
  const words = kinds.length === 0 ? fine : kinds.join(', ');
  return [port, entry.service, entry.status, entry.bind ?? '', processWords(entry), words].map(safeText);
}

/** Columns as wide as what is in them; one that is empty everywhere is left out. */
function table(rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const used = HEAD.map((_, column) => rows.some((row) => row[column] !== ''));
  const all = [HEAD, ...rows].map((row) => row.filter((_, column) => used[column]));
  const widths = (all[0] ?? []).map((_, column) =>
    Math.min(MOST_COLUMN, Math.max(...all.map((row) => textWidth(row[column] ?? '')))),
  );
  return all.map((row) =>
    `  ${row.map((cell, column) => fitText(cell, widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}

function findingLines(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return ['FINDINGS', '  None: everything is as the policy wants it.'];
  return ['FINDINGS', ...findings.flatMap(oneFinding)];
}

function oneFinding(finding: Finding): string[] {
  const { severity, source, line, reason, risk, recommendation, policy } = finding;
  const place = line === 0 ? source : `${source}:${line}`;
  return [
    `  ${SYMBOLS[severity]} ${severity.toUpperCase().padEnd(13)} ${safeText(place)}`,
    ...wrapped('What', safeText(reason)),
    ...wrapped('Risk', safeText(risk.trim())),
    ...wrapped('Do', safeText(recommendation.trim())),
    ...wrapped('Policy', safeText(policy)),
  ];
}

function acceptedLines(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  return [
    'ACCEPTED RISKS',
    ...findings.map((finding) => {
      const until = finding.accepted === null ? '' : toRfc3339(finding.accepted.until - 1).slice(0, 10);
      return `  until ${until}: ${safeText(`${finding.reason} Accepted: ${finding.accepted?.reason}`)}`;
    }),
  ];
}

/** What `--level` leaves out is counted. */
function hiddenLines(result: AuditResult, open: readonly Finding[]): string[] {
  const shown = new Set(open.map(findingId));
  const hidden = result.findings.filter(
    (finding) => finding.accepted === null && !shown.has(findingId(finding)),
  );
  if (hidden.length === 0) return [];
  return [`${hidden.length} more below --level; --level informational shows all`];
}

function wrapped(name: string, text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || textWidth(last) + 1 + textWidth(word) > TEXT_WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line, index) => `       ${(index === 0 ? `${name}:` : '').padEnd(8)}${line}`);
}
