import type { Condition } from '../../sigma/condition.ts';
import type { CorrelationRule } from '../../sigma/spec.ts';

/** One event of a group, as far as a measure looks at it. */
export type Sample = {
  /** How often it happened. */
  readonly count: number;
  /** What is told apart: the value of the rule's fields, or which of its rules came true. */
  readonly value: string;
  /** The value as a number. */
  readonly amount: number;
};

/** A figure over the samples of a window, kept up as they come and go. */
export type Aggregate = {
  add(sample: Sample): void;
  /** One that was added, and not removed since. */
  remove(sample: Sample): void;
  /** Null when there is nothing to measure. */
  value(): number | null;
};

/** What keeps the figure of one group for a rule of this type. */
export function aggregateFor({
  type,
  percentile,
  wanted,
  rules,
}: Pick<CorrelationRule, 'type' | 'percentile' | 'wanted' | 'rules'>): Aggregate {
  switch (type) {
    case 'value_count':
    case 'temporal':
    case 'temporal_ordered':
      return wanted === null ? new Distinct() : new Joined(wanted.condition, rules);
    case 'value_sum':
      return new Sum();
    case 'value_avg':
      return new Average();
    case 'value_min':
      return new Percentile(0);
    case 'value_max':
      return new Percentile(100);
    case 'value_median':
      return new Percentile(null);
    case 'value_percentile':
      return new Percentile(percentile);
    case 'event_count':
      return new Count();
  }
}

class Distinct implements Aggregate {
  protected readonly counts = new Map<string, number>();

  add({ value }: Sample): void {
    this.counts.set(value, (this.counts.get(value) ?? 0) + 1);
  }

  remove({ value }: Sample): void {
    const left = (this.counts.get(value) ?? 0) - 1;
    if (left > 0) this.counts.set(value, left);
    else this.counts.delete(value);
  }

  value(): number {
    return this.counts.size;
  }
}

/** How many of the rules came true when they are those that a condition in words wants, else 0. */
class Joined extends Distinct {
  constructor(
    private readonly condition: Condition,
    private readonly rules: readonly string[],
  ) {
    super();
  }

  override value(): number {
    return this.holds(this.condition) ? super.value() : 0;
  }

  private holds(condition: Condition): boolean {
    switch (condition.kind) {
      case 'search':
        return this.counts.has(String(this.rules.indexOf(condition.name)));
      case 'not':
        return !this.holds(condition.of);
      case 'and':
        return condition.of.every((part) => this.holds(part));
      case 'or':
        return condition.of.some((part) => this.holds(part));
    }
  }
}

class Count implements Aggregate {
  private count = 0;

  add({ count }: Sample): void {
    this.count += count;
  }

  remove({ count }: Sample): void {
    this.count -= count;
  }

  value(): number {
    return this.count;
  }
}

class Sum implements Aggregate {
  private sum = 0;
  private samples = 0;

  add({ amount, count }: Sample): void {
    this.sum += amount * count;
    this.samples++;
  }

  remove({ amount, count }: Sample): void {
    this.samples--;
    // A remainder of rounding must not grow for ever.
    this.sum = this.samples === 0 ? 0 : this.sum - amount * count;
  }

  value(): number | null {
    return this.samples === 0 ? null : this.sum;
  }
}

class Average implements Aggregate {
  private readonly sum = new Sum();
  private readonly count = new Count();

  add(sample: Sample): void {
    this.sum.add(sample);
    this.count.add(sample);
  }

  remove(sample: Sample): void {
    this.sum.remove(sample);
    this.count.remove(sample);
  }

  value(): number | null {
    const sum = this.sum.value();
    return sum === null ? null : sum / this.count.value();
  }
}

/** Nearest rank; null: the median, which is the mean of the two in the middle when there are two. */
class Percentile implements Aggregate {
  private readonly sorted: number[] = [];

  constructor(private readonly percent: number | null) {}

  add({ amount }: Sample): void {
    this.sorted.splice(this.placeOf(amount), 0, amount);
  }

  remove({ amount }: Sample): void {
    this.sorted.splice(this.placeOf(amount), 1);
  }

  value(): number | null {
    const { sorted, percent } = this;
    const { length } = sorted;
    if (length === 0) return null;
    if (percent !== null) return sorted[Math.max(0, Math.ceil((percent / 100) * length) - 1)] as number;
    return ((sorted[(length - 1) >> 1] as number) + (sorted[length >> 1] as number)) / 2;
  }

  /** The place of the first value that is not smaller. */
  private placeOf(amount: number): number {
    const { sorted } = this;
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] as number) < amount) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
