import { didYouMean } from '../../model/nearest.ts';
import { RuleError, UnsupportedError } from './rule-error.ts';
import type { FieldTest, SigmaValue } from './spec.ts';
import {
  base64,
  base64Offsets,
  bytesAsText,
  openDashes,
  toUtf16,
  UTF16_MODIFIERS,
  type Utf16Modifier,
  utf8,
} from './texts/encodings.ts';
import {
  concatenate,
  literalPattern,
  openEnds,
  type Pattern,
  parsePattern,
  soleText,
} from './texts/pattern.ts';
import { TEXT_FUNCTIONS } from './texts/text-functions.ts';
import { TIME_PARTS, type TimePart } from './time-part.ts';

type Ends = { readonly front: boolean; readonly back: boolean };
export type Comparison = 'lt' | 'lte' | 'gt' | 'gte';

/** What the modifiers of a test make of its values, before it is known which fields there are. */
export type Shape = {
  kind: 'text' | 'regex' | 'compare' | 'exists' | 'cidr' | 'fieldref' | 'function';
  /** One list for each value: alternatives of which one must match. */
  alternatives: (readonly Pattern[])[];
  comparison: Comparison | null;
  timePart: TimePart | null;
  regexFlags: string;
  /** Of regular expressions and networks: one list of texts for each value, with what `expand` made of it. */
  sources: readonly (readonly string[])[];
  /** Of a field reference or a regular expression. */
  ends: Ends | null;
  functionName: string;
  cased: boolean;
  all: boolean;
  negated: boolean;
};

/** Values of placeholders by name, as `vars` of a processing pipeline gives them. */
export type Placeholders = ReadonlyMap<string, readonly string[]>;

const ENDS: ReadonlyMap<string, Ends> = new Map([
  ['contains', { front: true, back: true }],
  ['startswith', { front: false, back: true }],
  ['endswith', { front: true, back: false }],
]);
const COMPARISONS: ReadonlySet<string> = new Set(['lt', 'lte', 'gt', 'gte']);
const REGEX_FLAGS: ReadonlyMap<string, string> = new Map([
  ['i', 'i'],
  ['ignorecase', 'i'],
  ['m', 'm'],
  ['multiline', 'm'],
  ['s', 's'],
  ['dotall', 's'],
]);

const MODIFIERS: readonly string[] = [
  ...[
    'all',
    'neq',
    'cased',
    're',
    'cidr',
    'exists',
    'fieldref',
    'expand',
    'base64',
    'base64offset',
    'windash',
  ],
  ...[...ENDS.keys(), ...COMPARISONS, ...REGEX_FLAGS.keys(), ...TIME_PARTS, ...UTF16_MODIFIERS],
].filter((name) => name.length > 1);

const NOT_NEEDED = ': leave it out, a value is the whole field and a list any of its values';
const CASE = ': leave it out, text is compared without regard to case';

/** What other tools have, or people expect. */
const MEANT: ReadonlyMap<string, string> = new Map([
  ...['equals', 'eq', 'is', 'in', 'any', 'exact'].map((name) => [name, NOT_NEEDED] as const),
  ...['lower', 'upper', 'nocase', 'icase', 'iequals'].map((name) => [name, CASE] as const),
  ...['regex', 'regexp', 'rx', 'matches', 'match'].map((name) => [name, ": write 're'"] as const),
  ...['ne', 'not', 'noteq', '!='].map((name) => [name, ": write 'neq'"] as const),
  ...['network', 'subnet', 'ip', 'ipv4', 'ipv6'].map((name) => [name, ": write 'cidr'"] as const),
  ...['like', 'wildcard', 'substring', 'icontains'].map((name) => [name, ": write 'contains'"] as const),
  // Hayabusa's.
  ['equalsfield', ": write 'fieldref'"],
  ['endswithfield', ": write 'fieldref|endswith'"],
]);

/** Applies the modifiers from left to right. Throws `RuleError` or `UnsupportedError`. */
export function readModifiers(test: FieldTest, placeholders: Placeholders): Shape {
  return new ModifierReader(test, placeholders).read();
}

