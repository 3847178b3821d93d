import type { CorrelationRule } from '../spec.ts';

/** What most logins tell in a field of their own: cheap to look at for each of them. */
const CHEAP_FIELDS: readonly string[] = ['user', 'src_ip'];
/** More different values of a group are looked through one by one no longer. */
const MOST_VALUES = 100;

/**
 * Whether a rule that counts values needs only the latest event of each value: then it costs little more than a rule that
 * counts events. What asks for exact figures, or for other fields, measures all events.
 */
export function countsLatest({ type, fields, aliases, condition }: CorrelationRule): boolean {
  return (
    type === 'value_count' &&
    aliases.size === 0 &&
    fields.length === 1 &&
    fields.every((field) => CHEAP_FIELDS.includes(field)) &&
    condition.every(({ op, value }) => (op === 'gt' || op === 'gte') && value <= MOST_VALUES)
  );
}

/** Whether a rule measures: it needs all events of a group, and groups of its own. */
export function measures(rule: CorrelationRule): boolean {
  const { type, aliases } = rule;
  return aliases.size > 0 || (type !== 'event_count' && type !== 'temporal_ordered' && !countsLatest(rule));
}
