/** Log queries: the grammar's tree as plain data. */
import type {
  CompareOp,
  Extraction,
  LabelChoice,
  LabelFilter,
  LabelFormat,
  LineOp,
  LineTest,
  LogQuery,
  Matcher,
  MatchOp,
  Stage,
} from '../engine/logql/ast.ts';
import { LogqlError } from '../engine/logql/ast.ts';
import { parseBytes, parseGoDuration } from '../engine/logql/units.ts';
import { checked, matchesEmpty, type PartKind } from './check-parts.ts';
import { child, elements, type Node, need, stringValue } from './syntax-tree.ts';

/** `parts` hold a `Selector` and, when there are stages, a `PipelineExpr`. */
export function readLog(parts: Node): LogQuery {
  // Brackets around all of it mean nothing.
  const inner = child(parts, 'LogExpr');
  if (inner !== null && child(parts, 'Selector') === null) return readLog(inner);
  const selector = need(parts, 'Selector');
  const matchers = elements(child(selector, 'Matchers'), 'Matchers', 'Matcher').map(readMatcher);
  if (matchers.every(passesWithout)) {
    throw new LogqlError(
      'queries require at least one regexp or equality matcher that does not have an empty-compatible value: write {filename=~".+"} for everything',
      selector.from,
    );
  }
  return { kind: 'log', matchers, stages: parts.children.flatMap(readPipeline) };
}

/** Whether a stream that has not this label at all is chosen. */
function passesWithout({ op, value }: Matcher): boolean {
  const isEmpty = op === '=' || op === '!=' ? value === '' : matchesEmpty(value);
  return isEmpty === (op === '=' || op === '=~');
}

function readPipeline(node: Node): readonly Stage[] {
  if (node.name === 'PipelineExpr') return node.children.flatMap(readPipeline);
  return node.name === 'PipelineStage' ? readStage(node) : [];
}

function readMatcher(node: Node): Matcher {
  const op = need(node, 'Eq', 'Neq', 'Re', 'Nre').text as MatchOp;
  const text = need(node, 'String');
  const value = stringValue(text);
  if (op === '=~' || op === '!~') checked('regex', value, text);
  return { name: need(node, 'Identifier').text, op, value };
}

function readStage(stage: Node): readonly Stage[] {
  const node = stage.children.find(({ name }) => name !== 'Pipe');
  if (node === undefined) throw new LogqlError('a stage is missing', stage.from);
  switch (node.name) {
    case 'LineFilters':
      return readLineFilters(node);
    case 'LabelParser':
      return [readLabelParser(node)];
    case 'JsonExpressionParser':
      return [{ kind: 'json', extractions: readExtractions(node, true) }];
    case 'LogfmtParser':
    case 'LogfmtExpressionParser':
      return [readLogfmt(node)];
    case 'LabelFilter':
      return [{ kind: 'label-filter', filter: readLabelFilter(node) }];
    case 'LineFormatExpr':
      return [{ kind: 'line-format', template: checkedString('template', need(node, 'String')) }];
    case 'LabelFormatExpr':
      return [{ kind: 'label-format', formats: readFormats(node) }];
    case 'DecolorizeExpr':
      return [{ kind: 'decolorize' }];
    case 'DropLabelsExpr':
      return [{ kind: 'drop', labels: readChoices(child(node, 'DropLabels'), 'DropLabels', 'DropLabel') }];
    case 'KeepLabelsExpr':
      return [{ kind: 'keep', labels: readChoices(child(node, 'KeepLabels'), 'KeepLabels', 'KeepLabel') }];
    default:
      throw new LogqlError(`${node.text} is not supported`, node.from);
  }
}

function readLineFilters(node: Node): readonly Stage[] {
  const stages: Stage[] = [];
  for (const part of node.children) {
    if (part.name === 'LineFilters') stages.push(...readLineFilters(part));
    else if (part.name === 'LineFilter') {
      const op = need(part, 'Filter').text as LineOp;
      stages.push({ kind: 'line-filter', op, tests: readTests(part, op) });
    } else if (part.name === 'OrFilter') {
      const last = stages.pop();
      if (last?.kind === 'line-filter')
        stages.push({ ...last, tests: [...last.tests, ...readTests(part, last.op)] });
    }
  }
  return stages;
}

function readTests(node: Node, op: LineOp): readonly LineTest[] {
  const kind = child(node, 'FilterOp') === null ? 'text' : 'ip';
  if (kind === 'ip' && op !== '|=' && op !== '!=')
    throw new LogqlError(`ip(…) goes with |= or != only, not ${op}`, node.from);
  const part = kind === 'ip' ? 'ip' : PARTS[op];
  return node.children.flatMap((each): readonly LineTest[] => {
    if (each.name === 'OrFilter') return readTests(each, op);
    if (each.name !== 'String') return [];
    return [{ kind, value: part === undefined ? stringValue(each) : checkedString(part, each) }];
  });
}

const PARTS: Readonly<Partial<Record<LineOp, PartKind>>> = {
  ...({ '|~': 'regex', '!~': 'regex', '|>': 'line-pattern', '!>': 'line-pattern' } as const),
};

function checkedString(kind: PartKind, node: Node): string {
  return checked(kind, stringValue(node), node);
}

