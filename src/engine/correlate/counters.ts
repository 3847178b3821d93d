import { bitOf } from './groups.ts';
import type { Counter, CountingRule } from './plan.ts';
import type { WindowRule } from './window-rule.ts';
import type { ValueFields } from './window-value.ts';

/** What decides whether rules may share a window. */
type Counted = {
  /** Input ids, each once. */
  readonly inputs: readonly number[];
  /** Indices of the detections that make the rule forget. */
  readonly resetBy: readonly number[];
  readonly single: boolean;
  /** What is told apart; null: every event counts. */
  readonly values: ValueFields | null;
};

type Share = { resets: string | null; readonly counter: Counter };

/** Lets rules share a window that count the same inputs in the same groups and, as far as they forget, forget alike. */
export class Counters {
  /** By table and what is counted. */
  private readonly shares = new Map<string, Share[]>();

  /** The rule with its window. */
  add(
    head: Omit<CountingRule, 'kind' | 'rule' | 'counter' | 'bit' | 'opens' | 'tiered'>,
    rule: WindowRule,
    { inputs, resetBy, single, values }: Counted,
  ): CountingRule {
    const counts = JSON.stringify([head.table, [...inputs].sort(), values]);
    const forgets = resetBy.length === 0 ? null : JSON.stringify([...resetBy].sort());
    const alike = this.shares.get(counts) ?? [];
    this.shares.set(counts, alike);
    let share = alike.find(({ resets }) => !forgets || !resets || resets === forgets);
    if (!share) {
      const { table, column, index } = head;
      const bounds = { span: 0, capacity: 0, kept: 0, keptSpan: 0 };
      const counter: Counter = { kind: 'window', table, column, index, bounds, single, values, told: [] };
      share = { resets: forgets, counter };
      alike.push(share);
    }
    share.resets ??= forgets;
    const { counter } = share;
    for (const need of ['span', 'capacity', 'kept', 'keptSpan'] as const)
      counter.bounds[need] = Math.max(counter.bounds[need], rule.needs[need]);
    const { spec, timespan, alerts, index, inputId, unless, feeds, table, column } = head;
    // Written out: what is spread has a hidden class for each rule, and every event reads many of them.
    return {
      kind: 'counts',
      spec,
      timespan,
      alerts,
      index,
      inputId,
      unless,
      feeds,
      table,
      column,
      rule,
      counter,
      bit: bitOf(column),
      opens: [],
      tiered: spec.tiers.length > 0,
    };
  }
}
