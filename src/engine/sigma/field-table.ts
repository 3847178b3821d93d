/** Number of a field name within one rule set: compiled tests address fields by it. */
export type Slot = number;

/** Stands for the whole event: what keywords are searched in. */
export const KEYWORDS: Slot = 0;

/** Gives each field name used by a rule set its slot. */
export class FieldTable {
  readonly names: string[] = [''];
  private readonly slots = new Map<string, Slot>();

  slot(name: string): Slot {
    let slot = this.slots.get(name);
    if (slot === undefined) {
      slot = this.names.push(name) - 1;
      this.slots.set(name, slot);
    }
    return slot;
  }
}
