import type { RuleIssue } from '../engine/sigma/spec.ts';
import { plural } from '../model/plural.ts';
import type { CheckedRule, RuleCheck } from './check.ts';
import { isUnread } from './odd-logsource.ts';

/** A folder with more rules is somebody else's collection: what they are for says more than their names. */
export const MOST_NAMED = 40;
const MOST_ROWS = 20;
const FEW_ISSUES = 10;

/** What the rules that run look at, and what is wrong with the others, the commonest first. */
export function summaryOf(check: RuleCheck): readonly string[] {
  const running = check.rules.filter(({ status }) => status === 'loaded');
  const byLog = counted(running.map(({ about }) => about));
  const issues = [...check.fileIssues, ...check.rules.flatMap((rule) => rule.issues)];
  const byKind = counted(issues.map(kindOf)).filter(([, count]) => count > 1);
  return [
    ...(running.length > MOST_NAMED
      ? ['', 'What the rules that run look at:', ...logRows(byLog, running)]
      : []),
    ...(issues.length > FEW_ISSUES && byKind.length > 0
      ? ['', 'Problems that several have:', ...rows(byKind, (kind) => kind)]
      : []),
  ];
}

function logRows(byLog: Counts, running: readonly CheckedRule[]): readonly string[] {
  const unread = new Set(running.filter(({ logsource }) => isUnread(logsource)).map(({ about }) => about));
  const told = byLog.filter(([about]) => unread.has(about));
  const only = told.reduce((sum, [, count]) => sum + count, 0);
  const note = `For ${plural(only, 'of these rules', 'of these rules')} no log is recognised (marked *): --logsource says that a log is one.`;
  return [...rows(byLog, (about) => (unread.has(about) ? `${about} *` : about)), ...(only > 0 ? [note] : [])];
}

type Counts = readonly (readonly [text: string, count: number])[];

function counted(texts: readonly string[]): Counts {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([a, most], [b, least]) => least - most || (a < b ? -1 : 1));
}

function rows(counts: Counts, tell: (text: string) => string): readonly string[] {
  const shown = counts.slice(0, MOST_ROWS);
  const rest = counts.slice(MOST_ROWS).reduce((sum, [, count]) => sum + count, 0);
  const width = String(Math.max(rest, ...shown.map(([, count]) => count))).length;
  return [
    ...shown.map(([text, count]) => `  ${String(count).padStart(width)}  ${tell(text)}`),
    ...(rest > 0 ? [`  ${String(rest).padStart(width)}  ${counts.length - MOST_ROWS} others`] : []),
  ];
}

/** The same complaint about something else is of the same kind. */
function kindOf({ severity, message }: RuleIssue): string {
  return `${severity}: ${message.replace(/'[^']{0,200}'/g, "'...'").replace(/\([^()]{0,300}:\d+\)/g, '(...)')}`;
}
