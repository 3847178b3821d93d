import { type Alert, wasSettled } from '../model/alerts/alert.ts';
import { type AttackWords, FRENCH_ATTACKS } from './incident/lang/fr-attack.ts';
import { FRENCH_RULES } from './incident/lang/fr-rules.ts';
import { FRENCH_WHY } from './incident/lang/fr-why.ts';
import type { Language } from './notice/words.ts';

export type { Language } from './notice/words.ts';

/** What an alert is called and what to do, in that language where the rule is known in it; else in the rule's own words. */
export function wordsOfAlerts(
  { rule, recommendation, status }: Alert,
  language: Language,
): { readonly title: string; readonly recommendation: string } {
  return {
    title: titleIn(rule, language),
    recommendation:
      settledIn({ status, recommendation }, language) ?? adviceIn({ ...rule, recommendation }, language),
  };
}

/** What to do about one that is settled; null for others, and in English, where it says so itself. */
export function settledIn(
  alert: Pick<Alert, 'status' | 'recommendation'>,
  language: Language,
): string | null {
  return wasSettled(alert) && language === 'fr' ? SETTLED_FR : null;
}

const SETTLED_FR =
  'Rien, selon toute vraisemblance : tous ceux qui ont échoué ici ont réussi ensuite depuis la même adresse, après quelques essais chacun, comme des personnes qui se trompent de touche. Si ces comptes n’ont rien à voir entre eux, demander à l’un de leurs titulaires.';

/** What it says to do there. */
export function adviceIn(rule: RuleName & { readonly recommendation: string }, language: Language): string {
  return (knownIn(rule, language)?.recommendation ?? rule.recommendation).trim();
}

/** What the rule is called there. */
export function titleIn(rule: RuleName, language: Language): string {
  return knownIn(rule, language)?.title ?? rule.title;
}

/** What it says of itself there. */
export function explainedIn(
  { name }: RuleName,
  own: { readonly description: string; readonly falsepositives: readonly string[] },
  language: Language,
): typeof own {
  const known = language === 'fr' && Object.hasOwn(FRENCH_WHY, name) ? FRENCH_WHY[name] : undefined;
  return known === undefined ? own : { description: known.why, falsepositives: known.mayBe };
}

/** How the attack works and how it differs from a mistake, there; as the rule says it where nothing is known. */
export function attackIn(
  rule: RuleName & { readonly attack: string; readonly honest: string },
  language: Language,
): AttackWords {
  const known = language === 'fr' && Object.hasOwn(FRENCH_ATTACKS, rule.name);
  return (known ? FRENCH_ATTACKS[rule.name] : undefined) ?? rule;
}

type RuleName = Pick<Alert['rule'], 'name' | 'title'>;

function knownIn({ name }: RuleName, language: Language) {
  return language === 'fr' && Object.hasOwn(FRENCH_RULES, name) ? FRENCH_RULES[name] : undefined;
}
