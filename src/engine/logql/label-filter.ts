import type { CompareOp, LabelFilter, Matcher } from './ast.ts';
import { IpTest } from './ip-test.ts';
import type { LineLabels } from './labels.ts';
import type { CompileRegex } from './regex.ts';
import { parseBytes, parseFloatGo, parseGoDuration } from './units.ts';

type LabelTest = (labels: LineLabels) => boolean;

/** Regular expressions of matchers are about the whole value. */
export function compileMatcher({ op, value }: Matcher, compile: CompileRegex): (value: string) => boolean {
  if (op === '=') return (text) => text === value;
  if (op === '!=') return (text) => text !== value;
  const regex = compile(`^(?:${value})$`);
  return op === '=~' ? (text) => regex.test(text) : (text) => !regex.test(text);
}

export function compileLabelFilter(filter: LabelFilter, compile: CompileRegex): LabelTest {
  switch (filter.kind) {
    case 'match': {
      const { name } = filter.matcher;
      const passes = compileMatcher(filter.matcher, compile);
      return (labels) => passes(labels.get(name) ?? '');
    }
    case 'ip':
      return compileIp(filter.name, filter.op, filter.value);
    case 'and':
    case 'or': {
      const left = compileLabelFilter(filter.left, compile);
      const right = compileLabelFilter(filter.right, compile);
      if (filter.kind === 'or') return (labels) => left(labels) || right(labels);
      // Both are asked, as in Loki: the second may set an error too.
      return (labels) => {
        const isLeft = left(labels);
        return right(labels) && isLeft;
      };
    }
    default:
      return compileAmount(filter);
  }
}

function compileIp(name: string, op: '=' | '!=', value: string): LabelTest {
  const ip = new IpTest(value);
  return (labels) => {
    // As in Loki: a line with an error is left out by tests of text alone.
    if (labels.error !== '') return true;
    const text = labels.get(name);
    if (text === undefined) return false;
    return ip.isIn(text) === (op === '=');
  };
}

const READ = { number: parseFloatGo, duration: parseGoDuration, bytes: parseBytes } as const;

/** A label that is not there does not pass; one that cannot be read passes, with an error. */
function compileAmount({
  kind,
  name,
  op,
  value,
}: Extract<LabelFilter, { kind: 'number' | 'duration' | 'bytes' }>): LabelTest {
  const read: (text: string) => number | null = READ[kind];
  return (labels) => {
    const text = labels.get(name);
    if (text === undefined) return false;
    const found = read(text);
    if (found !== null) return holds(op, found, value);
    if (labels.error === '') labels.fail('LabelFilterErr', unreadable(kind, text));
    return true;
  };
}

/** What Go says of a value that it cannot read. */
export function unreadable(kind: 'number' | 'duration' | 'bytes', text: string): string {
  const quoted = JSON.stringify(text);
  if (kind === 'number') return `strconv.ParseFloat: parsing ${quoted}: invalid syntax`;
  if (kind === 'duration') return `time: invalid duration ${quoted}`;
  return `strconv.ParseFloat: parsing ${JSON.stringify(/^[\d.,]*/.exec(text)?.[0] ?? '')}: invalid syntax`;
}

function holds(op: CompareOp, a: number, b: number): boolean {
  switch (op) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
  }
}
