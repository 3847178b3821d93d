/** Go's text/template as far as LogQL uses it: the text as a tree. */
import { LogqlError } from '../ast.ts';

export type Term =
  | { readonly kind: 'constant'; readonly value: string | number | boolean | null }
  | { readonly kind: 'field'; readonly path: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly path: readonly string[] }
  | { readonly kind: 'call'; readonly name: string; readonly terms: readonly Term[] }
  | { readonly kind: 'pipe'; readonly stages: readonly Term[] }
  /** `(…).a.b` */
  | { readonly kind: 'member'; readonly of: Term; readonly path: readonly string[] };

/** Stands before the path behind a bracket, which is written without a space between. */
const BEHIND = '&';

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'show'; readonly term: Term }
  | { readonly kind: 'set'; readonly name: string; readonly term: Term }
  | {
      readonly kind: 'if' | 'with';
      readonly term: Term;
      readonly then: readonly Piece[];
      readonly otherwise: readonly Piece[];
    }
  | {
      readonly kind: 'range';
      readonly key: string | null;
      readonly value: string | null;
      readonly term: Term;
      readonly then: readonly Piece[];
      readonly otherwise: readonly Piece[];
    };

const TOKEN =
  /\s+|"(?:[^"\\]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)'|:=|[|(),=]|\$?[\w]*(?:\.[A-Za-z_]\w*)+|\$\w*|\.|-?\d[\w.+]*|[A-Za-z_]\w*/y;

type Action = { readonly words: readonly string[] };

/** Throws `LogqlError` when the template is wrong or asks for a function that is not known. */
export function parseTemplate(source: string, isFunction: (name: string) => boolean): readonly Piece[] {
  const parser = new TemplateParser(source, isFunction);
  return parser.parse();
}

class TemplateParser {
  private readonly items: (string | Action)[];
  private next = 0;
  private depth = 0;

  constructor(
    private readonly source: string,
    private readonly isFunction: (name: string) => boolean,
  ) {
    this.items = this.split();
  }

  parse(): readonly Piece[] {
    const { pieces, end } = this.list();
    if (end !== null) throw this.wrong(`unexpected {{${end.join(' ')}}}`);
    return pieces;
  }

  private wrong(why: string): LogqlError {
    return new LogqlError(`invalid template ${this.source}: ${why}`);
  }

  private split(): (string | Action)[] {
    const items: (string | Action)[] = [];
    let at = 0;
    let trims = false;
    for (;;) {
      const open = this.source.indexOf('{{', at);
      let text = this.source.slice(at, open === -1 ? undefined : open);
      if (trims) text = text.trimStart();
      const trimsLeft = open !== -1 && /^\{\{-\s/.test(this.source.slice(open, open + 4));
      if (trimsLeft) text = text.trimEnd();
      if (text !== '') items.push(text);
      if (open === -1) return items;
      const inner = open + (trimsLeft ? 3 : 2);
      const comment = /\s*\/\*[\s\S]*?\*\/\s*-?\}\}/y;
      comment.lastIndex = inner;
      const noted = comment.exec(this.source);
      if (noted) {
        trims = noted[0].endsWith('-}}');
        at = inner + noted[0].length;
        continue;
      }
      const { words, end } = this.words(inner);
      trims = this.source[end] === '-';
      items.push({ words });
      at = end + (trims ? 3 : 2);
    }
  }

  private words(start: number): { readonly words: string[]; readonly end: number } {
    const words: string[] = [];
    let at = start;
    for (;;) {
      if (
        this.source.startsWith('}}', at) ||
        (this.source.startsWith('-}}', at) && /\s/.test(this.source[at - 1] ?? ''))
      )
        return { words, end: at };
      TOKEN.lastIndex = at;
      const word = TOKEN.exec(this.source)?.[0] ?? '';
      if (word === '')
        throw this.wrong(at >= this.source.length ? 'unclosed action' : `unexpected ${this.source[at]}`);
      const isBehind = word.startsWith('.') && word.length > 1 && this.source[at - 1] === ')';
      if (word.trim() !== '') words.push(isBehind ? BEHIND + word : word);
      at += word.length;
    }
  }

  /** Pieces up to `end`, `else` or the end of the text. */
  private list(): { readonly pieces: readonly Piece[]; readonly end: readonly string[] | null } {
    const pieces: Piece[] = [];
    if (++this.depth > 50) throw this.wrong('too many blocks inside one another');
    while (this.next < this.items.length) {
      const item = this.items[this.next++] as string | Action;
      if (typeof item === 'string') {
        pieces.push({ kind: 'text', text: item });
        continue;
      }
      const [first] = item.words;
      if (first === 'end' || first === 'else') {
        this.depth--;
        return { pieces, end: item.words };
      }
      pieces.push(this.piece(item.words));
    }
    this.depth--;
    return { pieces, end: null };
  }

