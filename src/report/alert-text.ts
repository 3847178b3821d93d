import type { Alert, Evidence } from '../model/alert.ts';
import type { Decision } from '../model/decision.ts';
import { toRfc3339 } from '../model/time.ts';
import { safeLines, safeText } from '../platform/safe-text.ts';

/** What a rule says of itself, for somebody who has never seen it. */
export type RuleExplanation = {
  readonly description: string;
  readonly falsepositives: readonly string[];
};

/** Everything that is known of an alert. */
export type AlertContext = {
  readonly alert: Alert;
  /** Null when the rule is no longer there. */
  readonly rule: RuleExplanation | null;
  /** Other alerts of the same attacker, earliest first. */
  readonly others: readonly Alert[];
  /** What was done to the attacker, earliest first. */
  readonly decisions: readonly Decision[];
};

const CONFIDENCE = ['a guess', 'likely', 'very likely', 'certain'] as const;
const SPOOFABLE = [
  'the address was proved by a handshake',
  'the address is hard to forge',
  'the address may be forged',
  'anyone can forge the address',
] as const;

const WIDTH = 100;
const INDENT = '  ';
/** Of a longer line the rest is left out: what an attacker wrote must not bury what we say. */
const LONGEST_LINE = 1000;
const MOST_OTHERS = 20;

/** The alert as text that can be sent as it is: a first line to use as a subject, then all that is needed to act. */
export function alertText(context: AlertContext): string {
  const { alert, rule } = context;
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['', facts(alert)],
    ['WHY THIS IS AN ALERT', rule === null ? [] : paragraph(rule.description)],
    ['WHAT TO DO', paragraph(alert.recommendation)],
    ['MAY ALSO BE', (rule?.falsepositives ?? []).flatMap(paragraph)],
    [evidenceTitle(alert), alert.evidence.flatMap(evidenceLines)],
    ['THE SAME ATTACKER', otherLines(context.others)],
    ['WHAT WAS DONE', context.decisions.flatMap(decisionLines)],
  ];
  const body = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => [...(title === '' ? [] : [title]), ...lines].join('\n'));
  return safeLines(`${[subject(alert), ...body].join('\n\n')}\n`);
}

function subject({ rule, group }: Alert): string {
  return `[soc-console] ${rule.level.toUpperCase()}: ${rule.title}: ${who(group)}`;
}

function facts(alert: Alert): string[] {
  const { rule, group, firstSeen, lastSeen, eventCount, users, sources, status, historical } = alert;
  const when =
    firstSeen === lastSeen ? toRfc3339(firstSeen) : `${toRfc3339(firstSeen)} to ${toRfc3339(lastSeen)}`;
  const certainty = CONFIDENCE[rule.confidence] ?? `confidence ${rule.confidence}`;
  const proof = SPOOFABLE[rule.spoofable] ?? `spoofable ${rule.spoofable}`;
  const rows: readonly (readonly [string, string])[] = [
    ['what', `${rule.title} (${rule.level})`],
    ['who', who(group)],
    ['when', when],
    ['how often', `${eventCount} ${eventCount === 1 ? 'event' : 'events'}`],
    ['accounts', users.map(safeText).join(', ')],
    ['read in', sources.map(safeText).join(', ')],
    ['certainty', `${certainty}; ${proof}`],
    ['ATT&CK', rule.tags.map((tag) => tag.replace(/^attack\./, '')).join(', ')],
    [
      'state',
      `${status}${historical ? '; its lines were old when they were read: nobody is banned for it by itself' : ''}`,
    ],
    ['alert', alert.id],
    ['rule', `${rule.name} ${rule.id}`],
  ];
  return rows.filter(([, text]) => text !== '').map(([name, text]) => `${name.padEnd(10)} ${safeText(text)}`);
}

function who(group: Alert['group']): string {
  const values = Object.entries(group).map(([field, value]) =>
    field === 'src_ip' || field === 'src_host' ? value : `${field} ${value}`,
  );
  return safeText(values.join(', ') || 'all sources together');
}

function evidenceTitle({ evidence, eventCount }: Alert): string {
  const part = evidence.length < eventCount ? `, first and latest of ${eventCount} events` : '';
  return `EVIDENCE (${evidence.length} ${evidence.length === 1 ? 'line' : 'lines'}${part})`;
}

function evidenceLines({ source, line, raw }: Evidence): string[] {
  const text = raw.length > LONGEST_LINE ? `${raw.slice(0, LONGEST_LINE)}… (${raw.length} characters)` : raw;
  return [`${INDENT}${safeText(source)}:${line}`, `${INDENT}${INDENT}${safeText(text)}`];
}

function otherLines(others: readonly Alert[]): string[] {
  const lines = others.slice(-MOST_OTHERS).map(({ id, rule, firstSeen, eventCount }) => {
    const events = `${eventCount} ${eventCount === 1 ? 'event' : 'events'}`;
    return `${INDENT}${toRfc3339(firstSeen)}  ${rule.level.padEnd(8)}  ${safeText(rule.title)}, ${events} (${id})`;
  });
  const earlier = others.length - lines.length;
  return earlier > 0 ? [`${INDENT}${earlier} earlier, and the latest:`, ...lines] : lines;
}

function decisionLines({ createdAt, responder, state, expiresAt, commands, detail }: Decision): string[] {
  const until = expiresAt === null ? 'without end' : `until ${toRfc3339(expiresAt)}`;
  const why = detail === null ? '' : `: ${safeText(detail)}`;
  return [
    `${INDENT}${toRfc3339(createdAt)}  ban by ${safeText(responder)}, ${until}: ${state}${why}`,
    ...commands.map((argv) => `${INDENT}${INDENT}${safeText(argv.join(' '))}`),
  ];
}

function paragraph(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of safeText(text.replace(/\s+/g, ' ').trim()).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH - INDENT.length) {
      lines.push(`${INDENT}${line}`);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, `${INDENT}${line}`];
}
