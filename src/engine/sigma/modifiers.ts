import type { EventView, FieldTable } from './event-view.ts';
import {
  compilePattern,
  literalPattern,
  mapLiterals,
  openEnds,
  type Pattern,
  parsePattern,
  type TextTest,
} from './pattern.ts';
import type { FieldTest, SigmaValue } from './spec.ts';

export type EventTest = (view: EventView) => boolean;

/** Compiles a regular expression of a rule; injected, because shipped and user-written ones run on different engines. */
export type RegexCompiler = (source: string, flags: string) => TextTest;

/** The rule is right, but this cannot be run (yet); `message` names what. */
export class UnsupportedError extends Error {}
/** The rule is wrong. */
export class RuleError extends Error {}

type Shape = {
  patterns: Pattern[];
  kind: 'text' | 'regex' | 'compare' | 'exists';
  operator: string;
  regexFlags: string;
  cased: boolean;
  all: boolean;
  negated: boolean;
};

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
};

const REGEX_FLAGS: Readonly<Record<string, string>> = {
  i: 'i',
  ignorecase: 'i',
  m: 'm',
  multiline: 'm',
  s: 's',
  dotall: 's',
};

/** Sigma knows these, this version does not run them: named, never silently ignored. */
const KNOWN_UNSUPPORTED: ReadonlySet<string> = new Set([
  'base64',
  'base64offset',
  'utf16',
  'utf16le',
  'utf16be',
  'wide',
  'windash',
  'cidr',
  'expand',
  'fieldref',
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'year',
]);

/** One `field|modifiers: values` test. Throws `RuleError` or `UnsupportedError`. */
export function compileFieldTest(test: FieldTest, fields: FieldTable, regex: RegexCompiler): EventTest {
  const shape = readModifiers(test);
  if (test.field === null) return keywordTest(test, shape, regex);
  const slot = fields.slot(test.field);
  if (shape.kind === 'exists') {
    const wanted = test.values[0] !== false;
    return (view) => (view.value(slot) !== undefined && view.value(slot) !== null) === wanted;
  }
  if (test.values.length === 0) throw new RuleError(`'${test.field}' has an empty list of values`);
  const tests = test.values.map((value, index) =>
    valueTest(value, shape.patterns[index], shape, slot, regex),
  );
  return negate(combine(tests, shape.all), shape.negated);
}

function readModifiers(test: FieldTest): Shape {
  const shape: Shape = {
    patterns: test.values.map((value) => parsePattern(String(value ?? ''))),
    kind: 'text',
    operator: '',
    regexFlags: '',
    cased: false,
    all: false,
    negated: false,
  };
  for (const modifier of test.modifiers) applyModifier(modifier, shape);
  return shape;
}

function applyModifier(modifier: string, shape: Shape): void {
  const ends = { contains: [true, true], startswith: [false, true], endswith: [true, false] }[modifier];
  if (ends)
    shape.patterns = shape.patterns.map((pattern) => openEnds(pattern, ends[0] === true, ends[1] === true));
  else if (modifier === 'all') shape.all = true;
  else if (modifier === 'cased') shape.cased = true;
  else if (modifier === 'neq') shape.negated = true;
  else if (modifier === 'exists') shape.kind = 'exists';
  else if (modifier === 're') shape.kind = 'regex';
  else if (shape.kind === 'regex' && REGEX_FLAGS[modifier]) shape.regexFlags += REGEX_FLAGS[modifier];
  else if (COMPARE[modifier]) {
    shape.kind = 'compare';
    shape.operator = modifier;
  } else if (KNOWN_UNSUPPORTED.has(modifier))
    throw new UnsupportedError(`the modifier '${modifier}' is not supported yet`);
  else throw new RuleError(`unknown modifier '${modifier}'`);
}

function valueTest(
  value: SigmaValue,
  pattern: Pattern | undefined,
  shape: Shape,
  slot: number,
  regex: RegexCompiler,
): EventTest {
  if (shape.kind === 'compare') {
    const compare = COMPARE[shape.operator] as (a: number, b: number) => boolean;
    const limit = Number(value);
    if (!Number.isFinite(limit))
      throw new RuleError(`'${shape.operator}' needs a number, has '${String(value)}'`);
    return (view) => {
      const actual = view.value(slot);
      return actual !== undefined && actual !== null && actual !== '' && compare(Number(actual), limit);
    };
  }
  if (shape.kind === 'regex') {
    const test = regex(String(value), shape.regexFlags);
    return (view) => view.texts(slot).some(test);
  }
  if (value === null) return (view) => (view.value(slot) ?? null) === null;
  if (typeof value !== 'string') return scalarTest(value, slot);
  return textTest(pattern ?? literalPattern(value), shape.cased, slot);
}

/** Numbers and booleans equal their own text, so that `443` matches the string '443' of another log. */
function scalarTest(value: number | boolean, slot: number): EventTest {
  const text = String(value);
  return (view) => {
    const actual = view.value(slot);
    return actual === value || (actual !== undefined && actual !== null && String(actual) === text);
  };
}

function textTest(pattern: Pattern, cased: boolean, slot: number): EventTest {
  if (cased) {
    const test = compilePattern(pattern);
    return (view) => view.texts(slot).some(test);
  }
  const test = compilePattern(mapLiterals(pattern, (literal) => literal.toLowerCase()));
  const literal = soleLiteral(pattern);
  if (literal === null) return (view) => view.lowerTexts(slot).some(test);
  // Equality with a constant, the commonest test of all: no list of texts is made for it.
  const lowered = literal.toLowerCase();
  return (view) => {
    const actual = view.value(slot);
    if (actual === literal) return true;
    if (actual === undefined || actual === null) return false;
    return view.isTarget(slot) ? view.lowerTexts(slot).some(test) : String(actual).toLowerCase() === lowered;
  };
}

function soleLiteral(pattern: Pattern): string | null {
  const [run] = pattern.runs;
  return pattern.runs.length === 1 && run?.length === 1 ? (run[0] ?? null) : null;
}

function keywordTest(test: FieldTest, shape: Shape, regex: RegexCompiler): EventTest {
  const tests = test.values.map((value, index): EventTest => {
    if (shape.kind === 'regex') {
      const match = regex(String(value), shape.regexFlags);
      return (view) => match(view.event.raw);
    }
    const pattern = openEnds(shape.patterns[index] ?? literalPattern(String(value)), true, true);
    if (shape.cased) {
      const match = compilePattern(pattern);
      return (view) => match(view.event.raw);
    }
    const match = compilePattern(mapLiterals(pattern, (literal) => literal.toLowerCase()));
    return (view) => match(view.lowerRaw());
  });
  return negate(combine(tests, shape.all), shape.negated);
}

export function combine(tests: readonly EventTest[], all: boolean): EventTest {
  const [first, second] = tests;
  if (tests.length === 1 && first) return first;
  // Most rules are two tests: called by name they are compiled into one.
  if (tests.length === 2 && first && second) {
    return all ? (view) => first(view) && second(view) : (view) => first(view) || second(view);
  }
  return all ? (view) => tests.every((test) => test(view)) : (view) => tests.some((test) => test(view));
}

function negate(test: EventTest, negated: boolean): EventTest {
  return negated ? (view) => !test(view) : test;
}
