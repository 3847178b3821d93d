import { isDigit } from '../../digits.ts';
import {
  CATALOGUES,
  COMMON_FUNCTIONS,
  TELLING_FUNCTIONS,
  TELLING_PREFIXES,
  WORD_KINDS,
} from './sql-words.ts';

/**
 * A value cut into SQL tokens, one letter each, so that rules about sequences are plain patterns:
 * `n` number, `s` string, `q` string that is not closed, `v` variable, `i` identifier, `f g j` call of a telling, a common and
 * an unknown function, `y` table of the catalogue, `=` comparison, `+` arithmetic, `*`, `&` logic, `|` for `||`, `c` comment that ends the
 * value with nothing in it, `C` with one word, `p` with prose; words as in `sql-words.ts`; punctuation stands for itself;
 * `z` anything else.
 */
export type SqlTokens = { readonly kinds: string; readonly texts: readonly string[] };

/** The value stands bare in the statement, or within quotes that were opened before it. */
export type SqlContext = 'bare' | 'single' | 'double';

/** More tokens than any statement in an address has; what follows is not looked at. */
const MOST_TOKENS = 1000;

const QUOTE = { bare: 0, single: 39, double: 34 } as const;

export function tokenize(value: string, context: SqlContext): SqlTokens {
  return new Tokenizer(value).run(QUOTE[context]);
}

class Tokenizer {
  private at = 0;
  private kinds = '';
  private readonly texts: string[] = [];

  constructor(private readonly text: string) {}

  run(openQuote: number): SqlTokens {
    if (openQuote !== 0) this.string(openQuote, 0);
    while (this.at < this.text.length && this.texts.length < MOST_TOKENS) this.next();
    return { kinds: this.kinds, texts: this.texts };
  }

  private push(kind: string, text: string): void {
    this.kinds += kind;
    this.texts.push(text);
  }

  private next(): void {
    const { text, at } = this;
    const code = text.charCodeAt(at);
    if (code <= 32 || code === 127 || code === 160 || code === 0x3000) this.at++;
    else if (isDigit(code) || (code === 46 && isDigit(text.charCodeAt(at + 1)))) this.number();
    else if (isWordStart(code)) this.word();
    else if (code === 39 || code === 34) this.string(code, at + 1);
    else if (code === 96) this.quotedName();
    else if (code === 64) this.variable();
    else if (code === 47 && text.charCodeAt(at + 1) === 42) this.blockComment();
    else if (code === DASH && at >= text.length - 2) this.lineComment(1);
    else if (code === 35 || (code === 45 && text.charCodeAt(at + 1) === 45))
      this.lineComment(code === 35 ? 1 : 2);
    else this.symbol(code);
  }

  private number(): void {
    const { text } = this;
    const start = this.at;
    let at = start;
    if (text.charCodeAt(at) === 48 && (text.charCodeAt(at + 1) | 32) === 120) {
      at += 2;
      while (isHex(text.charCodeAt(at))) at++;
    } else {
      while (isDigit(text.charCodeAt(at)) || text.charCodeAt(at) === 46) at++;
      if ((text.charCodeAt(at) | 32) === 101 && isExponent(text, at + 1)) {
        at += 2;
        while (isDigit(text.charCodeAt(at))) at++;
      }
    }
    let end = at;
    while (isWordPart(text.charCodeAt(end))) end++;
    // `90s` is a name; `1union` is two words.
    if (end > at && !WORD_KINDS.has(text.slice(at, end).toLowerCase())) {
      this.push('i', text.slice(start, end).toLowerCase());
      this.at = end;
    } else {
      this.push('n', text.slice(start, at));
      this.at = at;
    }
  }

  private word(): void {
    const { text } = this;
    const start = this.at;
    let at = start + 1;
    while (isWordPart(text.charCodeAt(at))) at++;
    this.at = at;
    const word = text.slice(start, at).toLowerCase();
    this.push(this.wordKind(word), word);
  }

  private wordKind(word: string): string {
    const kind = WORD_KINDS.get(word);
    const called = this.isCalled();
    // `drop by`, `stop by`: of SQL only behind `order` and `group`.
    if (word === 'by' && this.kinds.endsWith('d')) return 'i';
    if (kind !== undefined && !(called && (kind === 'k' || kind === 'm'))) return kind;
    if (CATALOGUES.has(word)) return 'y';
    for (const prefix of TELLING_PREFIXES) if (word.startsWith(prefix)) return 'f';
    if (!called) return 'i';
    if (TELLING_FUNCTIONS.has(word)) return this.isCalledInVain(word) ? 'j' : 'f';
    return COMMON_FUNCTIONS.has(word) ? 'g' : 'j';
  }

  /** Whether a parenthesis follows, with nothing but space before it. */
  private isCalled(): boolean {
    const { text } = this;
    let at = this.at;
    for (let spaces = 0; spaces < 8 && text.charCodeAt(at) <= 32; spaces++) at++;
    if (text.charCodeAt(at) === 47 && text.startsWith('/**/', at)) at += 4;
    return text.charCodeAt(at) === 40;
  }

  /** `sleep()`, `benchmark (2026)`: people write of them so, and no database runs it. */
  private isCalledInVain(word: string): boolean {
    const wants = ARGUMENTS.get(word);
    return wants !== undefined && !wants.test(this.text.slice(this.at, this.at + 60));
  }

