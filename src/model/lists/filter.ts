import { isLevel, LEVELS, type Level, levelRank } from '../level.ts';

/** What a list can be asked about its items: the names are typed by people, so they are short words. */
export type Fields<Item> = Readonly<Record<string, (item: Item) => FieldOfItem>>;
type FieldOfItem = string | number | null | readonly string[];

/** Compiles a regular expression that takes linear time; throws when it is wrong. */
export type LinearRegex = (source: string) => (text: string) => boolean;

type CompiledFilter<Item> =
  | { readonly ok: true; readonly matches: (item: Item) => boolean }
  /** What is wrong, for the person who typed it. */
  | { readonly ok: false; readonly problem: string };

type Test<Item> = (item: Item) => boolean;
type Operator = '>=' | '<=' | '>' | '<' | '=';

class FilterProblem extends Error {}

const TERM = /^(?<field>[a-z][a-z0-9]*)?(?<operator>>=|<=|>|<|=|:)(?<value>.*)$/i;
/** A day, or a moment of one, in UTC. */
const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?$/;
const DAY_LENGTH = '2026-11-21'.length;
const MOST_TERMS = 16;

/**
 * A filter as it is typed: words that must all be found, `!word` that must not, `field:part`, `field=whole`, `field>=number`,
 * `>=high` for levels, `re:pattern`; quotes keep blanks together. Upper and lower case are the same.
 */
export function compileFilter<Item>(
  text: string,
  fields: Fields<Item>,
  regex: LinearRegex,
): CompiledFilter<Item> {
  try {
    const tests = splitTerms(text).map((term) => compileTerm(term, fields, regex));
    return { ok: true, matches: (item) => tests.every((test) => test(item)) };
  } catch (error) {
    if (error instanceof FilterProblem) return { ok: false, problem: error.message };
    throw error;
  }
}

/** Words and quoted phrases; a quote that is still open ends at the end. */
function splitTerms(text: string): readonly string[] {
  const terms: string[] = [];
  let term = '';
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === ' ' && !isQuoted) {
      if (term !== '') terms.push(term);
      term = '';
    } else term += character;
  }
  if (term !== '') terms.push(term);
  if (terms.length > MOST_TERMS) throw new FilterProblem(`at most ${MOST_TERMS} words`);
  return terms;
}

function compileTerm<Item>(term: string, fields: Fields<Item>, regex: LinearRegex): Test<Item> {
  if (term.startsWith('!') && term.length > 1) {
    const test = compileTerm(term.slice(1), fields, regex);
    return (item) => !test(item);
  }
  if (/^re:/i.test(term)) return matching(term.slice('re:'.length), fields, regex);
  const { field, operator, value } = TERM.exec(term)?.groups ?? {};
  if (operator === undefined || value === undefined || value === '') return containing(term, fields);
  if (field === undefined)
    return operator === ':' ? containing(term, fields) : ofLevel(operator, value, fields);
  const read = fields[field.toLowerCase()];
  // An address of IPv6 looks like a field and its value: it is text.
  if (read === undefined && operator === ':' && /^[0-9a-f:.]+$/i.test(term)) return containing(term, fields);
  if (read === undefined) throw new FilterProblem(`no field ${field}: ${Object.keys(fields).join(', ')}`);
  if (isLevel(value.toLowerCase()) && operator !== ':') return ofLevel(operator, value, { level: read });
  return operator === ':'
    ? fieldContaining(value, read)
    : comparing(operator as Operator, value, field, read);
}

function matching<Item>(source: string, fields: Fields<Item>, regex: LinearRegex): Test<Item> {
  if (source === '') return () => true;
  let test: (text: string) => boolean;
  try {
    test = regex(source);
  } catch (error) {
    throw new FilterProblem(error instanceof Error ? error.message : String(error));
  }
  return (item) => textsOf(item, fields).some(test);
}

function containing<Item>(term: string, fields: Fields<Item>): Test<Item> {
  const wanted = term.toLowerCase();
  const readers = Object.values(fields);
  return (item) => readers.some((read) => holds(read(item), wanted));
}

function fieldContaining<Item>(value: string, read: Fields<Item>[string]): Test<Item> {
  const wanted = value.toLowerCase();
  return (item) => holds(read(item), wanted);
}

function holds(value: FieldOfItem, wanted: string): boolean {
  if (value === null) return false;
  if (typeof value === 'number') return String(value) === wanted;
  if (typeof value === 'string') return value.toLowerCase().includes(wanted);
  return value.some((text) => text.toLowerCase().includes(wanted));
}

function textsOf<Item>(item: Item, fields: Fields<Item>): readonly string[] {
  return Object.values(fields).flatMap((read) => {
    const value = read(item);
    if (value === null || typeof value === 'number') return [];
    return typeof value === 'string' ? [value] : [...value];
  });
}

function ofLevel<Item>(operator: string, value: string, fields: Fields<Item>): Test<Item> {
  const wanted = LEVELS.find((level) => level.startsWith(value.toLowerCase()));
  if (wanted === undefined) throw new FilterProblem(`no level ${value}: ${LEVELS.join(', ')}`);
  const read = fields.level;
  if (read === undefined) throw new FilterProblem('these rows have no level');
  const rank = levelRank(wanted);
  return (item) => {
    const level = read(item);
    return typeof level === 'string' && isLevel(level) && compare(operator as Operator, rankOf(level), rank);
  };
}

function rankOf(level: Level): number {
  return levelRank(level);
}

function comparing<Item>(
  operator: Operator,
  value: string,
  field: string,
  read: Fields<Item>[string],
): Test<Item> {
  const wanted = TIME.test(value)
    ? Date.parse(value.length === DAY_LENGTH ? value : `${value}Z`)
    : Number(value);
  if (operator === '=') return (item) => isEqual(read(item), value.toLowerCase(), wanted);
  if (Number.isNaN(wanted))
    throw new FilterProblem(`${field}${operator} wants a number, or a time: 06:00, 2026-11-21`);
  return (item) => {
    const found = read(item);
    return typeof found === 'number' && compare(operator, found, wanted);
  };
}

/** One of several is enough: `user=root` among all accounts that were tried. */
function isEqual(found: FieldOfItem, text: string, number: number): boolean {
  if (found === null) return false;
  if (typeof found === 'number') return found === number;
  return (typeof found === 'string' ? [found] : found).some((one) => one.toLowerCase() === text);
}

function compare(operator: Operator, found: number, wanted: number): boolean {
  switch (operator) {
    case '>=':
      return found >= wanted;
    case '<=':
      return found <= wanted;
    case '>':
      return found > wanted;
    case '<':
      return found < wanted;
    case '=':
      return found === wanted;
  }
}
