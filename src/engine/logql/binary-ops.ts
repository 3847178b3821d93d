import { type BinaryOp, LogqlError, type Matching } from './ast.ts';
import type { Sample, Series, SeriesTable, Value } from './series.ts';

const COMPARISONS: ReadonlySet<BinaryOp> = new Set(['==', '!=', '>', '>=', '<', '<=']);

type Operation = { readonly op: BinaryOp; readonly bool: boolean; readonly matching: Matching | null };

/** Two values joined at one moment; remembers which series belong together. */
export class BinaryOperation {
  private readonly signatures = new Map<Series, Series>();
  private readonly names: ReadonlySet<string>;

  constructor(
    private readonly operation: Operation,
    private readonly table: SeriesTable,
  ) {
    this.names = new Set(operation.matching?.labels ?? []);
  }

  of(left: Value, right: Value): Value {
    const { op, bool } = this.operation;
    if (typeof left === 'number' && typeof right === 'number') return calculate(op, left, right);
    if (typeof left === 'number')
      return each(right as readonly Sample[], ({ value }) => merge(op, bool, left, value, value));
    if (typeof right === 'number') return each(left, ({ value }) => merge(op, bool, value, right, value));
    switch (op) {
      case 'and':
        return this.kept(left, right, true);
      case 'unless':
        return this.kept(left, right, false);
      case 'or':
        return [...left, ...this.kept(right, left, false)];
      default:
        return this.joined(left, right);
    }
  }

  private kept(samples: readonly Sample[], others: readonly Sample[], isWanted: boolean): readonly Sample[] {
    const there = new Set(others.map(({ series }) => this.signature(series)));
    return samples.filter(({ series }) => there.has(this.signature(series)) === isWanted);
  }

  private joined(left: readonly Sample[], right: readonly Sample[]): readonly Sample[] {
    const { op, bool, matching } = this.operation;
    const group = matching?.group ?? null;
    const isSwapped = group?.side === 'right';
    const [many, one] = isSwapped ? [right, left] : [left, right];
    const partners = this.partners(one, isSwapped ? 'left' : 'right');
    const matched = new Set<Series>();
    const result: Sample[] = [];
    for (const sample of many) {
      const signature = this.signature(sample.series);
      const partner = partners.get(signature);
      if (partner === undefined) continue;
      const series = this.resultOf(sample.series, partner.series);
      const mark = group === null ? signature : series;
      if (matched.has(mark))
        throw new LogqlError(
          group === null
            ? 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)'
            : 'multiple matches for labels: grouping labels must ensure unique matches',
        );
      matched.add(mark);
      const [a, b] = isSwapped ? [partner.value, sample.value] : [sample.value, partner.value];
      const value = merge(op, bool, a, b, a);
      if (value !== null) result.push({ series, value });
    }
    return result;
  }

  private partners(samples: readonly Sample[], side: 'left' | 'right'): ReadonlyMap<Series, Sample> {
    const partners = new Map<Series, Sample>();
    for (const sample of samples) {
      const signature = this.signature(sample.series);
      if (partners.has(signature))
        throw new LogqlError(
          `found duplicate series on the ${side} hand-side;many-to-many matching not allowed: matching labels must be unique on one side`,
        );
      partners.set(signature, sample);
    }
    return partners;
  }

  private signature(series: Series): Series {
    const known = this.signatures.get(series);
    if (known) return known;
    const signature = this.operation.matching?.on
      ? this.table.only(series, this.names)
      : this.table.without(series, this.names);
    this.signatures.set(series, signature);
    return signature;
  }

  private resultOf(many: Series, one: Series): Series {
    const { matching } = this.operation;
    if (matching === null) return many;
    if (matching.group === null) return this.signature(many);
    return matching.group.include.reduce(
      (series, name) => this.table.with(series, name, one.pairs.find(([label]) => label === name)?.[1] ?? ''),
      many,
    );
  }
}

function each(samples: readonly Sample[], value: (sample: Sample) => number | null): readonly Sample[] {
  return samples.flatMap((sample) => {
    const found = value(sample);
    return found === null ? [] : [{ series: sample.series, value: found }];
  });
}

/** A comparison keeps or leaves out the value `kept`, unless it is asked for `bool`. */
function merge(op: BinaryOp, bool: boolean, left: number, right: number, kept: number): number | null {
  const value = calculate(op, left, right);
  if (!COMPARISONS.has(op) || bool) return value;
  return value === 1 ? kept : null;
}

/** Comparisons are 1 or 0. Division by nothing is no number, as in Loki. */
function calculate(op: BinaryOp, left: number, right: number): number {
  switch (op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? Number.NaN : left / right;
    case '%':
      return right === 0 ? Number.NaN : left % right;
    case '^':
      return left ** right;
    case '==':
      return Number(left === right);
    case '!=':
      return Number(left !== right);
    case '>':
      return Number(left > right);
    case '>=':
      return Number(left >= right);
    case '<':
      return Number(left < right);
    case '<=':
      return Number(left <= right);
    default:
      throw new LogqlError(
        `unexpected literal for leg of logical/set binary operation (${op}): both sides must be vectors`,
      );
  }
}
