import { Automaton } from './automaton.ts';
import type { EventView } from './event-view.ts';
import type { Slot } from './field-table.ts';
import type { Gate, GateId } from './gates.ts';

/** Of a long literal this much is looked for: it is rare enough, and keeps the automaton small. */
const WINDOW = 10;

/** Looks in one field for the literals of all gates at once, and opens those gates whose literals are there. */
export class LiteralIndex {
  private readonly wholes = new Map<string, GateId[]>();
  private longestWhole = -1;
  private readonly automaton: Automaton | null;
  /** By literal of the automaton. */
  private readonly gatesOf: readonly (readonly GateId[])[];
  /** By literal: the event in which it was last found. A text that is full of it is not slower for that. */
  private readonly foundAt: Float64Array;
  private serial = 0;

  constructor(
    private readonly slot: Slot,
    gates: ReadonlyMap<GateId, Gate>,
    private readonly open: (gate: GateId) => void,
  ) {
    const windows = new Map<string, GateId[]>();
    for (const [id, { how, literals }] of gates) {
      for (const literal of literals) {
        if (how === 'whole') this.longestWhole = Math.max(this.longestWhole, literal.length);
        addTo(how === 'whole' ? this.wholes : windows, how === 'whole' ? literal : rarestWindow(literal), id);
      }
    }
    this.automaton = windows.size > 0 ? new Automaton([...windows.keys()]) : null;
    this.gatesOf = [...windows.values()];
    this.foundAt = new Float64Array(this.gatesOf.length);
  }

  search(view: EventView): void {
    const { slot, automaton, wholes } = this;
    this.serial = view.serial;
    view.searchedAt[slot] = view.serial;
    const texts = view.texts(slot);
    if (texts.length === 0) return;
    if (wholes.size > 0) this.lookUp(view);
    if (automaton === null) return;
    for (const [index, text] of texts.entries()) {
      const isAscii = automaton.search(text, false, this.found);
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

const COMMON = 'etaoinsrhldcum';

/** The piece of a literal with the fewest common characters. */
function rarestWindow(literal: string): string {
  let best = literal.slice(0, WINDOW);
  let most = -1;
  for (let start = 0; start + WINDOW <= literal.length; start++) {
    const piece = literal.slice(start, start + WINDOW);
    const rarity = [...piece].reduce((sum, char) => sum + (COMMON.includes(char) ? 1 : 2), 0);
    if (rarity <= most) continue;
    most = rarity;
    best = piece;
  }
  return best;
}
