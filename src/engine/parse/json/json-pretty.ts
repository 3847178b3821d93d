import type { LogEvent, UnparsedReason } from '../../../model/log-event.ts';
import { MAX_LINE } from '../../limits.ts';
import { pattern } from '../../pattern.ts';
import { Chains } from '../carried/chains.ts';
import type { InnerFormats } from '../carried/container-stream.ts';
import { JOURNALD } from '../journal/journald.ts';
import type { Chain, Emit, ParseContext, Parser, ParserFactory } from '../parser.ts';
import { unparsedReason } from '../unparsed.ts';
import { jsonFormat } from './json-lines.ts';
import { readJsonRecord } from './json-record.ts';
import { lokiLabels, lokiLine } from './loki-answer.ts';
import { isTimed } from './record-event.ts';

type PrettyState = {
  readonly depth: number;
  readonly text: string;
  readonly first: number;
  readonly isOverlong: boolean;
  readonly place?: Place;
  /** Absent in what an earlier version saved. */
  readonly around?: number;
  readonly labels?: string | null;
  readonly isUnordered?: boolean;
  readonly journal?: unknown;
  readonly inner: unknown;
};

/**
 * Where in a document: its beginning may be that of a record or of an object whose list holds the records; then within
 * that list; behind it, up to the object's end; and past all this, where each object is a record. What Loki answers has
 * streams in that list, and in each a list of its lines.
 */
type Place = 'beginning' | 'in-list' | 'in-stream' | 'behind-stream' | 'behind-list' | 'records';

const QUOTE = 34;
const BACKSLASH = 92;

/**
 * JSON records written over several lines, one behind the other or in one list, or all in one line: what
 * `ConvertTo-Json`, `jq` and `evtx_dump` print, CloudTrail's and Azure's files. Each record is read as one line of JSON
 * would be, under the number of its first line.
 */
class JsonPrettyParser implements Parser {
  readonly format = 'json-pretty';
  readonly takesLongLines = true;
  private readonly inner: Parser;
  private readonly journal = JOURNALD.create();
  private readonly journals = new Chains();
  /** Of the record that is not at its end yet: its open braces, its text, its first line. */
  private depth = 0;
  private text = '';
  private first = 0;
  private isOverlong = false;
  private place: Place = 'beginning';
  /** How many objects are open around the list that holds the records. */
  private around = 1;
  /** Of Loki's stream that is read, as JSON. */
  private labels: string | null = null;
  isUnordered = false;

  constructor(formats: InnerFormats) {
    this.inner = jsonFormat(formats).create();
  }