class ModifierReader {
  private readonly shape: Shape;
  private readonly applied: string[] = [];
  /** The alternatives are bytes, each character one. */
  private isBytes = false;

  constructor(
    private readonly test: FieldTest,
    private readonly placeholders: Placeholders,
  ) {
    this.shape = {
      kind: 'text',
      alternatives: test.values.map((value) => [parsePattern(textOf(value))]),
      comparison: null,
      timePart: null,
      regexFlags: '',
      sources: test.values.map((value) => [textOf(value)]),
      ends: null,
      functionName: '',
      cased: false,
      all: false,
      negated: false,
    };
  }

  read(): Shape {
    for (const modifier of this.test.modifiers) {
      this.apply(modifier);
      this.applied.push(modifier);
    }
    if (this.isBytes) this.map((pattern) => [bytesAsText(pattern)]);
    return this.shape;
  }

  private apply(modifier: string): void {
    const { shape } = this;
    const ends = ENDS.get(modifier);
    if (ends) this.open(ends);
    else if (modifier === 'all') shape.all = true;
    else if (modifier === 'neq') shape.negated = true;
    else if (modifier === 'cased') shape.cased = true;
    else if (modifier === 're' || modifier === 'cidr' || modifier === 'exists' || modifier === 'fieldref')
      this.become(modifier);
    else if (REGEX_FLAGS.has(modifier)) this.flag(modifier);
    else if (COMPARISONS.has(modifier)) this.compare(modifier as Comparison);
    else if (isTimePart(modifier)) this.takePart(modifier);
    else if (modifier === 'expand') this.expand();
    else if (TEXT_FUNCTIONS.has(modifier)) this.call(modifier);
    else this.encode(modifier);
  }

  private open({ front, back }: Ends): void {
    const { shape } = this;
    if (shape.kind === 'text') this.map((pattern) => [openEnds(pattern, front, back)]);
    else if (shape.kind === 'regex' || shape.kind === 'fieldref') shape.ends = { front, back };
    else throw new RuleError(`'${this.applied.at(-1)}' and text modifiers do not go together`);
  }

  private become(modifier: 're' | 'cidr' | 'exists' | 'fieldref'): void {
    const { shape } = this;
    const unmodified = shape.kind === 'text' && this.applied.every((name) => NEUTRAL.has(name));
    if (this.applied.includes('expand')) throw new RuleError(`'expand' stands behind '${modifier}'`);
    if (!unmodified) throw new RuleError(`'${modifier}' stands before other modifiers`);
    shape.kind = modifier === 're' ? 'regex' : modifier;
  }

  private flag(modifier: string): void {
    if (this.shape.kind !== 'regex') throw new RuleError(`'${modifier}' is for 're' only`);
    this.shape.regexFlags += REGEX_FLAGS.get(modifier);
  }

  private compare(comparison: Comparison): void {
    const { shape } = this;
    if (shape.kind !== 'text' && shape.timePart === null)
      throw new RuleError(`'${comparison}' compares numbers: it does not go with '${this.applied.at(-1)}'`);
    shape.kind = 'compare';
    shape.comparison = comparison;
  }

  private takePart(part: TimePart): void {
    const { shape } = this;
    if (shape.kind !== 'text' && shape.kind !== 'compare') throw new RuleError(`'${part}' compares numbers`);
    shape.kind = 'compare';
    shape.timePart = part;
  }

  private call(name: string): void {
    this.shape.kind = 'function';
    this.shape.functionName = name;
  }

