import type { Slot } from './field-table.ts';

/**
 * `whole`: the text is one of the literals; `within`: it holds one. Literals are folded. `present`: the field is there,
 * which a found attack rarely is; of no literals.
 */
type Need = { readonly how: 'whole' | 'within' | 'present'; readonly literals: readonly string[] };

export type GateId = number;

export type Gate = Need & { readonly slot: Slot };

/** Where a rule being compiled registers its gates. */
export type GateBook = {
  add(slot: Slot, need: Need): GateId;
  get(id: GateId): Gate;
};

/**
 * What tests need before they are worth running: one of some literals in a field. All literals of a field are looked
 * for in one pass; a gate opens for an event when one of its own is found.
 */
export class Gates implements GateBook {
  private readonly gates: Gate[] = [];
  private readonly ids = new Map<string, GateId>();

  add(slot: Slot, need: Need): GateId {
    const key = `${slot} ${need.how} ${need.literals.join('\n')}`;
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.gates.push({ slot, ...need }) - 1;
      this.ids.set(key, id);
    }
    return id;
  }

  get(id: GateId): Gate {
    return this.gates[id] as Gate;
  }

  get size(): number {
    return this.gates.length;
  }
}

/** The gates of one rule. */
export class RuleGates implements GateBook {
  private readonly own = new Set<GateId>();

  constructor(private readonly all: Gates) {}

  add(slot: Slot, need: Need): GateId {
    const id = this.all.add(slot, need);
    this.own.add(id);
    return id;
  }

  get(id: GateId): Gate {
    return this.all.get(id);
  }

  get watched(): readonly GateId[] {
    return [...this.own];
  }
}

/** A value that a field often is (`4688`, `GET`) says less than as many letters within a long one. */
const WHOLE_WORTH = 0.6;
const WHOLE_MOST = 4;
/** Hardly any request is an attack. */
const PRESENT_WORTH = 8;

/** How rarely the gates will open by chance: by the shortest literal that is enough. */
export function selectivity(gates: GateBook, ids: readonly GateId[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const id of ids) {
    const { how, literals } = gates.get(id);
    if (how === 'present') least = Math.min(least, PRESENT_WORTH);
    for (const { length } of literals)
      least = Math.min(least, how === 'whole' ? WHOLE_WORTH * Math.min(length, WHOLE_MOST) : length);
  }
  return least;
}
