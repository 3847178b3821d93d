import type { EventView } from './event-view.ts';
import type { Slot } from './field-table.ts';
import type { Gate, GateId } from './gates.ts';
import { Automaton } from './texts/automaton.ts';
import { foldCase } from './texts/fold.ts';

/**
 * How much of a long literal is looked for, the longest first: ten characters are rare enough, and keep the automaton small.
 * With very many literals, fewer are.
 */
export const WINDOWS = [10, 7, 5, 4, 3, 2, 1];

/** Looks in one field, or in all that stand for the target of a request, for the literals of all gates at once, and opens those gates whose literals are there. */
export class LiteralIndex {
  private readonly slots: readonly Slot[];
  /** By field. */
  private readonly wholes = new Map<Slot, Map<string, GateId[]>>();
  private longestWhole = -1;
  /** Gates that open when their field is there at all. */
  private readonly present: readonly (readonly [Slot, GateId])[];
  private readonly automaton: Automaton | null = null;
  /** By literal of the automaton. */
  private readonly gatesOf: readonly (readonly GateId[])[] = [];
  /** By literal: number of the event in which it was last found. So a text that is full of one literal takes no longer. */
  private readonly foundAt: Float64Array;
  private serial = 0;

  constructor(
    gates: ReadonlyMap<GateId, Gate>,
    private readonly open: (gate: GateId) => void,
  ) {
    this.slots = [...new Set(Array.from(gates.values(), ({ slot }) => slot))];
    this.present = Array.from(gates).flatMap(([id, { how, slot }]) =>
      how === 'present' ? [[slot, id]] : [],
    );
    for (const [id, { how, slot, literals }] of gates) {
      if (how !== 'whole') continue;
      const own = this.wholes.get(slot) ?? new Map<string, GateId[]>();
      this.wholes.set(slot, own);
      for (const literal of literals) {
        this.longestWhole = Math.max(this.longestWhole, literal.length);
        addTo(own, literal, id);
      }
    }
    const within = [...gates].filter(([, { how }]) => how === 'within');
    for (const size of within.length > 0 ? WINDOWS : []) {
      const byWindow = windowsOf(within, size);
      this.automaton = Automaton.of([...byWindow.keys()]);
      this.gatesOf = [...byWindow.values()];
      if (this.automaton !== null) break;
    }
    this.foundAt = new Float64Array(this.gatesOf.length);
  }

  search(view: EventView): void {
    this.serial = view.serial;
    for (const slot of this.slots) view.searchedAt[slot] = view.serial;
    for (const [slot, id] of this.present) if (view.has(slot)) this.open(id);
    for (const [slot, wholes] of this.wholes) this.lookUp(view, slot, wholes);
    if (this.automaton === null) return;
    for (const slot of this.slots) if (!view.isTarget(slot)) this.searchAll(view.texts(slot), this.automaton);
    if (this.slots.some((slot) => view.isTarget(slot))) this.searchTarget(view, this.automaton);
  }

  /** Fields that stand for the target have it in common, and mostly are parts of it. */
  private searchTarget(view: EventView, automaton: Automaton): void {
    const forms = view.targetForms();
    const [target = ''] = forms;
    this.searchAll(forms, automaton);
    for (const slot of this.slots) {
      const value = view.value(slot);
      if (value === undefined || value === null) continue;
      const own = String(value);
      if (own !== target && !target.includes(own)) this.searchAll([own], automaton);
    }
  }

  private searchAll(texts: readonly string[], automaton: Automaton): void {
    for (const text of texts) {
      if (!automaton.search(text, false, this.found)) automaton.search(foldCase(text), true, this.found);
    }
  }

  private lookUp(view: EventView, slot: Slot, wholes: ReadonlyMap<string, readonly GateId[]>): void {
    for (const text of view.texts(slot)) {
      if (text.length > this.longestWhole) continue;
      const gates = wholes.get(foldCase(text));
      if (gates) for (const gate of gates) this.open(gate);
    }
  }

  private readonly found = (literal: number): void => {
    if (this.foundAt[literal] === this.serial) return;
    this.foundAt[literal] = this.serial;
    for (const gate of this.gatesOf[literal] as readonly GateId[]) this.open(gate);
  };
}

function addTo(map: Map<string, GateId[]>, key: string, id: GateId): void {
  const ids = map.get(key);
  if (ids) ids.push(id);
  else map.set(key, [id]);
}

function windowsOf(gates: readonly (readonly [GateId, Gate])[], size: number): Map<string, GateId[]> {
  const windows = new Map<string, GateId[]>();
  for (const [id, { literals }] of gates) {
    for (const literal of literals) {
      addTo(windows, rarestWindow(literal, size), id);
    }
  }
  return windows;
}

const COMMON = 'etaoinsrhldcum';

/** The piece of a literal with the fewest common characters, as the automaton wants it. */
export function rarestWindow(literal: string, size: number): string {
  let best = literal.slice(0, size);
  let most = -1;
  for (let start = 0; start + size <= literal.length; start++) {
    let rarity = 0;
    for (let at = start; at < start + size; at++) rarity += COMMON.includes(literal[at] as string) ? 1 : 2;
    if (rarity <= most) continue;
    most = rarity;
    best = literal.slice(start, start + size);
  }
  // The automaton takes all characters beyond ASCII for one.
  return best.replace(/[^\x00-\x7f]/g, '\x80');
}
