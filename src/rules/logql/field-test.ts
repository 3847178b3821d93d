import type { FieldTest, SigmaValue } from '../../engine/sigma/spec.ts';
import { ANY, DASH, type Pattern, type Piece, soleText } from '../../engine/sigma/texts/pattern.ts';
import { type Placeholders, readModifiers, type Shape } from '../../engine/sigma/values.ts';
import { all, any, type Expression, not } from './expression.ts';
import { type LogFormat, labelOf } from './log-format.ts';
import { quoted } from './quoted.ts';
import { Unconvertible } from './unconvertible.ts';

/** A test of a field, or of keywords anywhere in the line. Throws `Unconvertible`. */
export function testOf(test: FieldTest, format: LogFormat, placeholders: Placeholders): Expression {
  const shape = readModifiers(test, placeholders);
  const label = test.field === null ? null : labelOf(test.field, format);
  const each = test.values.map((value, index) => valueTest(value, index, shape, label, test));
  const isText = shape.kind === 'text' && !shape.all && !test.values.includes(null);
  const together = isText ? textTest(shape.alternatives.flat(), shape, label) : null;
  const expression = together ?? (shape.all ? all(each) : any(each));
  return shape.negated ? not(expression) : expression;
}

function valueTest(
  value: SigmaValue,
  index: number,
  shape: Shape,
  label: string | null,
  { field }: FieldTest,
): Expression {
  switch (shape.kind) {
    case 'text':
      if (value === null && label === null) throw new Unconvertible('a keyword needs a value');
      if (value === null) return { kind: 'label', yes: `${label}=""`, no: `${label}!=""` };
      return textTest(shape.alternatives[index] ?? [], shape, label);
    case 'regex':
      return regexTest(shape.sources[index]?.[0] ?? '', shape, label);
    case 'exists': {
      const isThere: Expression = { kind: 'label', yes: `${label}!=""`, no: `${label}=""` };
      return /^(?:true|yes)$/i.test(String(value)) ? isThere : not(isThere);
    }
    case 'cidr': {
      if (label === null) throw new Unconvertible('a network needs a field');
      const networks = (shape.sources[index] ?? []).map((network): Expression => {
        const range = `ip("${network}")`;
        return { kind: 'label', yes: `${label} = ${range}`, no: `${label} != ${range}` };
      });
      return any(networks);
    }
    case 'compare':
      return compareTest(value, shape, label);
    case 'fieldref':
      throw new Unconvertible(`two fields cannot be compared (${field}|fieldref)`);
    case 'function':
      throw new Unconvertible(`only soc-console itself knows ${shape.functionName}`);
  }
}

function textTest(patterns: readonly Pattern[], { cased }: Shape, label: string | null): Expression {
  const flags = cased ? '(?s)' : '(?is)';
  if (label === null) {
    const sources = patterns.map((pattern) => patternSource(trimmed(pattern)));
    return { kind: 'line', pattern: `${flags.replace(')', ':')}${sources.join('|')})`, negated: false };
  }
  const texts = patterns.map(soleText);
  const sole = texts.length === 1 ? texts[0] : null;
  // Without letters there is no upper and lower case.
  if (typeof sole === 'string' && (cased || sole.toLowerCase() === sole.toUpperCase())) {
    return { kind: 'label', yes: `${label}=${quoted(sole)}`, no: `${label}!=${quoted(sole)}` };
  }
  const source = quoted(flags + patterns.map(patternSource).join('|'));
  return { kind: 'label', yes: `${label}=~${source}`, no: `${label}!~${source}` };
}

function regexTest(source: string, { regexFlags, ends }: Shape, label: string | null): Expression {
  const flags = [...new Set(regexFlags)].join('');
  const isAnchored = ends !== null && ends.front !== ends.back;
  const anchored = isAnchored ? (ends.back ? `^(?:${source})` : `(?:${source})$`) : source;
  const own = `(?${flags}:${anchored})`;
  if (label === null) return { kind: 'line', pattern: own, negated: false };
  const anywhere = quoted(`(?s:.*)${own}(?s:.*)`);
  return { kind: 'label', yes: `${label}=~${anywhere}`, no: `${label}!~${anywhere}` };
}

const COMPARE = { lt: ['<', '>='], lte: ['<=', '>'], gt: ['>', '<='], gte: ['>=', '<'] } as const;

function compareTest(value: SigmaValue, { comparison, timePart }: Shape, label: string | null): Expression {
  if (timePart !== null) throw new Unconvertible(`parts of a time cannot be asked for (${timePart})`);
  const limit = Number(value);
  if (label === null || comparison === null || !Number.isFinite(limit))
    throw new Unconvertible(`${String(value)} is no number`);
  const [yes, no] = COMPARE[comparison];
  // A field that is not there is not smaller: its negation holds.
  return { kind: 'label', yes: `${label} ${yes} ${limit}`, no: `(${label} ${no} ${limit} or ${label}="")` };
}

/** Keywords may stand anywhere: open ends of their own say nothing. */
function trimmed({ runs }: Pattern): Pattern {
  const first = runs.findIndex((run) => run.length > 0);
  const last = runs.findLastIndex((run) => run.length > 0);
  return { runs: first === -1 ? [[]] : runs.slice(first, last + 1) };
}

function patternSource({ runs }: Pattern): string {
  return runs.map((run) => run.map(pieceSource).join('')).join('.*');
}

function pieceSource(piece: Piece): string {
  if (piece === ANY) return '.';
  if (piece === DASH) return '[-/\\x{2013}\\x{2014}\\x{2015}]';
  return String(piece).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
