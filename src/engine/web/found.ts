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

/** Of two reasons for one technique that of `a` stays, unless it is the weaker one. */
export function join(a: Attacks, b: Attacks): Attacks {
  if (b === NOTHING) return a;
  if (a === NOTHING) return b;
  const joined = { ...a };
  for (const [technique, says] of Object.entries(b) as [Technique, string][]) keep(joined, technique, says);
  return joined;
}

/** A piece of a language next to an attack of the same kind says nothing more. */
export function withoutDoubles(found: Attacks): Attacks {
  for (const [technique, snippet] of Object.entries(SNIPPET_OF) as [AskedFor, Technique][])
    if (found[technique] !== undefined) delete found[snippet];
  for (const _ in found) return found;
  return NOTHING;
}

/** Of two reasons for one technique the first stays, unless it is the weaker one. */
export function note(found: Attacks, technique: Technique, where: string, says: string | null): void {
  if (says !== null) keep(found, technique, `${where}: ${says}`);
}

const AMONG_WORDS = ', among words';

/** Says that a text names more than this: such a text is a quotation, for no program takes it whole for a file. */
export function amongWords(says: string): string {
  return says + AMONG_WORDS;
}

/** What is asked for in a search box, or quoted, must not hide what another value asks for. */
function isWeak(says: string): boolean {
  return isWhereSearched(says) || says.endsWith(AMONG_WORDS);
}

function keep(found: Attacks, technique: Technique, says: string): void {
  const known = found[technique];
  if (known === undefined || (isWeak(known) && !isWeak(says))) found[technique] = says;
}
