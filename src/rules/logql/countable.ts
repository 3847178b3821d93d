import type { CorrelationRule, DetectionRule, SigmaRule } from '../../engine/sigma/spec.ts';
import { type DurationMs, SECOND_MS } from '../../model/time.ts';
import type { LoadedRuleSet } from '../rule-set.ts';
import { LONGEST_QUERY, referencesAmong } from './convert.ts';
import { candidateQuery, type References } from './correlation.ts';
import { type LineTest, logQuery } from './detection.ts';
import { Unconvertible } from './unconvertible.ts';

/** How Loki is asked which groups a rule may alert for. */
export type CountedRule = {
  readonly name: string;
  /** A metric with a point for each group that had enough in the window before it. */
  readonly query: string;
  readonly window: DurationMs;
  /** It is asked about moments so far apart. */
  readonly every: DurationMs;
};

export type Countable = {
  readonly counted: readonly CountedRule[];
  /** What comes behind a selector to find the lines of rules that alert of a single one. */
  readonly lines: readonly { readonly name: string; readonly stages: string }[];
  /** Rules that look at lines and cannot be looked for in this way. */
  readonly left: readonly { readonly name: string; readonly why: string }[];
  /** The longest time that any of them looks back. */
  readonly longest: DurationMs;
};

/** Long windows are looked at more seldom: a day of lines is not to be counted anew every few seconds. */
const SHORTEST_STEP_MS = 10 * SECOND_MS;
const STEPS_PER_SPAN = 20;
/** What this program tells of itself, and what stands in no line: not Loki's affair. */
const OF_NO_LINES: ReadonlySet<string> = new Set(['soc-console', 'capture']);
/** Fields that are worked out from all lines that ever were. */
const NEEDS_ALL = 'x_new_source';

/**
 * Which rules can be looked for by asking Loki how much there is, instead of reading all lines. What comes back are
 * groups that may alert, all of them and some more: their lines are read then, and judged as ever.
 */
export function countableRules(
  loaded: Pick<LoadedRuleSet, 'rules' | 'filters' | 'placeholders'>,
  selector: string,
): Countable {
  const { references, testOf } = referencesAmong(loaded);
  const { detections, correlations } = loaded.rules;
  const counted: CountedRule[] = [];
  const lines: Countable['lines'][number][] = [];
  const left: Countable['left'][number][] = [];
  const known = new Set<string>();
  let longest = 0;
  const sort = (rule: SigmaRule, alerts: boolean, take: () => void): void => {
    try {
      take();
      for (const name of [rule.name, rule.id]) known.add(name);
      if (rule.kind === 'correlation') longest = Math.max(longest, rule.timespan);
    } catch (error) {
      if (!(error instanceof Unconvertible)) throw error;
      if (alerts) left.push({ name: rule.name, why: error.message });
    }
  };
  for (const { rule, alerts } of detections) {
    if (!alerts || OF_NO_LINES.has(rule.logsource.product ?? '')) continue;
    sort(rule, alerts, () => lines.push({ name: rule.name, stages: stagesOf(testOf(rule)) }));
  }
  const ofNoLines = namesOf(detections.filter(({ rule }) => OF_NO_LINES.has(rule.logsource.product ?? '')));
  const needsAll = namesOf(detections.filter(({ rule }) => mentions(rule, NEEDS_ALL)));
  for (const { rule, alerts } of correlations) {
    if (rule.rules.every((name) => ofNoLines.has(name))) {
      for (const name of [rule.name, rule.id]) ofNoLines.add(name);
      continue;
    }
    sort(rule, alerts, () => {
      const all = rule.rules.find((name) => needsAll.has(name));
      if (all !== undefined) throw new Unconvertible(`${all} wants to know every line that ever was`);
      const isThrough = rule.type.startsWith('temporal') && rule.rules.some((name) => known.has(name));
      if (!isThrough) counted.push(countedRule(rule, references, selector));
    });
  }
  return { counted, lines, left, longest };
}

function countedRule(rule: CorrelationRule, references: References, selector: string): CountedRule {
  const every = Math.max(SHORTEST_STEP_MS, Math.ceil(rule.timespan / STEPS_PER_SPAN / SECOND_MS) * SECOND_MS);
  // Whatever stretch of the rule's own length: the window before the next moment asked about holds it whole.
  const window = rule.timespan + every;
  const query = candidateQuery(rule, references.inputs(rule), selector, window);
  if (query.length > LONGEST_QUERY)
    throw new Unconvertible(
      `the query would be longer than Loki takes (${query.length} of ${LONGEST_QUERY})`,
    );
  return { name: rule.name, query, window, every };
}

function stagesOf(test: LineTest): string {
  return logQuery('', [test]).trim();
}

function namesOf(compiled: readonly { readonly rule: SigmaRule }[]): Set<string> {
  return new Set(compiled.flatMap(({ rule }) => [rule.name, rule.id]));
}

function mentions({ searches }: DetectionRule, field: string): boolean {
  return [...searches.values()].some((search) => JSON.stringify(search).includes(`"${field}"`));
}
