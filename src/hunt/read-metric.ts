/** Metric queries: the grammar's tree as plain data. */
import {
  type BinaryOp,
  type Grouping,
  LogqlError,
  type Matching,
  type MetricQuery,
  type RangeAggregation,
  type RangeOp,
  type Unwrap,
  type VectorOp,
} from '../engine/logql/ast.ts';
import { parseGoDuration } from '../engine/logql/units.ts';
import { checkRange } from './check-range.ts';
import { readLabelFilter, readLog } from './read-log.ts';
import { child, elements, type Node, need, stringValue } from './syntax-tree.ts';

/** A metric query out of its syntax tree. Throws `LogqlError` with the place of what is wrong. */
export function readMetric(node: Node): MetricQuery {
  const [inner] = node.children;
  if (inner === undefined) throw new LogqlError('a metric query is empty', node.from);
  switch (inner.name) {
    case 'MetricExpr':
      return readMetric(inner);
    case 'RangeAggregationExpr':
      return readRange(inner);
    case 'VectorAggregationExpr':
      return readVector(inner);
    case 'BinOpExpr':
      return readBinary(inner);
    case 'LabelReplaceExpr':
      return readLabelReplace(inner);
    case 'LiteralExpr':
      return { kind: 'constant', value: numberOf(inner) };
    case 'VectorExpr':
      return { kind: 'vector-constant', value: numberOf(need(inner, 'Number')) };
    default:
      throw new LogqlError(`${inner.text} is not supported`, inner.from);
  }
}

function numberOf({ text }: Node): number {
  return Number(text.replace(/\s/g, ''));
}

function durationOf(node: Node): number {
  const seconds = parseGoDuration(need(node, 'Duration').text, true);
  if (seconds === null) throw new LogqlError(`${node.text}: the duration cannot be read`, node.from);
  return Math.round(seconds * 1000);
}

function readRange(node: Node): RangeAggregation {
  const log = withoutBrackets(need(node, 'LogRangeExpr'));
  const offset = child(log, 'OffsetExpr');
  const parameter = child(node, 'Number');
  const range: RangeAggregation = {
    kind: 'range',
    op: need(node, 'RangeOp').text as RangeOp,
    parameter: parameter === null ? null : numberOf(parameter),
    log: readLog(log),
    unwrap: readUnwrap(child(log, 'UnwrapExpr')),
    range: durationOf(need(log, 'Range')),
    offset: offset === null ? 0 : durationOf(offset),
    grouping: readGrouping(child(node, 'Grouping')),
  };
  checkRange(range, node.from);
  return range;
}

function withoutBrackets(node: Node): Node {
  const inner = child(node, 'LogRangeExpr');
  return inner === null ? node : withoutBrackets(inner);
}

function readUnwrap(node: Node | null): Unwrap | null {
  if (node === null) return null;
  const before = child(node, 'UnwrapExpr');
  if (before !== null) {
    const unwrap = readUnwrap(before) as Unwrap;
    return { ...unwrap, filters: [...unwrap.filters, readLabelFilter(need(node, 'LabelFilter'))] };
  }
  const convert = child(node, 'ConvOp')?.text ?? '';
  const conversion = convert.startsWith('duration') ? 'duration' : convert === 'bytes' ? 'bytes' : 'number';
  return { label: need(node, 'Identifier').text, conversion, filters: [] };
}

function readGrouping(node: Node | null): Grouping | null {
  if (node === null) return null;
  const labels = elements(child(node, 'Labels'), 'Labels', 'Identifier').map(({ text }) => text);
  return { without: child(node, 'Without') !== null, labels };
}