  private encode(modifier: string): void {
    const { shape } = this;
    const known = modifier === 'base64' || modifier === 'base64offset' || modifier === 'windash';
    if (!known && !isUtf16(modifier)) {
      if (modifier === '') throw new RuleError("a '|' stands here without a modifier behind it");
      const meant = MEANT.get(modifier.toLowerCase()) ?? didYouMean(modifier, MODIFIERS);
      throw new RuleError(`unknown modifier '${modifier}'${meant}`);
    }
    if (shape.kind !== 'text') throw new RuleError(`'${modifier}' is for text only`);
    if (this.test.values.some((value) => value === null)) throw new RuleError(`'${modifier}' needs text`);
    if (isUtf16(modifier)) {
      this.map((pattern) => [toUtf16(pattern, modifier)]);
      this.isBytes = true;
    } else if (modifier === 'windash') this.map((pattern) => [openDashes(pattern)]);
    else {
      const isBytes = this.isBytes;
      this.isBytes = false;
      this.map((pattern) => {
        const text = soleText(pattern);
        if (text === null) throw new RuleError(`'${modifier}' does not take wildcards`);
        const bytes = isBytes ? text : utf8(text);
        const encoded = modifier === 'base64' ? [base64(bytes)] : base64Offsets(bytes);
        return encoded.map(literalPattern);
      });
    }
  }

  private expand(): void {
    const { shape, test } = this;
    if (shape.kind === 'regex') {
      shape.sources = shape.sources.map((own) => own.map((source) => this.expandRegex(source)));
      return;
    }
    if (shape.kind === 'cidr') {
      shape.sources = shape.sources.map((own) => own.flatMap((source) => this.expandNetwork(source)));
      return;
    }
    if (shape.kind !== 'text' || this.applied.some((name) => !NEUTRAL.has(name) && !ENDS.has(name)))
      throw new RuleError(`'expand' stands before other modifiers`);
    shape.alternatives = test.values.map((value) =>
      splitPlaceholders(textOf(value)).reduce<Pattern[]>(
        (heads, part) => {
          const tails = part.isPlaceholder
            ? this.valuesOf(part.text).map(parsePattern)
            : [parsePattern(part.text)];
          if (heads.length * tails.length > MOST_EXPANSIONS)
            throw new UnsupportedError(`placeholders expand to more than ${MOST_EXPANSIONS} values`);
          return heads.flatMap((head) => tails.map((tail) => concatenate([head, tail])));
        },
        [literalPattern('')],
      ),
    );
    for (const name of this.applied) {
      const ends = ENDS.get(name);
      if (ends) this.open(ends);
    }
  }

  private expandNetwork(source: string): readonly string[] {
    const [only, ...more] = splitPlaceholders(source);
    return only?.isPlaceholder && more.length === 0 ? this.valuesOf(only.text) : [source];
  }

  private expandRegex(source: string): string {
    const parts = splitPlaceholders(source).map(({ text, isPlaceholder }) =>
      isPlaceholder ? `(?:${this.valuesOf(text).map(escapeRegex).join('|')})` : text,
    );
    return parts.join('');
  }

  private valuesOf(name: string): readonly string[] {
    const values = this.placeholders.get(name);
    if (values === undefined) throw new UnsupportedError(`the placeholder %${name}% has no values`);
    return values;
  }

  private map(change: (pattern: Pattern) => readonly Pattern[]): void {
    this.shape.alternatives = this.shape.alternatives.map((patterns) => patterns.flatMap(change));
  }
}

/** They say nothing of the value itself. */
const NEUTRAL: ReadonlySet<string> = new Set(['all', 'neq', 'cased', 'expand']);
const MOST_EXPANSIONS = 10_000;

type Part = { readonly text: string; readonly isPlaceholder: boolean };

/** `\%` is a percent sign. */
function splitPlaceholders(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  const plain = (end: number): void => {
    if (end > from) parts.push({ text: text.slice(from, end).replaceAll('\\%', '%'), isPlaceholder: false });
  };
  for (const match of text.matchAll(/(?<!\\)%(\w+)%/g)) {
    plain(match.index);
    parts.push({ text: match[1] ?? '', isPlaceholder: true });
    from = match.index + match[0].length;
  }
  plain(text.length);
  return parts;
}

function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function textOf(value: SigmaValue): string {
  return String(value ?? '');
}

function isTimePart(name: string): name is TimePart {
  return (TIME_PARTS as readonly string[]).includes(name);
}

function isUtf16(name: string): name is Utf16Modifier {
  return (UTF16_MODIFIERS as readonly string[]).includes(name);
}
