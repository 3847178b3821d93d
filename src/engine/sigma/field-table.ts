/** Number of a field name within one rule set: compiled tests address fields by it. */
export type Slot = number;

/** Stands for the whole event: what keywords are searched in. */
export const KEYWORDS: Slot = 0;

/** Where a rule being compiled asks for the slots of its fields. */
export type FieldBook = {
  /** `null`: keywords. */
  slot(name: string | null): Slot;
};

/** Gives each field name used by a rule set its slot. */
export class FieldTable implements FieldBook {
  readonly names: string[] = [''];
  private readonly slots = new Map<string, Slot>();

  slot(name: string | null): Slot {
    if (name === null) return KEYWORDS;
    let slot = this.slots.get(name);
    if (slot === undefined) {
      slot = this.names.push(name) - 1;
      this.slots.set(name, slot);
    }
    return slot;
  }
}

/** The fields of one rule. */
export class RuleFields implements FieldBook {
  private readonly own = new Set<Slot>();

  constructor(private readonly all: FieldBook) {}

  slot(name: string | null): Slot {
    const slot = this.all.slot(name);
    this.own.add(slot);
    return slot;
  }

  get slots(): readonly Slot[] {
    return [...this.own];
  }
}