  private string(quote: number, from: number): void {
    const { text } = this;
    let at = from;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 92) {
        // A backslash that was meant to disarm the quote of the context: seen as if it did not.
        if (from === 0 && text.charCodeAt(at + 1) === quote) continue;
        at++;
      } else if (code === quote) {
        if (from !== 0 && text.charCodeAt(at + 1) === quote) at++;
        else break;
      }
    }
    this.push(at < text.length ? 's' : 'q', text.slice(from, at));
    this.at = at + 1;
  }

  private quotedName(): void {
    const end = this.text.indexOf('`', this.at + 1);
    if (end === -1) {
      this.push('z', '`');
      this.at++;
      return;
    }
    const name = this.text.slice(this.at + 1, end).toLowerCase();
    this.push(CATALOGUES.has(name) ? 'y' : 'i', name);
    this.at = end + 1;
  }

  private variable(): void {
    const { text } = this;
    const start = this.at;
    let at = start;
    while (text.charCodeAt(at) === 64) at++;
    // `@>`: holds, of PostgreSQL.
    if (at === start + 1 && text.charCodeAt(at) === 62) {
      this.push('=', '@>');
      this.at = at + 1;
      return;
    }
    const name = at;
    while (isWordPart(text.charCodeAt(at)) || (text.charCodeAt(at) === 46 && at > name)) at++;
    this.push(at > name || at - start === 2 ? 'v' : 'z', text.slice(start, at).toLowerCase());
    this.at = at;
  }

  private blockComment(): void {
    const { text, at } = this;
    // What stands in `/*!50000 … */` is run.
    if (text.charCodeAt(at + 2) === 33) {
      let end = at + 3;
      while (isDigit(text.charCodeAt(end))) end++;
      this.push('o', '/*!');
      this.at = end;
      return;
    }
    const end = text.indexOf('*/', at + 2);
    if (end === -1) {
      this.push('c', '/*');
      this.at = text.length;
    } else this.at = end + 2;
  }

  private lineComment(length: number): void {
    const { text, at } = this;
    const newline = text.indexOf('\n', at);
    if (newline !== -1 && newline < text.length - 1) {
      this.at = newline + 1;
      return;
    }
    const rest = text.slice(at + length).trim();
    const bare = length === 2 ? rest.length <= 2 : !/^[\w'"]/.test(rest) && rest.length <= 2;
    this.push(bare ? 'c' : /^\w{1,8}$/.test(rest) ? 'C' : 'p', length === 2 ? '--' : '#');
    this.at = text.length;
  }

  private symbol(code: number): void {
    const { text, at } = this;
    const next = text.charCodeAt(at + 1);
    const pair = (code === 38 || code === 124) && next === code;
    if (pair) this.push(code === 38 ? '&' : '|', code === 38 ? '&&' : '||');
    else if (code === 42 && next === 47) {
      // The end of `/*! … */`.
      this.at += 2;
      return;
    } else if (code === BACKSLASH && next === CAPITAL_N) {
      // MySQL writes NULL so, and needs no space behind it.
      this.push('t', '\\N');
      this.at += 2;
      return;
    } else if (code === COLON && next === COLON) {
      // PostgreSQL's cast: `1::int` is a number still.
      this.at += 2;
      while (isWordPart(text.charCodeAt(this.at))) this.at++;
      return;
    } else if (code === CLOSING) {
      this.at++;
      return;
    } else if (code === 123 && ODBC.test(text.slice(at, at + 24))) {
      // `{x 1}` is 1 to MySQL.
      this.at = text.indexOf(' ', at);
      return;
    } else if (code === 61 || code === 60 || code === 62 || (code === 33 && next === 61)) {
      let end = at + 1;
      while (end - at < 3 && (text.charCodeAt(end) === 61 || text.charCodeAt(end) === 62)) end++;
      // `<@`: within, of PostgreSQL.
      if (code === 60 && text.charCodeAt(end) === 64) end++;
      this.push('=', text.slice(at, end));
      this.at = end;
      return;
    } else this.push(SYMBOLS[text[at] ?? ''] ?? 'z', text[at] ?? '');
    this.at += pair ? 2 : 1;
  }
}

/** What must follow functions that do nothing without it. */
const ARGUMENTS: ReadonlyMap<string, RegExp> = new Map([
  ['sleep', /^[^(]{0,12}\((?!\s{0,3}\))/],
  ['benchmark', /^[^(]{0,12}\((?!\s{0,3}(?:\)|\d{1,6}\s{0,3}\)))/],
]);

const SYMBOLS: Readonly<Record<string, string>> = {
  '+': '+',
  '-': '+',
  '/': '+',
  '%': '+',
  '^': '+',
  '|': '+',
  '&': '+',
  '~': '+',
  '!': '!',
  '*': '*',
  '(': '(',
  ')': ')',
  ',': ',',
  ';': ';',
  '.': '.',
  '{': '{',
  '\\': '\\',
};

/** Word processors make this of `--`, and lists of payloads have been through them. */
const DASH = 0x2013;
const COLON = 58;
const CLOSING = 125;
const BACKSLASH = 92;
const CAPITAL_N = 78;
const ODBC = /^\{\s?\w{1,16} /;

function isHex(code: number): boolean {
  return isDigit(code) || ((code | 32) >= 97 && (code | 32) <= 102);
}

function isExponent(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return isDigit(code) || ((code === 43 || code === 45) && isDigit(text.charCodeAt(at + 1)));
}

function isWordStart(code: number): boolean {
  return (
    ((code | 32) >= 97 && (code | 32) <= 122) ||
    code === 95 ||
    code === 36 ||
    (code > 160 && code !== 0x3000 && code !== DASH)
  );
}

function isWordPart(code: number): boolean {
  return isWordStart(code) || isDigit(code);
}
