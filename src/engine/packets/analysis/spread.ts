/** A value no more than this above the one before counts as asked for in order. */
const NEAR = 8;

type SpreadOptions = {
  /** Keys at a time; the one that was heard of first makes room. */
  readonly keys: number;
  /** Most different values of a key that are counted. */
  readonly values: number;
  /** Ticks of 10 ms: counting begins anew after so many. */
  readonly span: number;
  /** Keys with fewer values are not reported. */
  readonly floor: number;
};

/** How many different values a key had within a span. */
export type SpreadSight = {
  readonly distinct: number;
  /** How many of them are new since the last report. */
  readonly fresh: number;
  /** Share of the values that stand shortly behind the one before; 0 to 1. */
  readonly ordered: number;
};

type Counted = {
  since: number;
  readonly values: Set<number>;
  inOrder: number;
  last: number;
  next: number;
  told: number;
};

/**
 * Counts different values for each key, for what is rare on a wire. A key is reported at `floor` values and then each time
 * they have doubled: a few times, however many come.
 */
export class Spread {
  displaced = 0;
  private readonly counted = new Map<number, Counted>();

  constructor(private readonly options: SpreadOptions) {}

  /** Null when there is nothing new to tell. */
  add(key: number, value: number, tick: number): SpreadSight | null {
    const { values: most, span, floor } = this.options;
    const counted = this.counted.get(key) ?? this.open(key, tick);
    if (tick - counted.since > span) {
      counted.values.clear();
      counted.since = tick;
      counted.inOrder = 0;
      counted.next = floor;
      counted.told = 0;
    }
    const { values, last } = counted;
    if (values.has(value) || values.size >= most) return null;
    values.add(value);
    counted.last = value;
    if (value > last && value - last <= NEAR) counted.inOrder++;
    if (values.size < counted.next) return null;
    counted.next *= 2;
    const fresh = values.size - counted.told;
    counted.told = values.size;
    return { distinct: values.size, fresh, ordered: counted.inOrder / values.size };
  }

  /** Different values of this key so far. */
  count(key: number): number {
    return this.counted.get(key)?.values.size ?? 0;
  }

  private open(key: number, tick: number): Counted {
    const { keys, floor } = this.options;
    if (this.counted.size >= keys) {
      const [oldest] = this.counted.keys();
      if (oldest !== undefined) this.counted.delete(oldest);
      this.displaced++;
    }
    const opened = { since: tick, values: new Set<number>(), inOrder: 0, last: -1, next: floor, told: 0 };
    this.counted.set(key, opened);
    return opened;
  }
}
