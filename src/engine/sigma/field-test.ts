import { techniqueOf } from '../web/found.ts';
import { compileCidr } from './cidr.ts';
import type { EventView } from './event-view.ts';
import { compareFieldRef } from './field-reference.ts';
import { type FieldBook, KEYWORDS, type Slot } from './field-table.ts';
import type { GateBook } from './gates.ts';
import { allOf, anyOf, behind, type EventTest, type Matcher, negate } from './matcher.ts';
import { numberOf } from './numbers.ts';
import { RuleError } from './rule-error.ts';
import type { FieldTest, SigmaValue } from './spec.ts';
import { foldCase } from './texts/fold.ts';
import {
  longestLiteral,
  mapLiterals,
  openEnds,
  type Pattern,
  soleText,
  type TextTest,
} from './texts/pattern.ts';
import { compilePattern } from './texts/pattern-match.ts';
import { regexLiterals } from './texts/regex-literals.ts';
import { TEXT_FUNCTIONS } from './texts/text-functions.ts';
import { PART_RANGE, partOf, TimeFields } from './time-part.ts';
import { type Comparison, type Placeholders, readModifiers, type Shape } from './values.ts';

/** Compiles a regular expression of a rule; injected, because shipped and user-written ones run on different engines. */
export type RegexCompiler = (source: string, flags: string) => TextTest;

/** What is given to all tests of a rule. */
export type Compiling = {
  readonly fields: FieldBook;
  readonly gates: GateBook;
  readonly placeholders: Placeholders;
  readonly regex: RegexCompiler;
};

/** One `field|modifiers: values` test. Throws `RuleError` or `UnsupportedError`. */
export function compileFieldTest(test: FieldTest, given: Compiling): Matcher {
  const shape = readModifiers(test, given.placeholders);
  const { field, values } = test;
  if (values.length === 0)
    throw new RuleError(`${field === null ? 'the keywords' : `'${field}'`} has no values`);
  if (field === null && NEED_A_FIELD.has(shape.kind))
    throw new RuleError(`'${test.modifiers.find((name) => name !== 'all')}' needs a field`);
  if (field === null && values.includes(null)) throw new RuleError('a keyword cannot be null');
  const slot = given.fields.slot(field);
  const matchers = matchersOf(test, shape, slot, given);
  const matcher = shape.all ? allOf(matchers, given.gates) : anyOf(matchers);
  return shape.negated ? negate(matcher) : matcher;
}

/** A line is no number, no address and no field. */
const NEED_A_FIELD: ReadonlySet<Shape['kind']> = new Set(['compare', 'cidr', 'fieldref', 'exists']);

function matchersOf(test: FieldTest, shape: Shape, slot: Slot, given: Compiling): Matcher[] {
  const { values } = test;
  switch (shape.kind) {
    case 'exists':
      return values.map((value) => existsTest(value, slot, test.field ?? '', given.gates));
    case 'compare':
      return values.map((value) => ungated(numberTest(value, shape, slot, test.field ?? '')));
    case 'cidr':
      return shape.sources.flat().map((source) => anyText(slot, compileCidr(source)));
    case 'fieldref':
      return values.map((value) => {
        const other = given.fields.slot(String(value));
        return ungated(compareFieldRef(slot, other, shape));
      });
    case 'function':
      return values.map((value) => functionTest(value, shape.functionName, slot));
    case 'regex':
      return shape.sources.flat().map((source) => regexTest(source, shape, slot, given));
    case 'text':
      return textTests(test, shape, slot, given);
  }
}

function ungated(test: EventTest): Matcher {
  return { test, gates: null, needs: [] };
}

function anyText(slot: Slot, holds: TextTest): Matcher {
  return ungated((view) => {
    for (const text of view.texts(slot)) if (holds(text)) return true;
    return false;
  });
}

function existsTest(value: SigmaValue, slot: Slot, field: string, gates: GateBook): Matcher {
  const wanted = { true: true, yes: true, false: false, no: false }[String(value).toLowerCase()];
  if (wanted === undefined) throw new RuleError(`'exists' is true or false, not '${String(value)}'`);
  const test: EventTest = (view) => view.has(slot) === wanted;
  if (!wanted || techniqueOf(field) === null) return ungated(test);
  return behind(gates.add(slot, { how: 'present', literals: [] }), gates, test);
}

const COMPARE: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
};

function numberTest(value: SigmaValue, shape: Shape, slot: Slot, field: string): EventTest {
  const limit = numberOf(value);
  if (Number.isNaN(limit))
    throw new RuleError(`'${shape.comparison ?? shape.timePart}' needs a number, has '${String(value)}'`);
  const holds = shape.comparison === null ? (a: number, b: number) => a === b : COMPARE[shape.comparison];
  const { timePart } = shape;
  if (timePart === null)
    return (view) =>
      holds(numberOf(view.value(slot)), limit) ||
      view.elements(slot)?.some((element) => holds(numberOf(element), limit)) === true;
  const [least, most] = PART_RANGE[timePart];
  if (shape.comparison === null && (limit < least || limit > most))
    throw new RuleError(`'${timePart}' is from ${least} to ${most}, never ${limit}`);
  const times = new TimeFields();
  const isOwnTime = EVENT_TIMES.has(field.toLowerCase());
  return (view) => {
    const stamp = view.value(slot);
    const time = stamp === undefined && isOwnTime ? view.event.time : times.read(stamp);
    return time !== null && holds(partOf(time, timePart), limit);
  };
}