  begin(context: ParseContext): void {
    this.inner.begin(context);
    this.journal.begin(context);
    this.journals.begin(context);
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    let problem = this.depth === 0 && !BETWEEN.test(line) ? unparsedReason(line) : null;
    let start = 0;
    for (let at = 0; at < line.length; at++) {
      const code = line.charCodeAt(at);
      if (code === QUOTE && this.depth > 0) at = stringEnd(line, at);
      else if (this.isOpening(code)) {
        if (this.depth === 0) {
          start = at;
          this.first = lineNumber;
        }
        this.depth += 1;
        if (this.depth > 1 && code === OPEN_LIST) this.enterList(line, start, at);
      } else if (isClosing(code)) {
        if (this.depth === 0) {
          this.leaveList(code);
          continue;
        }
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

  chainOf(event: LogEvent): Chain | null {
    return this.inner.chainOf?.(event) ?? this.journals.of(event);
  }

  end(emit: Emit): void {
    this.inner.end?.(emit);
    this.journal.end?.(emit);
  }

  save(): PrettyState {
    const { depth, text, first, isOverlong, place, around, labels, isUnordered } = this;
    const [journal, inner] = [this.journal.save?.(), this.inner.save?.()];
    return { depth, text, first, isOverlong, place, around, labels, isUnordered, journal, inner };
  }

  restore(state: unknown): void {
    const { inner, journal, ...rest } = state as PrettyState;
    Object.assign(this, rest);
    // Earlier versions read no journal here.
    if (journal !== undefined) this.journal.restore?.(journal);
    this.inner.restore?.(inner);
  }

  /** A list holds records: it is not one itself. Loki's lines are lists. */
  private isOpening(code: number): boolean {
    return code === OPEN_OBJECT || (code === OPEN_LIST && (this.depth > 0 || this.place === 'in-stream'));
  }

  /** The `[` at this place may begin the list for which the document is there, or the one of a stream's lines. */
  private enterList(line: string, start: number, at: number): void {
    const isStream = this.place === 'in-list' && this.depth === 2;
    if (!isStream && (this.place !== 'beginning' || this.depth > MOST_AROUND + 1)) return;
    const head = this.text + line.slice(start, at + 1);
    if (head.length > LONGEST_HEAD) return;
    if (isStream) {
      this.labels = lokiLabels(head);
      if (this.labels === null) return;
      this.place = 'in-stream';
    } else {
      if (!beginsRecords(head, this.depth) || !OBJECT_NEXT.test(line.slice(at + 1, at + 64))) return;
      this.place = 'in-list';
      this.around = this.depth - 1;
    }
    this.isUnordered = true;
    this.depth = 0;
    this.text = '';
    this.isOverlong = false;
  }

  /** What stands behind the list is nobody's record. */
  private leaveList(code: number): void {
    if (code !== CLOSE_LIST) return;
    if (this.place === 'in-stream') {
      this.place = 'behind-stream';
      this.depth = 1;
    } else if (this.place === 'in-list') {
      this.place = 'behind-list';
      this.depth = this.around;
    }
  }

  private keep(piece: string): void {
    this.isOverlong ||= this.text.length + piece.length > MAX_LINE;
    this.text = this.isOverlong ? '' : this.text + piece;
  }

  private readRecord(emit: Emit): UnparsedReason | null {
    const { text, isOverlong, place } = this;
    this.text = '';
    this.isOverlong = false;
    if (place === 'behind-stream') this.place = 'in-list';
    else if (place !== 'in-list' && place !== 'in-stream') this.place = 'records';
    if (place === 'behind-list' || place === 'behind-stream') return null;
    if (isOverlong) return 'too-long';
    if (place === 'in-stream') return this.readStreamed(text, emit);
    const reader = JOURNALD.recognises(text) ? this.journal : this.inner;
    const out = reader === this.journal ? this.journals.noting(JOURNAL, emit) : emit;
    return reader.parse(text, this.first, out);
  }

  private readStreamed(text: string, emit: Emit): UnparsedReason | null {
    const line = this.labels === null ? null : lokiLine(this.labels, text);
    return line === null ? 'bad-line' : this.inner.parse(line, this.first, emit);
  }
}

/** Its events' lines are those that syslog would have written. */
const JOURNAL: Chain = { format: 'syslog', name: 'journal' };
const OPEN_OBJECT = 123;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const LONGEST_HEAD = 4096;
/** Elasticsearch and Loki have their list in an object of the document. */
const MOST_AROUND = 2;
/** How those call it who write such documents: CloudTrail, Azure, Graph, Kubernetes, what is downloaded from consoles. */
const LIST_NAME = '"(?:[Rr]ecords|value|[Ee]vents|items|entries|logs|results|data)"';
const LIST = new RegExp(`${LIST_NAME}\\s*:\\s*\\[$`);
/** The whole beginning in one line: a few texts, then the list. */
const DOCUMENT = new RegExp(
  `^\\s*\\{(?:\\s*"[\\w@.$-]{1,64}"\\s*:\\s*"[^"\\\\]{0,512}"\\s*,){0,8}\\s*${LIST_NAME}\\s*:\\s*\\[\\s*\\{\\s*"`,
);
/** What a search answers: Elasticsearch's `hits` in `hits`, Loki's streams in `data`. */
const HITS = '"hits"\\s*:\\s*\\{[^[]{0,256}"hits"\\s*:\\s*\\[';
const STREAMS =
  '"data"\\s*:\\s*\\{\\s*"resultType"\\s*:\\s*"streams"\\s*,(?:\\s*"encodingFlags"\\s*:\\s*\\[[^\\]]{0,64}\\]\\s*,)?\\s*"result"\\s*:\\s*\\[';
const ANSWER_LIST = new RegExp(`(?:${HITS}|${STREAMS})$`);
const ANSWER = new RegExp(`^\\s*\\{[^[]{0,4096}(?:${HITS}|${STREAMS})\\s*\\{\\s*"`);
const OBJECT_NEXT = /^\s*(?:\{|$)/;

/** Before the first record, between two, behind the last: `[`, `{"Records": [`, `},{`, `]`, evtx_dump's `Record 7`. */
const BETWEEN = /^(?:\s*(?:\{\s*"[\w-]{1,64}"\s*:\s*)?[[\]{},]|\s*$|Record \d{1,12}$)/;

/** Whether the list for which the document is there begins behind this text, in which so many brackets are open. */
function beginsRecords(head: string, depth: number): boolean {
  return !TIME.test(head) && (depth === 2 ? LIST : ANSWER_LIST).test(head);
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

/** Loki's lines say when without a name for it. */
const STREAMED = /"resultType"\s*:\s*"streams"/;

/** Records of a log say when; a settings file does not. */
const TIME = pattern('i')`
  "(?:
    [@_]?time(?:stamp)?|ts|date(?:time)?
    |(?:event|utc|system|log)_?time
    |timecreated|timegenerated|time_\w{1,16}
    |(?:created|activity|last_?modified|receive)_?(?:at|date_?time|timestamp)
    |published|creationtime|\w{0,32}timestamp|start(?:utc|local)|when|__realtime_timestamp
  )"\s*:`;

/** A whole record in one line that says when is a line of `json`, whatever its first key holds. */
function isTimedRecord(line: string): boolean {
  const record = line.startsWith('{') ? readJsonRecord(line) : null;
  return record !== null && isTimed(record);
}

export function jsonPrettyFormat(formats: InnerFormats): ParserFactory {
  return {
    format: 'json-pretty',
    recognises: (line) =>
      PIECE.test(line) || ((DOCUMENT.test(line) || ANSWER.test(line)) && !isTimedRecord(line)),
    confirms: (lines) => lines.some((line) => TIME.test(line) || STREAMED.test(line)),
    create: () => new JsonPrettyParser(formats),
  };
}