function readVector(node: Node): MetricQuery {
  const op = need(node, 'VectorOp').text as VectorOp;
  const parameter = child(node, 'Number');
  const needsParameter = op === 'topk' || op === 'bottomk';
  if (needsParameter && parameter === null)
    throw new LogqlError(`parameter required for operation ${op}: ${op}(5, …)`, node.from);
  if (!needsParameter && parameter !== null)
    throw new LogqlError(`unsupported parameter for operation ${op}(${parameter.text},`, parameter.from);
  if (parameter !== null && !(Number.isInteger(numberOf(parameter)) && numberOf(parameter) > 0))
    throw new LogqlError(
      `invalid parameter (must be greater than 0) ${op}(${parameter.text}`,
      parameter.from,
    );
  const grouping = readGrouping(child(node, 'Grouping'));
  if (grouping !== null && (op === 'sort' || op === 'sort_desc'))
    throw new LogqlError(`grouping not allowed for ${op} aggregation`, node.from);
  return {
    kind: 'vector',
    op,
    parameter: parameter === null ? null : numberOf(parameter),
    grouping,
    inner: readMetric(need(node, 'MetricExpr')),
  };
}

function readLabelReplace(node: Node): MetricQuery {
  const [target = '', replacement = '', source = '', regex = ''] = node.children
    .filter(({ name }) => name === 'String')
    .map(stringValue);
  return {
    kind: 'label_replace',
    inner: readMetric(need(node, 'MetricExpr')),
    target,
    replacement,
    source,
    regex,
  };
}

const STRENGTH: Readonly<Record<BinaryOp, number>> = {
  ...{ or: 1, and: 2, unless: 2 },
  ...{ '==': 3, '!=': 3, '>': 3, '>=': 3, '<': 3, '<=': 3 },
  ...{ '+': 4, '-': 4, '*': 5, '/': 5, '%': 5, '^': 6 },
};

type Operator = { readonly op: BinaryOp; readonly bool: boolean; readonly matching: Matching | null };

/**
 * The grammar's tree gives `1 + 2 * 3` as `(1 + 2) * 3`: chains are taken apart and put together by Loki's strengths.
 * Brackets stay what they are: they are a node of their own.
 */
function readBinary(node: Node): MetricQuery {
  const operands: MetricQuery[] = [];
  const operators: Operator[] = [];
  flatten(node);
  return climb(0);

  function flatten(part: Node): void {
    const [left, right] = part.children.filter(({ name }) => name === 'Expr') as [Node, Node];
    side(left, 'left', part);
    operators.push(readOperator(part));
    side(right, 'right', part);
  }

  function side(expression: Node, which: 'left' | 'right', part: Node): void {
    const metric = child(expression, 'MetricExpr');
    if (metric === null) {
      const { op } = readOperator(part);
      throw new LogqlError(
        `unexpected type for ${which} leg of binary operation (${op}): a log query has no values; write rate(… [1m])`,
        expression.from,
      );
    }
    const [inner] = metric.children;
    if (inner?.name === 'BinOpExpr') flatten(inner);
    else operands.push(readMetric(metric));
  }

  function climb(weakest: number): MetricQuery {
    let left = operands.shift() as MetricQuery;
    for (let next = operators[0]; next && STRENGTH[next.op] >= weakest; next = operators[0]) {
      operators.shift();
      const strength = STRENGTH[next.op];
      const right = climb(next.op === '^' ? strength : strength + 1);
      left = { kind: 'binary', ...next, left, right };
    }
    return left;
  }
}

function readOperator(node: Node): Operator {
  const at = node.children.findIndex(({ name }) => name === 'Expr') + 1;
  const op = (node.children[at]?.text ?? '') as BinaryOp;
  const modifier = child(node, 'BinOpModifier');
  if (modifier === null) return { op, bool: false, matching: null };
  return { op, bool: child(modifier, 'Bool') !== null, matching: readMatching(modifier) };
}

function readMatching(modifier: Node): Matching | null {
  const how = child(modifier, 'OnOrIgnoringModifier');
  if (how === null) return null;
  const group = child(modifier, 'GroupLeft', 'GroupRight');
  return {
    on: child(how, 'On') !== null,
    labels: labelsOf(child(how, 'GroupingLabels')),
    group:
      group === null
        ? null
        : {
            side: group.name === 'GroupLeft' ? 'left' : 'right',
            include: labelsOf(child(modifier, 'GroupingLabels')),
          },
  };
}

function labelsOf(node: Node | null): readonly string[] {
  const list = node === null ? null : child(node, 'GroupingLabelList');
  return elements(list, 'GroupingLabelList', 'GroupingLabel').map(({ text }) => text);
}