function namedGroups(node: Node): string {
  const source = checkedString('regex', node);
  if (!/\(\?P?</.test(source))
    throw new LogqlError('at least one named capture must be supplied: (?P<name>…)', node.from);
  return source;
}

function readLabelParser(node: Node): Stage {
  const [parser] = node.children;
  switch (parser?.name) {
    case 'Json':
      return { kind: 'json', extractions: [] };
    case 'Unpack':
      return { kind: 'unpack' };
    case 'Pattern':
      return { kind: 'pattern', source: checkedString('pattern', need(node, 'String')) };
    default:
      return { kind: 'regexp', source: namedGroups(need(node, 'String')) };
  }
}

function readLogfmt(node: Node): Stage {
  const flags = elements(child(node, 'LogfmtParserFlags'), 'LogfmtParserFlags', 'ParserFlag').map(
    ({ text }) => text,
  );
  return {
    kind: 'logfmt',
    extractions: readExtractions(node, false),
    strict: flags.includes('--strict'),
    keepEmpty: flags.includes('--keep-empty'),
  };
}

function readExtractions(node: Node, isPath: boolean): readonly Extraction[] {
  const list = child(node, 'LabelExtractionExpressionList');
  return elements(list, 'LabelExtractionExpressionList', 'LabelExtractionExpression').map((each) => {
    const name = need(each, 'Identifier').text;
    const path = child(each, 'String');
    return {
      name,
      path: path === null ? name : isPath ? checkedString('json-path', path) : stringValue(path),
    };
  });
}

function readFormats(node: Node): readonly LabelFormat[] {
  const list = elements(child(node, 'LabelsFormat'), 'LabelsFormat', 'LabelFormatMatcher');
  const names = new Set<string>();
  return list.map((each): LabelFormat => {
    const [target, , value] = each.children;
    const name = target?.text ?? '';
    if (name === '__error__') throw new LogqlError('__error__ cannot be formatted', each.from);
    if (names.has(name))
      throw new LogqlError(
        `multiple label name '${name}' not allowed in a single format operation`,
        each.from,
      );
    names.add(name);
    if (value?.name === 'String')
      return { kind: 'template', name, template: checkedString('template', value) };
    return { kind: 'rename', name, from: value?.text ?? '' };
  });
}

function readChoices(node: Node | null, list: string, element: string): readonly LabelChoice[] {
  return elements(node, list, element).map((each) => {
    const written = child(each, 'Matcher');
    const matcher = written === null ? null : readMatcher(written);
    return { name: matcher?.name ?? need(each, 'Identifier').text, matcher };
  });
}

/** The grammar's tree does not tell `or` from `and` in strength: the chain is put together again here. */
export function readLabelFilter(node: Node): LabelFilter {
  const terms: LabelFilter[] = [];
  const operators: ('and' | 'or')[] = [];
  flatten(node, true);
  let all: LabelFilter | null = null;
  let some: LabelFilter | null = null;
  for (const [index, term] of terms.entries()) {
    all = all === null ? term : { kind: 'and', left: all, right: term };
    if (operators[index] === 'and') continue;
    some = some === null ? all : { kind: 'or', left: some, right: all };
    all = null;
  }
  if (some === null) throw new LogqlError('a label filter is empty', node.from);
  return some;

  function flatten(part: Node, isTop: boolean): void {
    const inner = part.children.filter(({ name }) => name === 'LabelFilter');
    // A filter in brackets stands alone.
    const isBracketed = !isTop && part.text.startsWith('(') && inner.length > 0;
    if (inner.length === 0) terms.push(readTerm(part));
    else if (isBracketed && closesAtEnd(part.text)) terms.push(readLabelFilter(part));
    else {
      for (const [index, each] of inner.entries()) {
        if (index > 0) operators.push(operatorBefore(part, each));
        flatten(each, inner.length === 1 && isTop && !part.text.startsWith('('));
      }
    }
  }
}

function operatorBefore(node: Node, operand: Node): 'and' | 'or' {
  const before = node.children[node.children.indexOf(operand) - 1];
  return before?.name === 'Or' ? 'or' : 'and';
}

/** Whether the bracket that opens a text is closed at its very end. */
function closesAtEnd(text: string): boolean {
  let depth = 0;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] as string;
    if (quote !== '') {
      if (sign === '\\' && quote === '"') at++;
      else if (sign === quote) quote = '';
    } else if (sign === '"' || sign === '`') quote = sign;
    else if (sign === '(') depth++;
    else if (sign === ')' && --depth === 0) return at === text.length - 1;
  }
  return false;
}

function readTerm(node: Node): LabelFilter {
  const [term] = node.children;
  const inner = term?.name === 'UnitFilter' ? term.children[0] : term;
  if (inner === undefined) throw new LogqlError('a label filter is empty', node.from);
  if (inner.name === 'Matcher') return { kind: 'match', matcher: readMatcher(inner) };
  const [label, operator] = inner.children;
  const name = label?.text ?? '';
  const written = operator?.text ?? '';
  if (inner.name === 'IpLabelFilter') {
    const value = checkedString('ip', need(inner, 'String'));
    return { kind: 'ip', name, op: written === '!=' ? '!=' : '=', value };
  }
  const op = (written === '=' ? '==' : written) as CompareOp;
  const literal = inner.children[2];
  const text = literal?.text ?? '';
  if (inner.name === 'DurationFilter')
    return { kind: 'duration', name, op, value: amount(parseGoDuration(text, true), inner) };
  if (inner.name === 'BytesFilter')
    return { kind: 'bytes', name, op, value: amount(parseBytes(text), inner) };
  return { kind: 'number', name, op, value: Number(text.replace(/\s/g, '')) };
}

function amount(value: number | null, { text, from }: Node): number {
  if (value === null) throw new LogqlError(`${text}: the amount cannot be read`, from);
  return value;
}
