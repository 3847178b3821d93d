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

export function join(a: Attacks, b: Attacks): Attacks {
  if (b === NOTHING) return a;
  return a === NOTHING ? b : { ...b, ...a };
}

/** A piece of a language next to an attack of the same kind says nothing more. */
export function withoutDoubles(found: Attacks): Attacks {
  for (const [technique, snippet] of Object.entries(SNIPPET_OF) as [AskedFor, Technique][])
    if (found[technique] !== undefined) delete found[snippet];
  for (const _ in found) return found;
  return NOTHING;
}

/** Of two reasons for one technique the first stays. */
export function note(found: Attacks, technique: Technique, where: string, says: string | null): void {
  if (says === null) return;
  const known = found[technique];
  // What is asked for in a search box must not hide what another parameter asks for.
  if (known === undefined || (isWhereSearched(known) && !isWhereSearched(says)))
    found[technique] = `${where}: ${says}`;
}
