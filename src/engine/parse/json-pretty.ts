import type { UnparsedReason } from '../../model/log-event.ts';
import { MAX_LINE } from '../limits.ts';
import { JSON_LINES } from './json-lines.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from './parser.ts';
import { unparsedReason } from './unparsed.ts';

type PrettyState = {
  readonly depth: number;
  readonly text: string;
  readonly first: number;
  readonly isOverlong: boolean;
  readonly inner: unknown;
};

const QUOTE = 34;
const BACKSLASH = 92;

/**
 * JSON records written over several lines, one behind the other or in one list: what `ConvertTo-Json`, `jq` and `evtx_dump`
 * print. Each record is read as one line of JSON would be, under the number of its first line.
 */
class JsonPrettyParser implements Parser {
  readonly format = 'json-pretty';
  private readonly inner = JSON_LINES.create();
  /** Of the record that is not at its end yet: its open braces, its text, its first line. */
  private depth = 0;
  private text = '';
  private first = 0;
  private isOverlong = false;

  begin(context: ParseContext): void {
    this.inner.begin(context);
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    let problem = this.depth === 0 && !BETWEEN.test(line) ? unparsedReason(line) : null;
    let start = 0;
    for (let at = 0; at < line.length; at++) {
      const code = line.charCodeAt(at);
      if (code === QUOTE && this.depth > 0) at = stringEnd(line, at);
      else if (isOpening(code, this.depth)) {
        if (this.depth === 0) {
          start = at;
          this.first = lineNumber;
        }
        this.depth += 1;
      } else if (isClosing(code) && this.depth > 0) {
        this.depth -= 1;
        if (this.depth > 0) continue;
        this.keep(line.slice(start, at + 1));
        problem = this.readRecord(emit) ?? problem;
        start = at + 1;
      }
    }
    if (this.depth > 0) this.keep(`${line.slice(start)} `);
    return problem;
  }

  end(emit: Emit): void {
    this.inner.end?.(emit);
  }

  save(): PrettyState {
    const { depth, text, first, isOverlong } = this;
    return { depth, text, first, isOverlong, inner: this.inner.save?.() };
  }

  restore(state: unknown): void {
    const { inner, ...rest } = state as PrettyState;
    Object.assign(this, rest);
    this.inner.restore?.(inner);
  }

  private keep(piece: string): void {
    this.isOverlong ||= this.text.length + piece.length > MAX_LINE;
    this.text = this.isOverlong ? '' : this.text + piece;
  }

  private readRecord(emit: Emit): UnparsedReason | null {
    const { text, isOverlong } = this;
    this.text = '';
    this.isOverlong = false;
    return isOverlong ? 'too-long' : this.inner.parse(text, this.first, emit);
  }
}

/** Before the first record, between two, behind the last: `[`, `{"Records": [`, `},{`, `]`, evtx_dump's `Record 7`. */
const BETWEEN = /^(?:\s*(?:\{\s*"[\w-]{1,64}"\s*:\s*)?[[\]{},]|\s*$|Record \d{1,12}$)/;

/** A list holds records: it is not one itself. */
function isOpening(code: number, depth: number): boolean {
  return code === 123 || (code === 91 && depth > 0);
}

/** `}` and `]` */
function isClosing(code: number): boolean {
  return code === 125 || code === 93;
}

/** Place of the quote that ends the string, or of the line's last character: no string goes on in the next line. */
function stringEnd(line: string, start: number): number {
  for (let at = start + 1; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return line.length;
}

/** A bracket alone, a key with its value, or a list of records in one line; a whole record is a line of `json`. */
const PIECE = /^(?:\s*[[{]\s*$|\s*[\]}]{1,3},?\s*$|\s+"[^"\\]{1,128}"\s*:\s|\s*\[\s*\{\s*")/;

/** Records of a log say when; a settings file does not. */
const TIME =
  /"(?:[@_]?time(?:stamp)?|ts|date(?:time)?|(?:event|utc|system|log)_?time|timecreated|timegenerated|time_\w{1,16}|start(?:utc|local)|when)"\s*:/i;

export const JSON_PRETTY: ParserFactory = {
  format: 'json-pretty',
  recognises: (line) => PIECE.test(line),
  confirms: (lines) => lines.some((line) => TIME.test(line)),
  create: () => new JsonPrettyParser(),
};
