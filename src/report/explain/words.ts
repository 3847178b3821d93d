import type { TestTrace } from '../../engine/explain/trace.ts';
import type { CorrelationRule, SigmaRule } from '../../engine/sigma/spec.ts';
import { techniqueOf } from '../../engine/web/found.ts';
import { formatDuration } from '../../model/time.ts';
import { safeText } from '../../platform/safe-text.ts';
import type { Phrases } from './phrases.ts';

const LONGEST_VALUE = 160;
const MOST_VALUES = 4;

/** A value of the event or of a rule, cut and clean. */
export function shown(value: unknown, { longValue }: Phrases): string {
  const text = String(value);
  return safeText(
    text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}… ${longValue(text.length)}` : text,
  );
}

/** `sc-status|gte: 400` */
export function testText({ field, modifiers, values }: TestTrace, phrases: Phrases): string {
  const name = [field ?? 'keywords', ...modifiers].join('|');
  return `${safeText(name)}: ${listed(values, phrases)}`;
}

/** Why a test is as it is: what the event has, and which of several values that is. */
export function reasonText(
  { field, holds, actual, near, fitting, values }: TestTrace,
  phrases: Phrases,
): string {
  const has =
    field === null
      ? ''
      : actual.length === 0
        ? techniqueOf(field) === null
          ? phrases.noField + (near === null ? '' : phrases.nearField(shown(near, phrases)))
          : phrases.notFound
        : phrases.has(actual.map((value) => shown(value, phrases)).join(' = '));
  const which =
    holds && values.length > 1 && fitting.length > 0 ? phrases.fits(listed(fitting, phrases)) : '';
  const none = field === null && !holds ? phrases.notInLine : '';
  return [has, which, none].filter((part) => part !== '').join('; ');
}

function listed(values: readonly unknown[], phrases: Phrases): string {
  const more = values.length - MOST_VALUES;
  const first = values.slice(0, MOST_VALUES).map((value) => shown(value, phrases));
  return [...first, ...(more > 0 ? [phrases.more(more)] : [])].join(' | ');
}

/** `at least 5` */
function conditionText({ condition }: CorrelationRule, { ops, and }: Phrases): string {
  return condition.map(({ op, value }) => `${ops[op]} ${value}`).join(and);
}

/** The least that makes a counting rule true; null when it is not of that kind. */
export function leastOf({ condition }: CorrelationRule): number | null {
  const [only] = condition;
  if (!only || condition.length > 1) return null;
  if (only.op === 'gte') return Math.ceil(only.value);
  return only.op === 'gt' ? Math.floor(only.value) + 1 : null;
}

/** How a text for people calls a rule and a field that another rule names. */
export type Called = {
  readonly rule: (name: string) => string;
  readonly field: (name: string) => string;
  /** Of several values of it. */
  readonly fields: (name: string) => string;
};

/** By the names that rules use: for programs. */
export const AS_WRITTEN: Called = { rule: (name) => name, field: (name) => name, fields: (name) => name };

/** By the titles of rules, quoted, and plain words for the fields that most rules group by. */
export function inPlainWords(titles: ReadonlyMap<string, string>, { field, fields }: Phrases): Called {
  return {
    rule: (name) => (titles.has(name) ? `"${titles.get(name)}"` : name),
    field,
    fields,
  };
}

/** What the rule wants, as a sentence without its full stop. */
export function wantText(rule: SigmaRule, phrases: Phrases, called: Called): string {
  const { wants } = phrases;
  if (rule.kind === 'detection') return wants.one;
  const names = rule.rules.map(called.rule).join(', ');
  const within = phrases.within(formatDuration(rule.timespan), rule.groupBy.map(called.field));
  const fields = rule.fields.map(called.fields).join(phrases.and);
  const many = conditionText(rule, phrases);
  switch (rule.type) {
    case 'event_count':
      return wants.count(many, names, within);
    case 'value_count':
      return wants.values(many, fields, names, within);
    case 'temporal':
      return rule.wanted === null ? wants.together(many, names, within) : `${rule.wanted.text} ${within}`;
    case 'temporal_ordered':
      return wants.inOrder(names, within);
    default:
      return wants.other(rule.type, fields, many, names, within);
  }
}

/** What would have kept the rule from alerting, for the one who wants fewer alerts of its kind. */
export function silencers(rule: SigmaRule, { silence }: Phrases): string[] {
  if (rule.kind === 'detection') return [silence.unfit, silence.filter(rule.name)];
  const least = leastOf(rule);
  return [
    ...(rule.type === 'event_count' && least !== null
      ? [silence.fewer(least, formatDuration(rule.timespan))]
      : []),
    ...rule.resetBy.map(silence.reset),
    ...(rule.forgive === null
      ? []
      : [
          silence.forgive(rule.forgive.by.join(', '), rule.forgive.most, formatDuration(rule.forgive.within)),
        ]),
    ...(rule.settledBy.length === 0 ? [] : [silence.settled]),
    ...rule.unless.map(silence.unless),
    silence.filterOf(rule.rules.join(', ')),
  ];
}
