import type { TestTrace } from '../../engine/explain/trace.ts';
import type { CorrelationRule, SigmaRule } from '../../engine/sigma/spec.ts';
import { formatDuration } from '../../model/time.ts';
import { safeText } from '../../platform/safe-text.ts';

const LONGEST_VALUE = 160;
const MOST_VALUES = 4;

/** A value of the event or of a rule, cut and clean. */
export function shown(value: unknown): string {
  const text = String(value);
  return safeText(
    text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}… (${text.length} characters)` : text,
  );
}

/** `sc-status|gte: 400` */
export function testText({ field, modifiers, values }: TestTrace): string {
  const name = [field ?? 'keywords', ...modifiers].join('|');
  return `${safeText(name)}: ${listed(values)}`;
}

/** Why a test is as it is: what the event has, and which of several values that is. */
export function reasonText({ field, holds, actual, fitting, values }: TestTrace): string {
  const has =
    field === null
      ? ''
      : actual.length === 0
        ? 'the event has no such field'
        : `the event has ${actual.map(shown).join(' = ')}`;
  const which = holds && values.length > 1 && fitting.length > 0 ? `fits: ${listed(fitting)}` : '';
  const none = field === null && !holds ? 'not in the line' : '';
  return [has, which, none].filter((part) => part !== '').join('; ');
}

function listed(values: readonly unknown[]): string {
  const more = values.length - MOST_VALUES;
  return `${values.slice(0, MOST_VALUES).map(shown).join(' | ')}${more > 0 ? ` | and ${more} more` : ''}`;
}

const OPS = {
  gt: 'more than',
  gte: 'at least',
  lt: 'less than',
  lte: 'at most',
  eq: 'exactly',
  neq: 'not',
} as const;

/** `at least 5` */
export function conditionText({ condition }: CorrelationRule): string {
  return condition.map(({ op, value }) => `${OPS[op]} ${value}`).join(' and ');
}

/** The least that makes a counting rule true; null when it is not of that kind. */
export function leastOf({ condition }: CorrelationRule): number | null {
  const [only] = condition;
  if (!only || condition.length > 1) return null;
  if (only.op === 'gte') return Math.ceil(only.value);
  return only.op === 'gt' ? Math.floor(only.value) + 1 : null;
}

/** What the rule wants, as a sentence without its full stop. */
export function wantText(rule: SigmaRule): string {
  if (rule.kind === 'detection') return 'one event that its condition fits';
  const names = rule.rules.join(', ');
  const within = `within ${formatDuration(rule.timespan)} for one ${rule.groupBy.join(' and ') || 'whole: all sources together'}`;
  const fields = rule.fields.join(' and ');
  switch (rule.type) {
    case 'event_count':
      return `${conditionText(rule)} events of ${names} ${within}`;
    case 'value_count':
      return `${conditionText(rule)} different ${fields} in events of ${names} ${within}`;
    case 'temporal':
      return `${rule.condition.length > 0 ? `${conditionText(rule)} of` : 'all of'} ${names} ${within}`;
    case 'temporal_ordered':
      return `${names}, in this order, ${within}`;
    default:
      return `${rule.type} of ${fields} ${conditionText(rule)} in events of ${names} ${within}`;
  }
}

/** What would have kept the rule from alerting, for the one who wants fewer alerts of its kind. */
export function silencers(rule: SigmaRule): string[] {
  const filter = `a Sigma filter that names ${rule.name} and takes such events out (docs/sigma.md)`;
  if (rule.kind === 'detection') return ['an event that its condition does not fit', filter];
  const least = leastOf(rule);
  return [
    ...(rule.type === 'event_count' && least !== null
      ? [`fewer than ${least} events within ${formatDuration(rule.timespan)}`]
      : []),
    ...rule.resetBy.map((name) => `a match of ${name} in between: it empties the window`),
    ...rule.unless.map(
      (name) => `an open alert of ${name} for the same group: that one says the same more sharply`,
    ),
    `a Sigma filter that names one of ${rule.rules.join(', ')} and takes such events out (docs/sigma.md)`,
  ];
}
