import type { Forgive } from '../../sigma/spec.ts';
import { bitOf } from '../groups/groups.ts';
import type { WindowRule } from '../windows/window-rule.ts';
import type { ValueFields } from '../windows/window-value.ts';
import type { Counter, CountingRule } from './plan.ts';

/** What decides whether rules may share a window. */
type Counted = {
  /** Input ids, each once. */
  readonly inputs: readonly number[];
  /** Indices of the detections that make the rule forget. */
  readonly resetBy: readonly number[];
  /** What it forgives, and the indices of the detections by which it does. */
  readonly forgive: (Forgive & { readonly indices: readonly number[] }) | null;
  readonly single: boolean;
  /** What is told apart; null: every event counts. */
  readonly values: ValueFields | null;
};

/** `resets`, `forgives`: of its rules that do; null: none of them. `keeps`: one of them wants every event to stay. */
type Share = {
  resets: string | null;
  forgives: string | null;
  forgivesBy: string | null;
  keeps: boolean;
  readonly counter: Counter;
};

/**
 * Lets rules share a window that count the same inputs in the same groups and, as far as they forget, forget alike. What is
 * forgiven is missing for all of them: nobody may mind but those for whom the same event empties the window.
 */
export class Counters {
  /** The windows that rules share so far, keyed by their table and what they count. */
  private readonly shares = new Map<string, Share[]>();

  /** The rule with its window. */
  add(
    head: Omit<CountingRule, 'kind' | 'rule' | 'counter' | 'bit' | 'opens' | 'forgive' | 'tiered'>,
    rule: WindowRule,
    { inputs, resetBy, forgive, single, values }: Counted,
  ): CountingRule {
    const counts = JSON.stringify([head.table, [...inputs].sort(), values]);
    const forgets = resetBy.length === 0 ? null : JSON.stringify([...resetBy].sort());
    const alike = this.shares.get(counts) ?? [];
    this.shares.set(counts, alike);
    const forgives = forgive && JSON.stringify([forgive.indices, forgive.within, forgive.most]);
    const by = forgive && JSON.stringify([...forgive.indices].sort());
    const keeps = forgive === null && forgets === null;
    let share = alike.find((each) => {
      if (forgets && each.resets && each.resets !== forgets) return false;
      const all = { resets: each.resets ?? forgets, forgives: each.forgives ?? forgives };
      if (all.forgives === null) return true;
      const isReset = all.resets === null || all.resets === (each.forgivesBy ?? by);
      return isReset && !keeps && !each.keeps && (forgives ?? all.forgives) === all.forgives;
    });
    if (!share) {
      const { table, column, index } = head;
      const bounds = { span: 0, capacity: 0, kept: 0, keptSpan: 0 };
      const counter: Counter = { kind: 'window', table, column, index, bounds, single, values, told: [] };
      share = { resets: forgets, forgives, forgivesBy: by, keeps, counter };
      alike.push(share);
    }
    share.resets ??= forgets;
    share.forgives ??= forgives;
    share.forgivesBy ??= by;
    share.keeps ||= keeps;
    const { counter } = share;
    for (const need of ['span', 'capacity', 'kept', 'keptSpan'] as const)
      counter.bounds[need] = Math.max(counter.bounds[need], rule.needs[need]);
    const { spec, timespan, alerts, index, inputId, unless, feeds, settle, table, column } = head;
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
      settle,
      table,
      column,
      rule,
      counter,
      bit: bitOf(column),
      opens: [],
      forgive,
      tiered: spec.tiers.length > 0,
    };
  }
}
