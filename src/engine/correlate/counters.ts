import type { EventCount } from './event-count.ts';
import type { Counter, CountingRule } from './plan.ts';

/** What decides whether rules may share a window. */
type Counted = {
  /** Input ids, each once. */
  readonly inputs: readonly number[];
  /** Indices of the detections that make the rule forget. */
  readonly resetBy: readonly number[];
  readonly single: boolean;
};

type Share = { readonly inputs: string; resets: string | null; readonly counter: Counter };

/** Lets rules share a window that count the same inputs in the same groups and, as far as they forget, forget alike. */
export class Counters {
  private readonly shares: Share[] = [];

  /** The rule with its window. */
  add(
    head: Omit<CountingRule, 'kind' | 'rule' | 'counter' | 'opens'>,
    rule: EventCount,
    { inputs, resetBy, single }: Counted,
  ): CountingRule {
    const counts = JSON.stringify([...inputs].sort());
    const forgets = resetBy.length === 0 ? null : JSON.stringify([...resetBy].sort());
    let share = this.shares.find(
      (other) =>
        other.counter.table === head.table &&
        other.inputs === counts &&
        (!forgets || !other.resets || other.resets === forgets),
    );
    if (!share) {
      const { table, column, index } = head;
      const bounds = { span: 0, capacity: 0 };
      const counter: Counter = { kind: 'window', table, column, index, bounds, single, rules: [] };
      share = { inputs: counts, resets: forgets, counter };
      this.shares.push(share);
    }
    share.resets ??= forgets;
    const { counter } = share;
    counter.bounds.span = Math.max(counter.bounds.span, rule.count.span);
    counter.bounds.capacity = Math.max(counter.bounds.capacity, rule.capacity);
    const made: CountingRule = { ...head, kind: 'counts', rule, counter, opens: [] };
    counter.rules.push(made);
    return made;
  }
}
