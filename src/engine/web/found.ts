import { type AskedFor, isWhereSearched, SNIPPET_OF } from './snippets.ts';

/** The techniques that are told apart; a rule names them as the fields `x_sqli`, `x_query`, …: the text is the reason. */
const TECHNIQUES = [
  'sqli',
  'query',
  'lfi',
  'xss',
  'header',
  'command',
  'code',
  'template',
  'sql_snippet',
  'code_snippet',
  'path_snippet',
  'jndi',
  'scanner',
  'known_hole',
  'admin_door',
  'sensitive_file',
  'probe',
] as const;
export type Technique = (typeof TECHNIQUES)[number];

/**
 * Why a request is an attack of a technique: where and what. The place is untrusted text. Of `probe` only what was looked
 * for: three requests for one thing are no search.
 */
export type Attacks = Partial<Record<Technique, string>>;

/** The technique that a rule's field stands for; null for other fields. */
export function techniqueOf(field: string): Technique | null {
  return TECHNIQUES.find((technique) => field === `x_${technique}`) ?? null;
}

export const NOTHING: Attacks = Object.freeze({});

/** Of two reasons for the same technique the one of `a` is kept, unless it is the weaker one. */
export function join(a: Attacks, b: Attacks): Attacks {
  if (b === NOTHING) return a;
  if (a === NOTHING) return b;
  const joined = { ...a };
  for (const [technique, says] of Object.entries(b) as [Technique, string][]) keep(joined, technique, says);
  return joined;
}

/** Without pieces of code where an attack of the same kind was found: they say nothing more. */
export function withoutDoubles(found: Attacks): Attacks {
  for (const [technique, snippet] of Object.entries(SNIPPET_OF) as [AskedFor, Technique][])
    if (found[technique] !== undefined) delete found[snippet];
  for (const _ in found) return found;
  return NOTHING;
}

/** Of two reasons for the same technique the first is kept, unless it is the weaker one. */
export function note(found: Attacks, technique: Technique, where: string, says: string | null): void {
  if (says !== null) keep(found, technique, `${where}: ${says}`);
}

const AMONG_WORDS = ', among words';

/** Marks a finding in a longer text: the text is a quotation, because no program would take all of it for a file's name. */
export function amongWords(says: string): string {
  return says + AMONG_WORDS;
}

/** Whether a finding is only a quotation: it must not hide what another value really asks for. */
function isWeak(says: string): boolean {
  return isWhereSearched(says) || says.endsWith(AMONG_WORDS);
}

function keep(found: Attacks, technique: Technique, says: string): void {
  const known = found[technique];
  if (known === undefined || (isWeak(known) && !isWeak(says))) found[technique] = says;
}