  private piece(words: readonly string[]): Piece {
    const [first, second] = words;
    if (first === undefined) throw this.wrong('missing value for command');
    if (first === 'if' || first === 'with') {
      const term = this.pipe(words.slice(1));
      return { kind: first, term, ...this.branches() };
    }
    if (first === 'range') return this.range(words.slice(1));
    if (first.startsWith('$') && (second === ':=' || second === '='))
      return { kind: 'set', name: first, term: this.pipe(words.slice(2)) };
    if (['define', 'template', 'block', 'break', 'continue'].includes(first))
      throw this.wrong(`{{${first}}} is not supported`);
    return { kind: 'show', term: this.pipe(words) };
  }

  private range(words: readonly string[]): Piece {
    const assign = words.indexOf(':=');
    const names = assign === -1 ? [] : words.slice(0, assign).filter((word) => word !== ',');
    const term = this.pipe(words.slice(assign + 1));
    const key = names.length === 2 ? (names[0] ?? null) : null;
    return { kind: 'range', key, value: names.at(-1) ?? null, term, ...this.branches() };
  }

  private branches(): { readonly then: readonly Piece[]; readonly otherwise: readonly Piece[] } {
    const { pieces: then, end } = this.list();
    if (end === null) throw this.wrong('unexpected EOF: {{end}} is missing');
    if (end[0] === 'end') return { then, otherwise: [] };
    if (end.length > 1) return { then, otherwise: [this.piece(end.slice(1))] };
    const { pieces: otherwise, end: last } = this.list();
    if (last?.[0] !== 'end') throw this.wrong('{{end}} is missing');
    return { then, otherwise };
  }

  private pipe(words: readonly string[]): Term {
    const stages: Term[] = [];
    let command: Term[] = [];
    const close = (): void => {
      const [head, ...rest] = command;
      if (head === undefined) throw this.wrong('missing value for command');
      if (head.kind === 'call' && head.terms.length === 0) stages.push({ ...head, terms: rest });
      else if (rest.length > 0) throw this.wrong("can't give argument to non-function");
      else stages.push(head);
      command = [];
    };
    for (let at = 0; at < words.length; at++) {
      const word = words[at] as string;
      if (word === '|') close();
      else if (word === '(') {
        const end = this.bracketEnd(words, at);
        command.push({ kind: 'pipe', stages: [this.pipe(words.slice(at + 1, end))] });
        at = end;
      } else if (word.startsWith(BEHIND)) {
        const of = command.pop();
        if (of !== undefined) command.push({ kind: 'member', of, path: pathOf(word.slice(1)) });
      } else command.push(this.term(word));
    }
    close();
    const [only] = stages;
    return stages.length === 1 && only ? only : { kind: 'pipe', stages };
  }

  private bracketEnd(words: readonly string[], open: number): number {
    let depth = 0;
    for (let at = open; at < words.length; at++) {
      if (words[at] === '(') depth++;
      if (words[at] === ')' && --depth === 0) return at;
    }
    throw this.wrong('unclosed left paren');
  }

  private term(word: string): Term {
    const sign = word[0] as string;
    if (sign === '"') return { kind: 'constant', value: this.unquote(word) };
    if (sign === '`') return { kind: 'constant', value: word.slice(1, -1) };
    if (sign === "'")
      return { kind: 'constant', value: this.unquote(`"${word.slice(1, -1)}"`).codePointAt(0) ?? 0 };
    if (/^-?\d/.test(word)) {
      const value = Number(word);
      if (Number.isNaN(value)) throw this.wrong(`bad number ${word}`);
      return { kind: 'constant', value };
    }
    if (word === 'true' || word === 'false') return { kind: 'constant', value: word === 'true' };
    if (word === 'nil') return { kind: 'constant', value: null };
    if (sign === '.') return { kind: 'field', path: pathOf(word) };
    if (sign === '$') {
      const [name = '$', ...path] = word.split('.');
      return { kind: 'variable', name, path };
    }
    if (!this.isFunction(word)) throw this.wrong(`function "${word}" not defined`);
    return { kind: 'call', name: word, terms: [] };
  }

  private unquote(word: string): string {
    try {
      return JSON.parse(
        word
          .replace(/\\x([0-9a-fA-F]{2})/g, '\\u00$1')
          .replace(/\\'/g, "'")
          .replace(/\n/g, '\\n'),
      ) as string;
    } catch {
      throw this.wrong(`bad text ${word}`);
    }
  }
}

function pathOf(word: string): readonly string[] {
  return word.split('.').filter((part) => part !== '');
}
