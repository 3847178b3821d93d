import type { SigmaRule } from '../engine/sigma/spec.ts';
import { nearest } from '../model/nearest.ts';
import { UserError } from '../model/user-error.ts';
import type { LoadedRuleSet } from './rule-set.ts';

type Listed = { readonly rule: SigmaRule };
type Outlined = Partial<Pick<LoadedRuleSet, 'outlines'>>;

/** As they are shown, in any language: the last one to whoever asks. */
type TitlesOf = (rule: SigmaRule) => readonly string[];

const OWN_TITLE: TitlesOf = ({ title }) => [title];

/**
 * The rules that are meant by an id, a name or a title, else by the beginning of an id or a part of a title: what alerts show. A
 * rule that is called so and does not run is not taken for another one.
 */
function rulesNamed<T extends Listed>(
  wanted: string,
  listed: readonly T[],
  { outlines = [] }: Outlined,
  titlesOf: TitlesOf,
): T[] {
  const text = wanted.toLowerCase();
  const titled = (holds: (title: string) => boolean) => (rule: SigmaRule) =>
    titlesOf(rule).some((title) => holds(title.toLowerCase()));
  const exact = [
    ({ id, name }: SigmaRule) => id === wanted || name === wanted,
    titled((title) => title === text),
  ];
  const near = [
    ({ id }: SigmaRule) => id.startsWith(wanted),
    titled((title) => text.length >= LEAST_PART && title.includes(text)),
  ];
  const isWritten = outlines.some(({ id, name, title }) => [id, name, title].includes(wanted));
  for (const isMeant of isWritten ? exact : [...exact, ...near]) {
    const found = listed.filter(({ rule }) => isMeant(rule));
    if (found.length > 0) return found;
  }
  return [];
}

const LEAST_PART = 3;

/** The only one that is meant; undefined when there is none. Throws `UserError` when several are. */
export function ruleNamed<T extends Listed>(
  wanted: string,
  listed: readonly T[],
  loaded: Outlined,
  titlesOf: TitlesOf = OWN_TITLE,
): T | undefined {
  const [only, ...others] = rulesNamed(wanted, listed, loaded, titlesOf);
  if (only === undefined || others.length === 0) return only;
  const all = [only, ...others].map(({ rule }) => `${rule.name} (${titlesOf(rule).at(-1)})`);
  const more = all.length > MOST_TOLD ? `, and ${all.length - MOST_TOLD} more` : '';
  throw new UserError(
    `${wanted}: several rules are called so: ${all.slice(0, MOST_TOLD).join(', ')}${more}`,
    'Write the name of one, or more of it.',
  );
}

const MOST_TOLD = 8;

/** What to do about a name that no rule has: the one that was meant, where one is near. */
export function unknownRuleHint(wanted: string, { rules }: Pick<LoadedRuleSet, 'rules'>): string {
  const names = [...rules.detections, ...rules.correlations].map(({ rule }) => rule.name);
  const near = nearest(wanted, names);
  return near === null
    ? 'soc-console rules list shows them.'
    : `Did you mean ${near}? soc-console rules list shows all.`;
}
