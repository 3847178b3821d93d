import type { Comparison, CorrelationRule } from '../../engine/sigma/spec.ts';
import { type DurationMs, formatDuration } from '../../model/time.ts';
import type { CandidateFormat } from './candidate-format.ts';
import { type LineTest, logQuery } from './detection.ts';
import { labelOf, PLAIN } from './log-format.ts';
import { Unconvertible } from './unconvertible.ts';

/** A rule that a correlation refers to, by the name that it uses. */
export type Input = { readonly name: string; readonly test: LineTest };

const COMPARISONS: Readonly<Record<Comparison, string>> = {
  ...{ gt: '>', gte: '>=', lt: '<', lte: '<=', eq: '==', neq: '!=' },
};

/** What a correlation refers to. Each throws `Unconvertible`. */
export type References = {
  /** The lines of its rules, in order. */
  inputs(rule: CorrelationRule): readonly Input[];
  /** The correlation of that name. */
  correlation(name: string): CorrelationRule;
};

/**
 * A metric query that has a point where the rule would alert. What another rule tells of (`x_unless`) is taken out as
 * long as that one's own condition holds. Throws `Unconvertible`.
 */
export function correlationQuery(rule: CorrelationRule, references: References, selector: string): string {
  refuseOwn(rule);
  const own = ownQuery(rule, references.inputs(rule), selector, rule.timespan);
  return rule.unless.reduce((query, name) => {
    const other = references.correlation(name);
    const inputs = references.inputs(other);
    refuseOwn(other);
    const labels = groupLabels(other, inputs).replace(/^ by /, '') || '()';
    return `(${query}) unless on ${labels} (${ownQuery(other, inputs, selector, other.timespan)})`;
  }, own);
}

/**
 * A metric query that has a point for each group that may alert: a window of this length contains the rule's own. The rule's
 * other conditions only leave groups out, so they need no place here; nor does order. Lines of several formats are counted
 * separately, each against its share: if all together reach the threshold, one of them reaches its share. Throws `Unconvertible`.
 */
export function candidateQuery(
  rule: CorrelationRule,
  inputs: readonly Input[],
  selector: string,
  window: DurationMs,
): string {
  const counts = rule.type === 'event_count' || rule.type === 'value_count';
  if (!counts && !rule.type.startsWith('temporal'))
    throw new Unconvertible(`${rule.type} may be reached in a part of a time and not in all of it`);
  if (counts && rule.condition.some(({ op }) => op !== 'gt' && op !== 'gte'))
    throw new Unconvertible('it is about too little, not about too much');
  if (!counts) {
    if (rule.groupBy.length === 0) throw new Unconvertible('it looks at all lines together');
    return ownQuery({ ...rule, type: 'temporal' }, inputs, selector, window);
  }
  const formats = [...new Set(inputs.map(({ test }) => test.format))];
  const kinds = formats.map((format) => inputs.filter(({ test }) => test.format === format));
  const condition = rule.condition.map(({ op, value }) => ({
    op: 'gte' as const,
    value: Math.ceil((op === 'gt' ? value + 1 : value) / kinds.length),
  }));
  const shared = { ...rule, condition };
  const queries = kinds.map((of) =>
    rule.type === 'event_count'
      ? compared(shared, weighed(shared, of, selector, window))
      : ownQuery(shared, of, selector, window),
  );
  const [only = ''] = queries;
  return queries.length === 1 ? only : queries.map((query) => `(${query})`).join(' or ');
}

/** At least as many as there are events: lines may tell several, or the same one again. */
function weighed(
  rule: CorrelationRule,
  inputs: readonly Input[],
  selector: string,
  window: DurationMs,
): string {
  const tests = inputs.map(({ test }) => test);
  const { weight, tellers }: CandidateFormat = tests[0]?.format ?? PLAIN;
  const by = groupLabels(rule, inputs);
  const span = `[${formatDuration(window)}]`;
  const lines = `${logQuery(selector, tests)} | __error__=""`;
  if (weight === undefined) return `sum${by} (count_over_time(${lines} ${span}))`;
  const sum = `sum_over_time(${lines} | unwrap ${weight} | __error__="" ${span})`;
  if (tellers === undefined) return `sum${by} (${sum})`;
  const [each, told] = [andBy(by, tellers.machine), andBy(andBy(by, tellers.machine), tellers.label)];
  return `sum${by} (max${each} (sum${told} (${sum})))`;
}

/** What a rule that counts measures in its time: a metric that is compared with nothing. Throws `Unconvertible`. */
export function measureQuery(rule: CorrelationRule, inputs: readonly Input[], selector: string): string {
  if (rule.type.startsWith('temporal')) throw new Unconvertible('it counts nothing');
  return ownQuery({ ...rule, condition: [] }, inputs, selector, rule.timespan);
}

