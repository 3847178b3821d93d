import { type Alert, wasSettled } from '../../model/alerts/alert.ts';
import { settledIn } from '../alert-words.ts';
import type { Words } from './lang/words.ts';

/** What an alert is called, in the language of the report where it is known. */
export function titleOf({ rule }: Alert, words: Words): string {
  return known(rule.name, words)?.title ?? rule.title;
}

export function recommendationOf(alert: Alert, words: Words): string {
  const { rule, recommendation } = alert;
  const settled = wasSettled(alert) ? recommendation : null;
  const text =
    settledIn(alert, words.lang) ?? settled ?? known(rule.name, words)?.recommendation ?? recommendation;
  return text.replace(/\s+/g, ' ').trim();
}

function known(name: string, { rules }: Words) {
  return Object.hasOwn(rules, name) ? rules[name] : undefined;
}
