import type { BadLine } from '../services.ts';

/** One directive of an nginx configuration; `block` is what stands between its braces. Texts are untrusted. */
export type Directive = {
  readonly name: string;
  readonly args: readonly string[];
  readonly line: number;
  readonly path: string;
  readonly block: readonly Directive[] | null;
};

type Parsed = {
  readonly directives: readonly Directive[];
  /** The first of them; `badTotal` tells the truth. */
  readonly bad: readonly BadLine[];
  readonly badTotal: number;
};

type Token = { readonly text: string; readonly isWord: boolean; readonly line: number };
type Open = { readonly head: readonly string[]; readonly line: number; readonly block: Directive[] };

const MAX_DEPTH = 50;
const MOST_BAD = 100;
const MOST_SHOWN = 200;

/**
 * Reads the language of nginx: words and quoted words up to `;`, or up to a block in braces; `#` begins a remark. Code
 * in blocks of Lua is passed over. What does not fit is named, and the rest is read.
 */
export function parseNginx(text: string, path: string): Parsed {
  const bad: BadLine[] = [];
  const root: Directive[] = [];
  const open: Open[] = [];
  let words: string[] = [];
  let line = 1;
  const into = (): Directive[] => open.at(-1)?.block ?? root;
  let badTotal = 0;
  const isBad = (at: number, reason: string): void => {
    badTotal++;
    if (bad.length < MOST_BAD) bad.push({ line: at, reason, raw: '' });
  };
  const tokens = new Tokens(text, (at, reason) => isBad(at, reason));
  for (let token = tokens.next(); token !== null; token = tokens.next()) {
    if (token.isWord) {
      if (words.length === 0) line = token.line;
      words.push(token.text);
    } else if (token.text === ';') {
      const [name, ...args] = words;
      if (name === undefined) isBad(token.line, 'a ";" that ends nothing');
      else into().push({ name: name.toLowerCase(), args, line, path, block: null });
      words = [];
    } else if (token.text === '{') {
      const [name = ''] = words;
      if (name === '' || open.length >= MAX_DEPTH) {
        isBad(token.line, name === '' ? 'a "{" without a name before it' : `blocks deeper than ${MAX_DEPTH}`);
        tokens.skipBlock();
      } else if (name.endsWith('_by_lua_block')) tokens.skipBlock();
      else open.push({ head: words, line, block: [] });
      words = [];
    } else {
      if (words.length > 0) isBad(line, `"${words[0]?.slice(0, MOST_SHOWN)}" is not ended by ";"`);
      words = [];
      const closed = open.pop();
      if (closed === undefined) isBad(token.line, 'a "}" that closes nothing');
      else into().push(blockOf(closed, path));
    }
  }
  if (words.length > 0) isBad(line, `"${words[0]?.slice(0, MOST_SHOWN)}" is not ended by ";"`);
  for (let left = open.pop(); left !== undefined; left = open.pop()) {
    isBad(left.line, `the block of "${left.head[0]?.slice(0, MOST_SHOWN)}" is not closed`);
    into().push(blockOf(left, path));
  }
  return { directives: root, bad, badTotal };
}

function blockOf({ head, line, block }: Open, path: string): Directive {
  const [name = '', ...args] = head;
  return { name: name.toLowerCase(), args, line, path, block };
}

/** Words, and the three marks that end them. A `{` belongs to a word only after `$`: `${name}`. */
class Tokens {
  private at = 0;
  private line = 1;

  constructor(
    private readonly text: string,
    private readonly isBad: (line: number, reason: string) => void,
  ) {}

  next(): Token | null {
    this.skipSpace();
    const { line } = this;
    const first = this.text[this.at];
    if (first === undefined) return null;
    if (first === ';' || first === '{' || first === '}') {
      this.at++;
      return { text: first, isWord: false, line };
    }
    const text = first === '"' || first === "'" ? this.quoted(first) : this.word();
    return { text, isWord: true, line };
  }

  /** To the brace that closes the block which has just begun. */
  skipBlock(): void {
    for (let depth = 1; depth > 0 && this.at < this.text.length; this.step()) {
      const character = this.text[this.at];
      if (character === '{') depth++;
      else if (character === '}') depth--;
    }
  }

  private skipSpace(): void {
    for (let character = this.text[this.at]; character !== undefined; character = this.text[this.at]) {
      if (character === '#') {
        const end = this.text.indexOf('\n', this.at);
        this.at = end === -1 ? this.text.length : end;
      } else if (/\s/.test(character)) this.step();
      else return;
    }
  }

  private word(): string {
    const start = this.at;
    for (let before = ''; ; ) {
      const character = this.text[this.at];
      const isOver = character === undefined || character === ';' || /\s/.test(character);
      if (isOver || (character === '{' && before !== '$')) return this.text.slice(start, this.at);
      if (character === '\\') this.step();
      before = character;
      this.step();
    }
  }

  private quoted(mark: string): string {
    const { line } = this;
    const start = ++this.at;
    while (this.at < this.text.length && this.text[this.at] !== mark) {
      if (this.text[this.at] === '\\') this.step();
      this.step();
    }
    if (this.at >= this.text.length) this.isBad(line, 'a quotation mark that is not closed');
    return this.text.slice(start, this.at++);
  }

  private step(): void {
    if (this.text[this.at] === '\n') this.line++;
    this.at++;
  }
}