function ownQuery(
  rule: CorrelationRule,
  inputs: readonly Input[],
  selector: string,
  window: DurationMs,
): string {
  const span = `[${formatDuration(window)}]`;
  const by = groupLabels(rule, inputs);
  const lines = (of: readonly Input[]): string =>
    `${logQuery(
      selector,
      of.map(({ test }) => test),
    )} | __error__=""`;
  const counted = (of: readonly Input[]): string => `sum${by} (count_over_time(${lines(of)} ${span}))`;
  switch (rule.type) {
    case 'event_count':
      return compared(rule, counted(inputs));
    case 'value_count': {
      const field = fieldLabel(rule, inputs);
      const each = andBy(by, field);
      const withValue = `${lines(inputs)} | ${field}!=""`;
      return compared(rule, `count${by} (sum${each} (count_over_time(${withValue} ${span})))`);
    }
    case 'value_sum':
      return compared(rule, `sum${by} (sum_over_time(${unwrapped(rule, inputs, lines)} ${span}))`);
    case 'value_avg':
      return compared(rule, `avg_over_time(${unwrapped(rule, inputs, lines)} ${span})${by || ' by ()'}`);
    case 'value_min':
    case 'value_max': {
      const least = rule.type === 'value_min' ? 'min' : 'max';
      const values = `${unwrapped(rule, inputs, lines)} ${span}`;
      return compared(rule, `${least}_over_time(${values})${by || ' by ()'}`);
    }
    case 'value_median':
    case 'value_percentile': {
      const share = rule.type === 'value_median' ? 0.5 : rule.percentile / 100;
      const values = `${unwrapped(rule, inputs, lines)} ${span}`;
      return compared(rule, `quantile_over_time(${share}, ${values})${by || ' by ()'}`);
    }
    case 'temporal': {
      if (
        rule.wanted !== null ||
        rule.condition.some(({ op, value }) => op !== 'gte' || value < inputs.length)
      )
        throw new Unconvertible('LogQL does not tell some of its rules from all');
      const matching = by === '' ? ' and on () ' : ` and on${by.slice(' by'.length)} `;
      return inputs.map((input) => `(${counted([input])} > 0)`).join(matching);
    }
    case 'temporal_ordered':
      throw new Unconvertible('LogQL does not know in which order lines came');
  }
}

function refuseOwn(rule: CorrelationRule): void {
  const own: readonly (readonly [name: string, isUsed: boolean])[] = [
    ['x_reset_by', rule.resetBy.length > 0],
    ['x_median_gap', rule.medianGap !== null],
    ['x_most_each', rule.mostEach !== null],
    ['x_also', rule.also !== null],
  ];
  const used = own.find(([, isUsed]) => isUsed)?.[0];
  if (used !== undefined) throw new Unconvertible(`LogQL has nothing like ${used}`);
}

function groupLabels(rule: CorrelationRule, inputs: readonly Input[]): string {
  if (rule.groupBy.length === 0) return '';
  return ` by (${rule.groupBy.map((name) => sameLabel(rule, inputs, name)).join(', ')})`;
}

/** ` by (a)` and one more. */
function andBy(by: string, label: string): string {
  return by === '' ? ` by (${label})` : by.replace(')', `, ${label})`);
}

function fieldLabel(rule: CorrelationRule, inputs: readonly Input[]): string {
  const [field, ...more] = rule.fields;
  if (field === undefined || more.length > 0) throw new Unconvertible('it looks at several fields together');
  return sameLabel(rule, inputs, field);
}

/** The label that a field or an alias is in the lines of every rule: they have to agree. */
function sameLabel(rule: CorrelationRule, inputs: readonly Input[], name: string): string {
  const labels = inputs.map(({ name: input, test }) =>
    labelOf(rule.aliases.get(name)?.get(input) ?? name, test.format),
  );
  const [label = name] = labels;
  if (labels.some((other) => other !== label))
    throw new Unconvertible(`${name} has another name in each log (${labels.join(', ')})`);
  return label;
}

function unwrapped(
  rule: CorrelationRule,
  inputs: readonly Input[],
  lines: (of: readonly Input[]) => string,
): string {
  const [before, error] = [lines(inputs), ' | __error__=""'];
  return `${before.slice(0, -error.length)} | unwrap ${fieldLabel(rule, inputs)}${error}`;
}

/** Groups that have not enough are left out: what comes back is what would alert. */
function compared({ condition }: CorrelationRule, counted: string): string {
  return condition.reduce(
    (query, { op, value }, index) => `${index === 0 ? query : `(${query})`} ${COMPARISONS[op]} ${value}`,
    counted,
  );
}
