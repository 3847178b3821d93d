const NON_ASCII_CLASS = 128;
const ROOT = 0;

export type LiteralId = number;

/**
 * Finds which of many literals stand in a text, in one pass (Aho-Corasick on a double array). Literals are folded;
 * texts may be as they are as long as they are ASCII. All characters beyond ASCII count as one: a literal that is
 * found may then not be there, one that is there is always found. For a filter that is enough.
 */
export class Automaton {
  /** Of each unit up to 127, and of all others at 128; 0: in no literal. */
  private readonly classes = new Uint8Array(NON_ASCII_CLASS + 1);
  private readonly base: Int32Array;
  /** Parent + 1; 0: free. */
  private readonly check: Int32Array;
  private readonly fail: Int32Array;
  /** Literal + 1 that ends in a state. */
  private readonly ends: Int32Array;
  /** The next state with a literal among the suffixes of a state. */
  private readonly suffix: Int32Array;

  constructor(literals: readonly string[]) {
    const trie = layOut(literals.map((literal) => this.encode(literal)));
    this.base = Int32Array.from(trie.base);
    this.check = Int32Array.from(trie.check);
    this.fail = new Int32Array(this.base.length);
    this.ends = new Int32Array(this.base.length);
    this.suffix = new Int32Array(this.base.length);
    for (const [state, literal] of trie.ends) this.ends[state] = literal + 1;
    for (const [state, parent, code] of trie.edges) this.link(state, parent, code);
  }

  /**
   * Calls `found` for each literal each time that it ends. False when the text is not ASCII and not folded: then
   * letters beyond ASCII may stand for others, and the folded text is to be searched.
   */
  search(text: string, isFolded: boolean, found: (literal: LiteralId) => void): boolean {
    const { classes, base, check, fail, ends, suffix } = this;
    let state = ROOT;
    for (let at = 0; at < text.length; at++) {
      let code = text.charCodeAt(at);
      if (code > 127) {
        if (!isFolded) return false;
        code = NON_ASCII_CLASS;
      }
      const symbol = classes[code] as number;
      if (symbol === 0) {
        state = ROOT;
        continue;
      }
      for (;;) {
        const next = (base[state] as number) + symbol;
        if (check[next] === state + 1) {
          state = next;
          break;
        }
        if (state === ROOT) break;
        state = fail[state] as number;
      }
      let ending = ends[state] !== 0 ? state : (suffix[state] as number);
      while (ending !== ROOT) {
        found((ends[ending] as number) - 1);
        ending = suffix[ending] as number;
      }
    }
    return true;
  }

  private encode(literal: string): number[] {
    const { classes } = this;
    return Array.from({ length: literal.length }, (_, at) => {
      const code = Math.min(literal.charCodeAt(at), NON_ASCII_CLASS);
      if (classes[code] === 0) {
        classes[code] = 1 + Math.max(...classes);
        // A text need not be folded to be searched.
        if (code >= 97 && code <= 122) classes[code - 32] = classes[code] as number;
      }
      return classes[code] as number;
    });
  }

  /** Parents come before their children, and all shorter suffixes are done. */
  private link(state: number, parent: number, symbol: number): void {
    const { base, check, fail, ends, suffix } = this;
    let from = parent;
    while (from !== ROOT) {
      from = fail[from] as number;
      const next = (base[from] as number) + symbol;
      if (check[next] === from + 1) {
        fail[state] = next;
        break;
      }
    }
    const fallback = fail[state] as number;
    suffix[state] = ends[fallback] !== 0 ? fallback : (suffix[fallback] as number);
  }
}

type Trie = {
  readonly base: number[];
  readonly check: number[];
  readonly ends: [state: number, literal: LiteralId][];
  /** State, parent, symbol; in breadth-first order. */
  readonly edges: [state: number, parent: number, symbol: number][];
};

const LARGEST_SYMBOL = 130;

/** Places each state where its parent's base and its symbol lead, so that a step is one sum and one comparison. */
function layOut(words: readonly (readonly number[])[]): Trie {
  const order = words.map((_, index) => index).sort((a, b) => compareWords(words[a] ?? [], words[b] ?? []));
  const base: number[] = [0];
  const check: number[] = [1];
  const ends: Trie['ends'] = [];
  const edges: Trie['edges'] = [];
  const queue: { state: number; from: number; to: number; depth: number }[] = [
    { state: ROOT, from: 0, to: order.length, depth: 0 },
  ];
  let free = 1;
  for (let next = 0; next < queue.length; next++) {
    const { state, from, to, depth } = queue[next] as (typeof queue)[number];
    const children: { symbol: number; from: number; to: number }[] = [];
    for (let at = from; at < to; at++) {
      const word = words[order[at] as number] ?? [];
      const symbol = word[depth];
      if (symbol === undefined) {
        if (depth > 0) ends.push([state, order[at] as number]);
        continue;
      }
      const last = children.at(-1);
      if (last?.symbol === symbol) last.to = at + 1;
      else children.push({ symbol, from: at, to: at + 1 });
    }
    const [first] = children;
    if (!first) continue;
    while ((check[free] ?? 0) !== 0) free++;
    let start = Math.max(0, free - first.symbol);
    while (children.some(({ symbol }) => start + symbol === ROOT || (check[start + symbol] ?? 0) !== 0))
      start++;
    base[state] = start;
    for (const child of children) {
      const place = start + child.symbol;
      while (check.length <= place) {
        check.push(0);
        base.push(0);
      }
      check[place] = state + 1;
      edges.push([place, state, child.symbol]);
      queue.push({ state: place, from: child.from, to: child.to, depth: depth + 1 });
    }
  }
  for (let spare = 0; spare <= LARGEST_SYMBOL; spare++) {
    check.push(0);
    base.push(0);
  }
  return { base, check, ends, edges };
}

function compareWords(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const difference = (a[at] as number) - (b[at] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
