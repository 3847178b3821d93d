import { LogqlError } from './ast.ts';

/** A JSON value where it stands: strings without their quotes but with their escapes, numbers as written. */
type JsonKind = 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array';

const DEEPEST = 64;

export class JsonError extends Error {}

/** Walks over JSON without building it: numbers keep their digits, and what is read before an error stays read. */
export class JsonScanner {
  private at = 0;
  private text = '';

  /** Hands over the members of the object that the text begins with. Throws `JsonError`. */
  eachMember(text: string, visit: (key: string, kind: JsonKind, raw: string) => void): void {
    this.text = text;
    this.at = 0;
    this.skipSpace();
    if (text[this.at] !== '{')
      throw new JsonError("Value looks like object, but can't find closing '}' symbol");
    this.at++;
    this.skipSpace();
    if (text[this.at] === '}') return;
    for (;;) {
      this.skipSpace();
      const key = this.readString();
      this.skipSpace();
      if (text[this.at] !== ':') throw new JsonError('Malformed JSON error');
      this.at++;
      const { kind, raw } = this.readValue();
      const after = this.at;
      visit(unescapeJson(key), kind, raw);
      this.text = text;
      this.at = after;
      this.skipSpace();
      const sign = text[this.at];
      if (sign === '}') return;
      if (sign !== ',') throw new JsonError("Value looks like object, but can't find closing '}' symbol");
      this.at++;
    }
  }

  /** Hands over the elements of the array that the text begins with. */
  eachElement(text: string, visit: (kind: JsonKind, raw: string) => void): void {
    this.text = text;
    this.at = 0;
    this.skipSpace();
    if (text[this.at] !== '[') throw new JsonError('Malformed JSON error');
    this.at++;
    this.skipSpace();
    if (text[this.at] === ']') return;
    for (;;) {
      const { kind, raw } = this.readValue();
      visit(kind, raw);
      this.skipSpace();
      if (text[this.at] === ']') return;
      if (text[this.at] !== ',') throw new JsonError('Malformed JSON error');
      this.at++;
    }
  }

  private readValue(): { readonly kind: JsonKind; readonly raw: string } {
    this.skipSpace();
    const start = this.at;
    const sign = this.text[start];
    if (sign === '"') return { kind: 'string', raw: this.readString() };
    if (sign === '{' || sign === '[') {
      this.skipNested();
      return { kind: sign === '{' ? 'object' : 'array', raw: this.text.slice(start, this.at) };
    }
    while (this.at < this.text.length && !/[\s,}\]]/.test(this.text[this.at] as string)) this.at++;
    const raw = this.text.slice(start, this.at);
    if (raw === 'true' || raw === 'false') return { kind: 'boolean', raw };
    if (raw === 'null') return { kind: 'null', raw };
    if (/^-?\d[\d.eE+-]*$/.test(raw)) return { kind: 'number', raw };
    throw new JsonError('Unknown value type');
  }

  private readString(): string {
    if (this.text[this.at] !== '"') throw new JsonError('Malformed JSON error');
    const start = ++this.at;
    for (;;) {
      const quote = this.text.indexOf('"', this.at);
      if (quote === -1) throw new JsonError("Value is string, but can't find closing '\"' symbol");
      let slashes = 0;
      while (quote - 1 - slashes >= start && this.text[quote - 1 - slashes] === '\\') slashes++;
      this.at = quote + 1;
      if (slashes % 2 === 0) return this.text.slice(start, quote);
    }
  }

  private skipNested(): void {
    let depth = 0;
    const start = this.at;
    while (this.at < this.text.length) {
      const sign = this.text[this.at];
      if (sign === '"') {
        this.readString();
        continue;
      }
      this.at++;
      if (sign === '{' || sign === '[') {
        if (++depth > DEEPEST) throw new JsonError('Malformed JSON error');
      } else if ((sign === '}' || sign === ']') && --depth === 0) return;
    }
    const isObject = this.text[start] === '{';
    throw new JsonError(
      isObject
        ? "Value looks like object, but can't find closing '}' symbol"
        : "Value is array, but can't find closing ']' symbol",
    );
  }

  private skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 32 && code !== 9 && code !== 10 && code !== 13) return;
      this.at++;
    }
  }
}

/** The text that a JSON string stands for; empty when its escapes are wrong, as Loki has it. */
export function unescapeJson(raw: string): string {
  if (!raw.includes('\\')) return raw.includes('\ufffd') ? '' : raw;
  try {
    const text = JSON.parse(`"${raw.replace(/[\n\r\t]/g, escapeControl)}"`) as string;
    return text.includes('\ufffd') ? '' : text;
  } catch {
    return '';
  }
}

function escapeControl(sign: string): string {
  return sign === '\n' ? '\\n' : sign === '\r' ? '\\r' : '\\t';
}

/** `a.b[0]["c d"]` as its steps. */
export function parseJsonPath(source: string): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  const step = /\.?([A-Za-z_][\w-]*)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/y;
  while (step.lastIndex < source.length) {
    const { lastIndex } = step;
    const [all, name, index, quoted] = step.exec(source) ?? [];
    if (all === undefined || (lastIndex > 0 && name !== undefined && !all.startsWith('.')))
      throw new LogqlError(`cannot parse expression [${source}]: write a.b[0]["c d"]`);
    if (lastIndex === 0 && all.startsWith('.')) throw new LogqlError(`cannot parse expression [${source}]`);
    steps.push(name ?? (index === undefined ? unescapeJson(quoted ?? '') : Number(index)));
    if (step.lastIndex === 0) break;
  }
  if (steps.length === 0) throw new LogqlError(`cannot parse expression [${source}]: it is empty`);
  return steps;
}
