import type { LogEvent, UnparsedReason } from '../model/log-event.ts';
import type { LineBlock, SourceId } from '../model/log-record.ts';
import type { EpochMs } from '../model/time.ts';
import type { EngineObserver } from './engine-observer.ts';
import { MAX_LINE } from './limits.ts';
import { readInOrder } from './order/read-in-order.ts';
import { type HeldEvents, ReadingOrder, type SavedOrder } from './order/reading-order.ts';
import type { Formats } from './parse/formats.ts';
import { OpenBlock } from './parse/open-block.ts';
import type { Chain, FormatName, ParseContext, Parser } from './parse/parser.ts';
import { isOfSshdAlone } from './parse/sshd/own-log.ts';
import { isBinary } from './parse/unparsed.ts';
import { Companions } from './parse/web/companions.ts';
import type { TrustedProxies } from './parse/web/forwarded.ts';
import type { QuietRequests } from './sigma/quiet-requests.ts';

/** How many of a source's first lines decide its format; tried again block by block until one is found. */
const SNIFF_LINES = 100;

export type SavedReader = {
  readonly source: SourceId;
  readonly format: FormatName | null;
  readonly records: number;
  readonly events: number;
  readonly bytes: number;
  readonly first: EpochMs | null;
  readonly last: EpochMs | null;
  readonly since: EpochMs | null;
  readonly unparsed: Partial<Record<UnparsedReason, number>>;
  readonly yearReference: EpochMs;
  /** What the format's parser remembers between lines; null before a format was recognised. */
  readonly parser: unknown;
  /** Absent in what an earlier version saved. */
  readonly order?: SavedOrder;
  /** Of the events that are held. */
  readonly logs?: readonly (Chain | null)[];
  readonly forgotten?: number;
  /** Somebody has said what it is; absent: nobody. */
  readonly isTimeless?: boolean;
};

/** What lines of every format are read with. */
type Reading = {
  /** Which proxies are believed; absent or null: none. */
  readonly proxies?: TrustedProxies | null;
  /** Recognises requests that none of the current rules can match. */
  readonly quiet?: () => QuietRequests | null;
  /** Events held by all sources together. */
  readonly held?: HeldEvents;
  /** See `ParseContext`. */
  readonly isTimeless?: boolean;
};

/** Reads one source: splits blocks into lines, recognises the format, counts what it finds. */
export class SourceReader {
  records = 0;
  events = 0;
  bytes = 0;
  first: EpochMs | null = null;
  last: EpochMs | null = null;
  /** Earlier events are counted and not handed on; null: all are handed on. */
  since: EpochMs | null = null;
  readonly unparsed: Partial<Record<UnparsedReason, number>> = {};
  /** Connections and sessions that its format had to forget before a line told how they ended. */
  forgotten = 0;
  private parser: Parser | null = null;
  private readonly letGo = (): void => void this.forgotten++;
  private readonly mayTurn = (): boolean => !this.order.isStraight;
  private yearReference: EpochMs = 0;
  private readonly open = new OpenBlock();
  private readonly companions = new Companions();
  private readonly order: ReadingOrder;
  private isTimeless: boolean;
  /** Of events that were held when the reader was saved. */
  private readonly logs = new WeakMap<LogEvent, Chain>();

  constructor(
    private readonly source: SourceId,
    format: FormatName | null,
    private readonly timeZone: string,
    private readonly observer: EngineObserver | undefined,
    private readonly formats: Formats,
    private readonly reading: Reading = {},
  ) {
    this.order = new ReadingOrder(
      () => this.parser?.isUnordered === true,
      reading.held,
      (events) => this.readAgain(events),
    );
    if (format !== null) this.parser = formats.parserFor(format);
    this.isTimeless = format !== null || reading.isTimeless === true;
  }

  get format(): FormatName | null {
    return this.parser?.format ?? null;
  }

  read(block: LineBlock, emit: (event: LogEvent) => void): void {
    this.bytes += block.bytes;
    this.yearReference = block.yearReference;
    this.parser ??=
      block.format === undefined ? this.recognise(block.text) : this.formats.parserFor(block.format);
    this.begin();
    const count = this.counting(emit);
    let lineNumber = block.firstLine;
    const { text } = block;
    const { parser, open } = this;
    const usual = parser?.parseUsual !== undefined && open.open(text);
    for (let start = 0; start < text.length; lineNumber++) {
      let end = text.indexOf('\n', start);
      if (end === -1) end = text.length;
      const lineEnd = end > start && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
      if (lineEnd > start) {
        if (usual && parser.parseUsual?.(open, start, lineEnd, lineNumber, count))
          this.recordRead(lineNumber);
        else this.readLine(text.slice(start, lineEnd), lineNumber, count);
      }
      start = end + 1;
    }
    this.order.blockRead(emit);
  }

  /** Everything there is for now has been read. */
  rest(emit: (event: LogEvent) => void): void {
    if (!this.order.isStraight) this.order.letGo(emit);
  }

  end(emit: (event: LogEvent) => void): void {
    this.parser?.end?.(this.counting(emit));
    this.order.letGo(emit);
  }

