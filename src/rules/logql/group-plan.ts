import { logsourceApplies } from '../../engine/sigma/logsource.ts';
import type { DetectionRule, SearchSpec } from '../../engine/sigma/spec.ts';
import type { GroupPlan } from '../../model/alerts/group-plan.ts';
import type { LogEvent, Logsource } from '../../model/log-event.ts';
import type { DurationMs } from '../../model/time.ts';
import { LONGEST_QUERY } from './convert.ts';
import { type Countable, stagesOf, type WantedLines } from './countable.ts';
import type { LineTest } from './detection.ts';
import { ACCESS, JSON_LINES, LOGIN, type LogFormat, PLAIN, SSHD, SSHD_PROGRAM } from './log-format.ts';

/** As what some lines of streams of one format were read; `program`: the shipper's name of the program that wrote them. */
type Sample = {
  readonly format: string | null;
  readonly events: readonly Pick<LogEvent, 'category' | 'logsource'>[];
  readonly program: string | null;
};

const WHOLE: GroupPlan = { kind: 'whole' };
const SSHD_EVENT: Logsource = { category: 'authentication', product: 'linux', service: 'sshd' };
/** The head of a line of sshd, as strict as can be: what another program writes is not to pass for sshd's. */
const STAMP =
  '(?:[A-Z][a-z]{2} [ 0-9][0-9] (?:[0-9]{4} )?[0-9:.]+|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(?:Z|[+-][0-9:]+)?)';
const NOT_OF_SSHD = `!~ \`^(?:<[0-9]{1,3}>)?${STAMP} [^ ]+ ${SSHD_PROGRAM}\``;
/** The old syslogd says so of the line before, whoever's it was. */
const REPEATED_BEFORE = '|= "last message repeated "';
/** No line of that format has them. */
const NEVER_IN_LOGINS: ReadonlySet<string> = new Set(['form']);
const OF_OWN_KNOWLEDGE: ReadonlySet<string> = new Set(['authentication', 'web', 'network']);

/**
 * Whether what the counts leave out may be left out of these streams. They are read whole when a rule looks at their lines
 * that cannot be looked for by counting, or when Loki cannot be asked about lines of their format.
 */
export function planFor(countable: Countable, { format, events, program }: Sample): GroupPlan {
  const logsources = [...new Set(events.map(({ logsource }) => logsource))];
  switch (format) {
    case 'syslog': {
      if (program !== null && !/^sshd(?:-session|-auth)?$/.test(program)) return WHOLE;
      const others = program === null ? [{ stages: NOT_OF_SSHD, delay: 0 }] : [];
      return chosen(countable, SSHD, [SSHD_EVENT], others, REPEATED_BEFORE);
    }
    case 'login':
      return chosen(countable, LOGIN, logsources);
    case 'access':
      return chosen(countable, ACCESS, logsources);
    case 'json':
      // The parser adds to what is in the record, which Loki cannot do.
      if (events.some(isMoreThanItsFields)) return WHOLE;
      return chosen(countable, JSON_LINES, logsources);
    default:
      return WHOLE;
  }
}

/** An event, or one of those that such a log holds besides. */
function isMoreThanItsFields({
  category,
  logsource: { product, service },
}: Pick<LogEvent, 'category' | 'logsource'>): boolean {
  return OF_OWN_KNOWLEDGE.has(category) || (product === 'windows' && TELL_LOGINS.has(service ?? ''));
}

/** Logs of Windows in which some events are logins. */
const TELL_LOGINS: ReadonlySet<string> = new Set(['security', 'application']);

function chosen(
  { left, formats, lines }: Countable,
  format: LogFormat,
  logsources: readonly Logsource[],
  others: readonly { readonly stages: string; readonly delay: DurationMs }[] = [],
  unless: string | null = null,
): GroupPlan {
  if (logsources.length === 0) return WHOLE;
  const applies = (wanted: Logsource): boolean =>
    logsources.some((actual) => logsourceApplies(wanted, actual));
  const isLeft = left.some(({ inputs }) =>
    inputs.some((input) => applies(input.logsource) && !isNever(input, format)),
  );
  const isAskedAmiss = formats.some(
    (asked) => applies(asked.logsource) && asked.format.name !== format.name && asked.format !== PLAIN,
  );
  if (isLeft || isAskedAmiss) return WHOLE;
  const wanted = lines.filter(({ logsource }) => applies(logsource));
  return { kind: 'chosen', format: format.name, lines: [...others, ...together(wanted)], unless };
}

/** One question for many rules. */
function together(wanted: readonly WantedLines[]): { readonly stages: string; readonly delay: DurationMs }[] {
  const open = new Map<string, { readonly tests: LineTest[]; length: number; readonly delay: DurationMs }>();
  const asked: { readonly tests: readonly LineTest[]; readonly delay: DurationMs }[] = [];
  for (const { test, delay } of wanted) {
    const key = `${test.format.name} ${delay}`;
    const { length } = stagesOf([test]);
    let question = open.get(key);
    if (question === undefined || question.length + length > LONGEST_QUERY / 2) {
      question = { tests: [], length: 0, delay };
      open.set(key, question);
      asked.push(question);
    }
    question.tests.push(test);
    question.length += length;
  }
  return asked.map(({ tests, delay }) => ({ stages: stagesOf(tests), delay }));
}

/** Whether no line of a format can be what the rule looks for: each of its choices wants a field that is never there. */
function isNever({ searches, conditions }: DetectionRule, format: LogFormat): boolean {
  if (format !== LOGIN || conditions.some(({ text }) => /\bnot\b/.test(text))) return false;
  return [...searches.values()].every(wantsNever);
}

function wantsNever(search: SearchSpec): boolean {
  if (search.kind === 'any') return search.of.every(wantsNever);
  return search.tests.some(
    ({ field, modifiers, values }) =>
      field !== null &&
      NEVER_IN_LOGINS.has(field) &&
      !modifiers.some((modifier) => modifier === 'exists' || modifier === 'neq') &&
      !values.includes(null),
  );
}
