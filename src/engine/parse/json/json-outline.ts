/** A text or number of a JSON record: what differs from line to line. */
export type Leaf = {
  /** Its path, as `readJsonRecord` names it. */
  readonly name: string;
  readonly kind: 'text' | 'number';
};

/** What stays the same in records of one program: all between the values. */
export type Outline = {
  /** What stands before each leaf; the quotes of texts are part of it. */
  readonly pieces: readonly string[];
  readonly leaves: readonly Leaf[];
  /** Behind the last leaf. */
  readonly tail: string;
  /** Names of values that are written as `true` or `false`. */
  readonly constants: readonly string[];
};

const MOST_LEAVES = 64;
const MOST_DEPTH = 4;
/** A key; a text; a number; a word; a sign. Texts with escapes are left to those who read the whole line. */
const TOKEN =
  /[\t ]*(?:"([^"\\\x00-\x1f]*)"(?:[\t ]*(:))?|(-?(?:0|[1-9]\d*)(?:\.\d+)?)(?![\d.eE+-])|(true|false|null)|([{}[\],]))/y;

/**
 * The outline of a line that is a JSON record; null when its kind cannot come again (a list of several values, a key twice).
 */
export function outlineOf(line: string): Outline | null {
  const reader = new OutlineReader(line);
  return reader.read() ? reader : null;
}

class OutlineReader implements Outline {
  readonly pieces: string[] = [];
  readonly leaves: Leaf[] = [];
  readonly constants: string[] = [];
  tail = '';
  private readonly names = new Set<string>();
  /** Names of the objects around the place at hand; null for a list. */
  private readonly open: (string | null)[] = [];
  private key: string | null = null;
  private pieceAt = 0;
  private elements = 0;

  constructor(private readonly line: string) {}

  read(): boolean {
    const { line } = this;
    TOKEN.lastIndex = 0;
    for (let at = 0; at < line.length; at = TOKEN.lastIndex) {
      const token = TOKEN.exec(line);
      if (token === null || !this.take(token)) return false;
    }
    this.tail = line.slice(this.pieceAt);
    return this.open.length === 0 && this.leaves.length > 0 && !this.line.includes('$' + '{');
  }

  private take([whole, text, colon, number, word, sign]: RegExpExecArray): boolean {
    const end = TOKEN.lastIndex;
    if (colon !== undefined) {
      this.key = text ?? '';
      return true;
    }
    if (text !== undefined) return this.addLeaf('text', end - text.length - 1, end - 1);
    if (number !== undefined) return this.addLeaf('number', end - number.length, end);
    if (word !== undefined) return this.addConstant(word);
    return whole !== '' && this.takeSign(sign ?? '');
  }

  private takeSign(sign: string): boolean {
    const { open } = this;
    const inList = open.at(-1) === null;
    switch (sign) {
      case '{':
        if (inList || open.length >= MOST_DEPTH || (open.length > 0 && this.key === null)) return false;
        open.push(this.key ?? '');
        this.key = null;
        return true;
      case '[':
        if (inList || this.key === null) return false;
        open.push(null);
        this.elements = 0;
        return true;
      case '}':
        return !inList && open.pop() !== undefined;
      case ']':
        // The list's only element took its name; an empty list is a value, too.
        if (!inList || (this.elements === 0 && !this.isNew())) return false;
        this.key = null;
        return open.pop() !== undefined;
      default:
        return !inList;
    }
  }

  private addLeaf(kind: Leaf['kind'], start: number, end: number): boolean {
    const name = this.nameHere();
    if (this.open.at(-1) === null && (++this.elements > 1 || kind === 'number')) return false;
    if (!this.isNew() || this.leaves.length >= MOST_LEAVES) return false;
    this.pieces.push(this.line.slice(this.pieceAt, start));
    this.leaves.push({ name, kind });
    this.pieceAt = end;
    return true;
  }

  private addConstant(word: string): boolean {
    if (this.open.at(-1) === null || !this.isNew()) return false;
    if (word !== 'null') this.constants.push(this.nameHere());
    return true;
  }

  /** Whether the key was not met before: of one that comes twice nothing tells which value holds. */
  private isNew(): boolean {
    const name = this.nameHere();
    if (this.key === null || this.names.has(name)) return false;
    this.names.add(name);
    return true;
  }

  private nameHere(): string {
    return [...this.open.slice(1).filter((name) => name !== null), this.key ?? ''].join('.');
  }
}
