const NON_ASCII = 128;
const LETTER_A = 97;
const LETTER_Z = 122;
const TO_CAPITAL = -32;

type LiteralId = number;

/** Most cells of the table of transitions: 16 MB. */
const MOST_CELLS = 1 << 22;

/**
 * Finds which of many literals stand in a text, in one pass: Aho-Corasick with all transitions worked out, so that a
 * character costs two look-ups however many literals there are. Literals are folded; texts may be as they are as long
 * as they are ASCII. All characters beyond ASCII count as one: a literal that is found may then not be there, one that
 * is there is always found. For a filter that is enough.
 */
export class Automaton {
  /** The next state by state and column, `~` it when literals end there; a state is the place of its first cell. */
  readonly next: Int32Array;
  /** By row: literal + 1 that ends there. */
  private readonly ends: Int32Array;
  /** By row: the next state in which a shorter literal ends, 0 for none. */
  private readonly suffixes: Int32Array;

  /** Of literals that differ, beyond ASCII too. Null when the table would be too large. */
  static of(literals: readonly string[]): Automaton | null {
    const columns = new Uint8Array(256);
    const width = nameColumns(literals, columns);
    const cells = countStates(literals) * width;
    return cells > MOST_CELLS ? null : new Automaton(literals, columns, width, cells);
  }

  private constructor(
    literals: readonly string[],
    /** Column of each unit up to 127, and of all others at 128; 0: in no literal. */
    readonly columns: Uint8Array,
    private readonly width: number,
    cells: number,
  ) {
    this.next = new Int32Array(cells);
    this.ends = new Int32Array(cells / width);
    this.suffixes = new Int32Array(cells / width);
    let used = width;
    for (const [id, literal] of literals.entries()) used = this.insert(literal, id, used);
    this.complete();
  }

  /**
   * Calls `found` for each literal each time that it ends. False when the text is not ASCII and not folded: then
   * letters beyond ASCII may stand for others, and the folded text is to be searched.
   */
  search(text: string, isFolded: boolean, found: (literal: LiteralId) => void): boolean {
    const { columns, next } = this;
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      let code = text.charCodeAt(at);
      if (code >= NON_ASCII) {
        if (!isFolded) return false;
        code = NON_ASCII;
      }
      state = next[state + (columns[code] as number)] as number;
      if (state < 0) {
        state = ~state;
        this.tell(state, found);
      }
    }
    return true;
  }

  /** Whether a literal stands in these bytes, which are ASCII. */
  standsIn(bytes: Uint8Array, start: number, end: number): boolean {
    const { columns, next } = this;
    let state = 0;
    for (let at = start; at < end; at++) {
      state = next[state + (columns[bytes[at] as number] as number)] as number;
      if (state < 0) return true;
    }
    return false;
  }

  private tell(state: number, found: (literal: LiteralId) => void): void {
    const { ends, suffixes, width } = this;
    for (let ending = state; ending !== 0; ending = suffixes[ending / width] as number) {
      const literal = ends[ending / width] as number;
      if (literal !== 0) found(literal - 1);
    }
  }

  /** Returns how many cells are used. */
  private insert(literal: string, id: LiteralId, used: number): number {
    const { next, columns, width } = this;
    let state = 0;
    let free = used;
    for (let at = 0; at < literal.length; at++) {
      const cell = state + (columns[Math.min(literal.charCodeAt(at), NON_ASCII)] as number);
      if (next[cell] === 0) {
        next[cell] = free;
        free += width;
      }
      state = next[cell] as number;
    }
    this.ends[state / width] = id + 1;
    return free;
  }

  /** Breadth first: where a state has no next one, that of its longest suffix is taken. */
  private complete(): void {
    const { next, width, ends, suffixes } = this;
    const fails = new Int32Array(ends.length);
    const queue: number[] = [];
    for (let column = 1; column < width; column++) if (next[column] !== 0) queue.push(next[column] as number);
    for (let head = 0; head < queue.length; head++) {
      const state = queue[head] as number;
      const fail = fails[state / width] as number;
      suffixes[state / width] = ends[fail / width] !== 0 ? fail : (suffixes[fail / width] as number);
      for (let column = 1; column < width; column++) {
        const child = next[state + column] as number;
        const other = next[fail + column] as number;
        if (child === 0) next[state + column] = other;
        else {
          fails[child / width] = other;
          queue.push(child);
        }
      }
    }
    for (const [cell, state] of next.entries()) {
      const row = state / width;
      if (ends[row] !== 0 || suffixes[row] !== 0) next[cell] = ~state;
    }
  }
}

/** Gives each character of the literals a column of its own, 0 is for all others; capitals have that of their letter. */
function nameColumns(literals: readonly string[], columns: Uint8Array): number {
  let count = 1;
  for (const literal of literals) {
    for (let at = 0; at < literal.length; at++) {
      const code = Math.min(literal.charCodeAt(at), NON_ASCII);
      if (columns[code] !== 0) continue;
      columns[code] = count++;
      if (code >= LETTER_A && code <= LETTER_Z) columns[code + TO_CAPITAL] = columns[code] as number;
    }
  }
  return count;
}

/** At least as many as their trie has. */
function countStates(literals: readonly string[]): number {
  let count = 1;
  let before = '';
  for (const literal of [...literals].sort()) {
    let common = 0;
    while (common < literal.length && literal[common] === before[common]) common++;
    count += literal.length - common;
    before = literal;
  }
  return count;
}
