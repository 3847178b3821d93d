import { filtersByRule } from '../../engine/sigma/links/filters.ts';
import type { CorrelationRule, DetectionRule, SigmaRule } from '../../engine/sigma/spec.ts';
import type { Logsource } from '../../model/log-event.ts';
import type { LoadedRuleSet } from '../rule-set.ts';
import { correlationQuery, type References } from './correlation.ts';
import { type LineTest, lineTest, logQuery } from './detection.ts';
import type { LogFormat } from './log-format.ts';
import { Unconvertible } from './unconvertible.ts';

/** As Loki's own limit: what is longer is refused. */
export const LONGEST_QUERY = 5120;

export type ConvertedRule = {
  readonly rule: SigmaRule;
  /** Whether it alerts by itself, or only feeds others. */
  readonly alerts: boolean;
} & (
  | {
      readonly ok: true;
      /** Of a detection the lines; of a correlation a metric that has a point where the rule would alert. */
      readonly query: string;
      /** A metric that has a point while the rule alerts. */
      readonly metric: string;
    }
  | { readonly ok: false; readonly why: string }
);

/** Every rule that runs as LogQL, or why it cannot be. `selector`: the streams that are looked at. */
export function convertRules(
  { rules, filters, placeholders }: Pick<LoadedRuleSet, 'rules' | 'filters' | 'placeholders'>,
  selector: string,
): readonly ConvertedRule[] {
  const compiled = [...rules.detections, ...rules.correlations];
  const { references, testOf } = referencesAmong({ rules, filters, placeholders });
  return compiled.map(({ rule, alerts }) => {
    try {
      const { query, metric } =
        rule.kind === 'detection'
          ? detectionQueries(testOf(rule), selector)
          : sameQuery(correlationQuery(rule, references, selector));
      if (metric.length > LONGEST_QUERY)
        throw new Unconvertible(
          `the query would be longer than Loki takes (${metric.length} of ${LONGEST_QUERY})`,
        );
      return { rule, alerts, ok: true, query, metric };
    } catch (error) {
      if (!(error instanceof Unconvertible)) throw error;
      return { rule, alerts, ok: false, why: error.message };
    }
  });
}

/** What rules say of one another. `testOf` throws `Unconvertible`. */
export function referencesAmong(
  { rules, filters, placeholders }: Pick<LoadedRuleSet, 'rules' | 'filters' | 'placeholders'>,
  formatOf?: (logsource: Logsource) => LogFormat,
): {
  readonly references: References;
  readonly testOf: (rule: DetectionRule) => LineTest;
} {
  const all = [...rules.detections, ...rules.correlations].map(({ rule }) => rule);
  const filtersOf = filtersByRule(all, filters, []);
  const testOf = (rule: DetectionRule): LineTest =>
    lineTest(rule, filtersOf.get(rule) ?? [], placeholders, formatOf);
  const named = (name: string): SigmaRule => {
    const found = all.find((rule) => rule.id === name || rule.name === name);
    if (!found) throw new Unconvertible(`${name} is not loaded`);
    return found;
  };
  const testNamed = (name: string): LineTest => {
    const found = named(name);
    if (found.kind === 'correlation')
      throw new Unconvertible(`it builds on another correlation (${found.name})`);
    try {
      return testOf(found);
    } catch (error) {
      if (error instanceof Unconvertible) throw new Unconvertible(`${found.name}: ${error.message}`);
      throw error;
    }
  };
  return {
    testOf,
    references: {
      inputs: (rule) => rule.rules.map((name) => ({ name, test: testNamed(name) })),
      correlation: (name): CorrelationRule => {
        const found = named(name);
        if (found.kind !== 'correlation') throw new Unconvertible(`${name} is not loaded`);
        return found;
      },
    },
  };
}

type Queries = { readonly query: string; readonly metric: string };

function sameQuery(query: string): Queries {
  return { query, metric: query };
}

function detectionQueries(test: LineTest, selector: string): Queries {
  const query = logQuery(selector, [test]);
  const by = test.format.labels?.src_ip === undefined ? '' : ' by (src_ip)';
  return { query, metric: `sum${by} (count_over_time(${query} | __error__="" [1m])) > 0` };
}