  save(): SavedReader {
    const { source, format, records, events, bytes, first, last, since, unparsed, yearReference } = this;
    const { forgotten, isTimeless } = this;
    const parser = this.parser?.save?.() ?? null;
    const order = this.order.save();
    const logs = this.order.waiting.map((event) => this.carriedLogOf(event));
    return {
      source,
      format,
      records,
      events,
      bytes,
      first,
      last,
      since,
      unparsed,
      yearReference,
      parser,
      order,
      ...(logs.some((log) => log !== null) && { logs }),
      ...(forgotten > 0 && { forgotten }),
      ...(isTimeless && { isTimeless }),
    };
  }

  restore({
    source: _,
    format,
    parser,
    unparsed,
    order = AS_IT_COMES,
    logs = [],
    isTimeless = false,
    ...rest
  }: SavedReader): void {
    Object.assign(this, rest);
    this.isTimeless = isTimeless || this.reading.isTimeless === true;
    Object.assign(this.unparsed, unparsed);
    this.order.restore(order);
    for (const [at, event] of this.order.waiting.entries()) {
      const log = logs[at] ?? null;
      if (log !== null) this.logs.set(event, log);
    }
    this.parser = format === null ? null : this.formats.parserFor(format);
    this.begin();
    if (parser !== null) this.parser?.restore?.(parser);
  }

  private begin(): void {
    this.parser?.begin(this.context());
    this.companions.begin(this.context());
  }

  private context(): ParseContext {
    const { source, timeZone, yearReference } = this;
    const { proxies = null, quiet } = this.reading;
    const { letGo, mayTurn, format } = this;
    const isTimeless = this.isTimeless && format !== null && OF_RECORDS.has(format);
    return { source, timeZone, yearReference, isTimeless, proxies, letGo, mayTurn, ...(quiet && { quiet }) };
  }

  private readAgain(events: readonly LogEvent[]): readonly LogEvent[] {
    return readInOrder(events, (event) => this.logOf(event), this.formats, this.context());
  }

  /** Which log the line of an event is of, when it needs those before it. */
  private logOf(event: LogEvent): Chain | null {
    const { parser } = this;
    if (parser?.isChained === true) return { format: parser.format, name: '' };
    return this.carriedLogOf(event);
  }

  private carriedLogOf(event: LogEvent): Chain | null {
    return this.parser?.chainOf?.(event) ?? this.logs.get(event) ?? null;
  }

  private readLine(written: string, lineNumber: number, emit: (event: LogEvent) => void): void {
    this.records++;
    const line = withoutMark(written);
    const reason = line === '' ? null : this.parse(line, lineNumber, emit);
    if (reason !== null) this.unparsed[reason] = (this.unparsed[reason] ?? 0) + 1;
    this.observer?.record(this.source, lineNumber, reason);
  }

  private recordRead(lineNumber: number): void {
    this.records++;
    this.observer?.record(this.source, lineNumber, null);
  }

  private parse(line: string, lineNumber: number, emit: (event: LogEvent) => void): UnparsedReason | null {
    if (line.length > MAX_LINE && this.parser?.takesLongLines !== true) return 'too-long';
    if (!this.parser) return isBinary(line) ? 'binary' : isOfSshdAlone(line) ? 'no-time' : 'unknown-format';
    const reason = this.parser.parse(line, lineNumber, emit);
    if (reason === null) return null;
    return this.companions.parse(this.parser.format, reason, line, lineNumber, emit);
  }

  private counting(out: (event: LogEvent) => void): (event: LogEvent) => void {
    const { order } = this;
    const emit = order.isStraight ? out : (event: LogEvent) => order.take(event, out);
    return (event) => {
      this.events++;
      if (this.first === null || event.time < this.first) this.first = event.time;
      if (this.last === null || event.time > this.last) this.last = event.time;
      if (this.since === null || event.time >= this.since) emit(event);
    };
  }

  private recognise(text: string): Parser | null {
    const lines: string[] = [];
    for (let start = 0; start < text.length && lines.length < SNIFF_LINES; ) {
      let end = text.indexOf('\n', start);
      if (end === -1) end = text.length;
      const line = withoutMark(text.slice(start, end).trimEnd());
      if (line !== '') lines.push(line.slice(0, MAX_LINE));
      start = end + 1;
    }
    const objects = lines.filter((line) => line.startsWith('{') && line.endsWith('}')).length;
    const isUntimed = this.isTimeless && objects * 2 > lines.length;
    const format = this.formats.detect(lines) ?? (isUntimed ? 'json' : null);
    return format === null ? null : this.formats.parserFor(format);
  }
}

/** What is no log by its form, and may be one because somebody says so. */
const OF_RECORDS: ReadonlySet<FormatName> = new Set<FormatName>(['json', 'json-pretty', 'logfmt']);

const AS_IT_COMES: SavedOrder = { state: 'straight', held: [] };

/** Windows' programs put the mark of UTF-8 before a file's first line, which is in the middle where files were joined. */
function withoutMark(line: string): string {
  return line.charCodeAt(0) === 0xfeff ? line.slice(1) : line;
}
