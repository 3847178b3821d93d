import { Automaton } from './automaton.ts';
import type { EventView } from './event-view.ts';
import type { Slot } from './field-table.ts';
import type { Gate, GateId } from './gates.ts';

/**
 * Of a long literal this much is looked for: it is rare enough, and keeps the automaton small. With very many literals
 * it is less.
 */
const WINDOWS = [10, 7, 5, 4, 3, 2, 1];

/** Looks in one field for the literals of all gates at once, and opens those gates whose literals are there. */
export class LiteralIndex {
  private readonly wholes = new Map<string, GateId[]>();
  private longestWhole = -1;
  private readonly automaton: Automaton | null = null;
  /** By literal of the automaton. */
  private readonly gatesOf: readonly (readonly GateId[])[] = [];
  /** By literal: the event in which it was last found. A text that is full of it is not slower for that. */
  private readonly foundAt: Float64Array;
  private serial = 0;

  constructor(
    private readonly slot: Slot,
    gates: ReadonlyMap<GateId, Gate>,
    private readonly open: (gate: GateId) => void,
  ) {
    for (const [id, { how, literals }] of gates) {
      if (how === 'within') continue;
      for (const literal of literals) {
        this.longestWhole = Math.max(this.longestWhole, literal.length);
        addTo(this.wholes, literal, id);
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
    const { slot, automaton, wholes } = this;
    this.serial = view.serial;
    view.searchedAt[slot] = view.serial;
    const texts = view.texts(slot);
    if (wholes.size > 0 && texts.length > 0) this.lookUp(view);
    if (automaton === null) return;
    for (let index = 0; index < texts.length; index++) {
      const isAscii = automaton.search(texts[index] as string, false, this.found);
      if (!isAscii) automaton.search(view.foldedTexts(slot)[index] as string, true, this.found);
    }
  }

  private lookUp(view: EventView): void {
    for (const text of view.foldedTexts(this.slot)) {
      if (text.length > this.longestWhole) continue;
      const gates = this.wholes.get(text);
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
      // The automaton does not tell characters beyond ASCII apart.
      addTo(windows, rarestWindow(literal, size).replace(/[^\x00-\x7f]/g, '\x80'), id);
    }
  }
  return windows;
}

const COMMON = 'etaoinsrhldcum';

/** The piece of a literal with the fewest common characters. */
function rarestWindow(literal: string, size: number): string {
  let best = literal.slice(0, size);
  let most = -1;
  for (let start = 0; start + size <= literal.length; start++) {
    let rarity = 0;
    for (let at = start; at < start + size; at++) rarity += COMMON.includes(literal[at] as string) ? 1 : 2;
    if (rarity <= most) continue;
    most = rarity;
    best = literal.slice(start, start + size);
  }
  return best;
}
