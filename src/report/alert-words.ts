import type { Alert } from '../model/alert.ts';
import { FRENCH_RULES } from './incident/lang/fr-rules.ts';
import type { Language } from './notice/words.ts';

export type { Language } from './notice/words.ts';

/** What an alert is called and what to do, in that language where the rule is known in it; else in the rule's own words. */
export function wordsOfAlerts(
  { rule, recommendation }: Alert,
  language: Language,
): { readonly title: string; readonly recommendation: string } {
  const known =
    language === 'fr' && Object.hasOwn(FRENCH_RULES, rule.name) ? FRENCH_RULES[rule.name] : undefined;
  return {
    title: known?.title ?? rule.title,
    recommendation: (known?.recommendation ?? recommendation).trim(),
  };
}
