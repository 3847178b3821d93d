import type { EpochMs } from '../../model/time.ts';

/** One live partition: the state of every rule that groups by the same fields, under one key. */
export type Group = {
  readonly key: string;
  readonly values: Readonly<Record<string, string>>;
  /** Per rule of this table, in the table's order; made when the rule first needs it. */
  readonly states: unknown[];
  lastSeen: EpochMs;
};

/**
 * Groups by key, bounded in two generations: a touched group moves to the young one; when that is full, what was
 * not touched since is let go (the longest untouched half). Costs no list upkeep per event.
 */
export class GroupTable {
  private young = new Map<string, Group>();
  private old = new Map<string, Group>();

  constructor(
    private readonly limit: number,
    /** Groups quiet for longer than this are no loss: they are let go without being counted. */
    private readonly quietAfter: number,
    private readonly onEvict: (count: number) => void,
  ) {}

  get size(): number {
    return this.young.size + this.old.size;
  }

  /** `values` is called only for a new group and returns own copies of text. */
  touch(
    key: string,
    time: EpochMs,
    values: () => { readonly key: string; readonly values: Record<string, string> },
  ): Group {
    let group = this.young.get(key);
    if (!group) {
      group = this.old.get(key);
      if (group) this.old.delete(key);
      else group = { ...values(), states: [], lastSeen: time };
      this.makeRoom(time);
      this.young.set(group.key, group);
    }
    if (time > group.lastSeen) group.lastSeen = time;
    return group;
  }

  *all(): Iterable<Group> {
    yield* this.old.values();
    yield* this.young.values();
  }

  private makeRoom(now: EpochMs): void {
    if (this.young.size < this.limit / 2) return;
    let lost = 0;
    for (const group of this.old.values()) if (group.lastSeen > now - this.quietAfter) lost++;
    if (lost > 0) this.onEvict(lost);
    this.old = this.young;
    this.young = new Map();
  }
}
