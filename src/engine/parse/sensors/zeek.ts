import type { FieldValue, UnparsedReason } from '../../../model/log-event.ts';
import type { FlatRecord } from '../json/json-record.ts';
import { RecordReader } from '../json/record-event.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from '../parser.ts';
import { unparsedReason } from '../unparsed.ts';

/** What stands above the records: which log it is, its columns and their types. */
type Head = { readonly path: string; readonly names: readonly string[]; readonly types: readonly string[] };

const NO_HEAD: Head = { path: '', names: [], types: [] };
const MOST_COLUMNS = 128;
const DIRECTIVE = /^#(separator|set_separator|empty_field|unset_field|path|open|close|fields|types)\b/;
const NUMBERS = new Set(['count', 'int', 'port', 'double', 'interval', 'time']);
const NUMBER = /^-?\d{1,18}(?:\.\d{1,9})?$/;

/**
 * Zeek's logs as it writes them unless told to write JSON: columns between tabs, named by `#fields`. Zeek escapes what a client
 * sent that is no printable character, so that no value ends early. Read as the same record of JSON.
 */
class ZeekParser implements Parser {
  readonly format = 'zeek';
  private readonly records = new RecordReader();
  private source = '';
  private head = NO_HEAD;

  begin(context: ParseContext): void {
    this.source = context.source;
    this.records.begin(context);
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    if (line.charCodeAt(0) === 35) {
      if (!DIRECTIVE.test(line)) return 'bad-line';
      this.readDirective(line.split('\t', MOST_COLUMNS + 1));
      return null;
    }
    const { names } = this.head;
    const values = line.split('\t', MOST_COLUMNS + 1);
    if (names.length < 2 || values.length !== names.length) return unparsedReason(line);
    const ref = { source: this.source, line: lineNumber };
    const event = this.records.read(this.recordOf(values), line, ref, () => true);
    if (event === null) return 'bad-timestamp';
    emit(event);
    return null;
  }

  save(): Head {
    return this.head;
  }

  restore(state: unknown): void {
    this.head = state as Head;
  }

  private readDirective([name, ...words]: readonly string[]): void {
    if (name === '#path') this.head = { ...this.head, path: (words[0] ?? '').slice(0, 64) };
    if (name === '#fields') this.head = { ...this.head, names: words.map((word) => word.slice(0, 64)) };
    if (name === '#types') this.head = { ...this.head, types: words };
  }

  private recordOf(values: readonly string[]): FlatRecord {
    const { path, names, types } = this.head;
    const record: Record<string, FieldValue> = { _path: path };
    for (const [index, value] of values.entries()) {
      const name = names[index];
      if (name === undefined || value === '-' || name === '__proto__') continue;
      record[name] = typedValue(value, types[index] ?? 'string');
    }
    return record;
  }
}

function typedValue(text: string, type: string): FieldValue {
  if (text === '(empty)') return '';
  if (type === 'bool') return text === 'T';
  return NUMBERS.has(type) && NUMBER.test(text) ? Number(text) : text;
}

export const ZEEK_LOG: ParserFactory = {
  format: 'zeek',
  recognises: (line) =>
    /^#(?:fields\tts\t|types\ttime\t|separator \\x09|path\t)/.test(line) || RECORD.test(line),
  confirms: (lines) => lines.some((line) => line.startsWith('#fields\t')),
  create: () => new ZeekParser(),
};

/** A time, the name of a connection or what else, and more columns. */
const RECORD = /^\d{9,10}\.\d{6}\t[^\t]{1,256}\t/;