/** Where a parser has taken the time of the event from, these names mean it. */
export const EVENT_TIMES: ReadonlySet<string> = new Set(['timestamp', '@timestamp', 'time', '_time', 'date']);

function functionTest(value: SigmaValue, name: string, slot: Slot): Matcher {
  const holds = TEXT_FUNCTIONS.get(name);
  if (typeof value !== 'boolean' || !holds) throw new RuleError(`'${name}' is true or false`);
  const matcher = anyText(slot, holds);
  return value ? matcher : negate(matcher);
}

function regexTest(source: string, shape: Shape, slot: Slot, { regex, gates }: Compiling): Matcher {
  const { ends, regexFlags } = shape;
  const isAnchored = ends !== null && ends.front !== ends.back;
  const anchored = isAnchored ? (ends.back ? `^(?:${source})` : `(?:${source})$`) : source;
  const matcher = anyText(slot, regex(anchored, regexFlags));
  const literals = regexLiterals(anchored);
  if (literals === null) return matcher;
  return behind(gates.add(slot, { how: 'within', literals }), gates, matcher.test);
}

function textTests({ values }: FieldTest, shape: Shape, slot: Slot, { gates }: Compiling): Matcher[] {
  const patternsOf = values.map((value, index): readonly Pattern[] => {
    const patterns = value === null ? [] : (shape.alternatives[index] ?? []);
    return slot === KEYWORDS ? patterns.map((pattern) => openEnds(pattern, true, true)) : patterns;
  });
  const nulls = values.includes(null) ? [ungated((view) => view.isNull(slot))] : [];
  if (!shape.all) return [...nulls, ...patternMatchers(patternsOf.flat(), shape.cased, slot, gates)];
  const each = patternsOf.filter((patterns) => patterns.length > 0);
  return [...nulls, ...each.map((own) => anyOf(patternMatchers(own, shape.cased, slot, gates)))];
}

/** Any of the patterns. */
function patternMatchers(
  patterns: readonly Pattern[],
  cased: boolean,
  slot: Slot,
  gates: GateBook,
): Matcher[] {
  const wholes: string[] = [];
  const searched: Pattern[] = [];
  for (const pattern of patterns) {
    const text = cased ? null : soleText(pattern);
    if (text === null) searched.push(pattern);
    else wholes.push(foldCase(text));
  }
  const matchers: Matcher[] = [];
  if (wholes.length > 0) matchers.push(wholeTest(wholes, slot, gates));
  const literalOf = (pattern: Pattern): string => foldCase(longestLiteral(pattern));
  const free = searched.filter((pattern) => literalOf(pattern) === '');
  const gated = searched.filter((pattern) => literalOf(pattern) !== '');
  if (free.length > 0) matchers.push(anyOf(free.map((pattern) => patternTest(pattern, cased, slot))));
  if (gated.length > 0) {
    // One gate for the whole test; of many patterns, one for each says which may match.
    const each = gated.map((pattern) => {
      const gate = gates.add(slot, { how: 'within', literals: [literalOf(pattern)] });
      return behind(gate, gates, patternTest(pattern, cased, slot).test);
    });
    const literals = [...new Set(gated.map(literalOf))].sort();
    const gate = gates.add(slot, { how: 'within', literals });
    matchers.push(each.length === 1 ? (each[0] as Matcher) : behind(gate, gates, anyOf(each).test));
  }
  return matchers;
}

function patternTest(pattern: Pattern, cased: boolean, slot: Slot): Matcher {
  const holds = compilePattern(cased ? pattern : mapLiterals(pattern, foldCase));
  if (cased) return anyText(slot, holds);
  return ungated((view) => {
    for (const text of view.foldedTexts(slot)) if (holds(text)) return true;
    return false;
  });
}

/** Numbers and booleans equal their own text, so that `443` matches the string '443' of another log. */
function wholeTest(wholes: readonly string[], slot: Slot, gates: GateBook): Matcher {
  const literals = [...new Set(wholes)].sort();
  const gate = gates.add(slot, { how: 'whole', literals });
  const [only] = literals;
  if (literals.length === 1 && only !== undefined)
    return behind(gate, gates, (view) => isText(view, slot, only));
  const set = new Set(literals);
  return behind(gate, gates, (view) => {
    for (const text of view.foldedTexts(slot)) if (set.has(text)) return true;
    return false;
  });
}

/** Equality with a constant, the commonest test of all: no list of texts is made for it. */
function isText(view: EventView, slot: Slot, folded: string): boolean {
  const actual = view.value(slot);
  if (view.isTarget(slot) || view.elements(slot) !== undefined)
    return view.foldedTexts(slot).includes(folded);
  if (actual === folded) return true;
  if (actual === undefined || actual === null) return false;
  const text = typeof actual === 'string' ? actual : String(actual);
  return text.length === folded.length && foldCase(text) === folded;
}
