import { retainText, type UnparsedReason } from '../../model/log-event.ts';
import { MAX_LINE } from '../limits.ts';
import type { LogFormat } from './detect.ts';
import { type FlatRecord, readJsonRecord } from './json-record.ts';
import type { Emit, FormatName, ParseContext, Parser, ParserFactory } from './parser.ts';
import { RecordReader } from './record-event.ts';
import { unparsedReason } from './unparsed.ts';

/** A line as the container's runtime, or whatever put something before it, keeps it. */
export type Wrapped = {
  readonly text: string;
  /** Whose lines are of one format: `stdout`, a container's name. */
  readonly stream: string;
  /** When, as it was written; null where that is not told. */
  readonly stamp: string | null;
  /** False for a piece of a line that was too long for the runtime: the next one of its stream goes on. */
  readonly isEnd: boolean;
  /** What a line of no known format is read as. */
  readonly record: FlatRecord;
};

/** Given from outside: the list of formats has these formats in it. */
export type InnerFormats = {
  readonly detect: (lines: readonly string[]) => LogFormat | null;
  readonly parserFor: (format: LogFormat) => Parser;
};

type StreamState = {
  readonly format: LogFormat | null;
  readonly parser: unknown;
  readonly tried: number;
  readonly part: string;
  readonly isOverlong: boolean;
  /** Absent in what an earlier version saved. */
  readonly isStamped?: boolean;
};
type ContainerState = Readonly<Record<string, StreamState>>;

/** Of more containers in one log, those that come last share a stream. */
const MOST_STREAMS = 32;

/** How many lines of a stream may decide its format. Later ones may not: a client may have written them. */
const MOST_TRIED = 100;

/** What any program writes: such a line does not tell of what format the others are. */
const GENERAL: readonly LogFormat[] = ['json', 'logfmt'];

/** Those whose lines have no stamp of their own, where a program writes them by itself. */
const STAMPLESS: readonly LogFormat[] = ['sshd-log', 'framework-access'];

/** What one stream of a container writes: nginx and Apache write requests to one and errors to the other. */
class ContainerStream {
  /** The pieces so far of a line that came in pieces. */
  private part = '';
  /** The rest of a line that is too long is not the beginning of one: a client may choose what stands there. */
  private isOverlong = false;
  private inner: Parser | null = null;
  private inside: LogFormat | null = null;
  /** The program writes no stamps: the runtime's is read before its words. */
  private isStamped = false;
  private tried = 0;
  private readonly general: readonly Parser[];
  private context: ParseContext | null = null;

  constructor(private readonly formats: InnerFormats) {
    this.general = GENERAL.map((name) => formats.parserFor(name));
  }

  begin(context: ParseContext): void {
    this.context = context;
    this.inner?.begin(context);
    for (const parser of this.general) parser.begin(context);
  }

  /** The whole line that ends with this piece; null when it does not end yet. */
  join({ text, isEnd }: Wrapped): { readonly text: string } | UnparsedReason | null {
    const whole = this.part + text;
    const isOverlong = this.isOverlong || whole.length > MAX_LINE;
    this.part = isEnd || isOverlong ? '' : whole;
    this.isOverlong = isOverlong && !isEnd;
    if (!isEnd) return null;
    return isOverlong ? 'too-long' : { text: whole };
  }

  /** Whether the line was of a known format. */
  parse(text: string, stamp: string | null, lineNumber: number, emit: Emit): boolean {
    const stamped = stamp === null ? null : `${stamp} ${text}`;
    if (this.inner === null && this.tried < MOST_TRIED) this.recognise(text, stamped);
    const line = this.isStamped ? (stamped ?? text) : text;
    if (this.inner !== null && this.inner.parse(line, lineNumber, emit) === null) return true;
    return this.general.some((parser) => parser.parse(text, lineNumber, emit) === null);
  }

  end(emit: Emit): void {
    this.inner?.end?.(emit);
  }

  save(): StreamState {
    const { inner, inside, tried, part, isOverlong, isStamped } = this;
    return { format: inside, parser: inner?.save?.() ?? null, tried, part, isOverlong, isStamped };
  }

  restore({ format, parser, tried, part, isOverlong, isStamped = false }: StreamState): void {
    this.tried = tried;
    this.isStamped = isStamped;
    this.part = part;
    this.isOverlong = isOverlong;
    if (format === null) return;
    this.settle(format);
    this.inner?.restore?.(parser);
  }

  private recognise(text: string, stamped: string | null): void {
    this.tried += 1;
    const format = this.formats.detect([text]);
    if (format !== null && !GENERAL.includes(format) && format !== 'docker' && format !== 'cri')
      this.settle(format);
    else if (format === null && stamped !== null) {
      const inside = this.formats.detect([stamped]);
      if (inside === null || !STAMPLESS.includes(inside)) return;
      this.isStamped = true;
      this.settle(inside);
    }
  }

  private settle(format: LogFormat): void {
    this.inside = format;
    this.inner = this.formats.parserFor(format);
    if (this.context) this.inner.begin(this.context);
  }
}

/** What a container wrote, line by line, as its runtime keeps it. Each line is read in the format of its stream. */
export class ContainerParser implements Parser {
  private readonly records = new RecordReader();
  private readonly streams = new Map<string, ContainerStream>();
  private context: ParseContext | null = null;

  constructor(
    readonly format: FormatName,
    private readonly unwrap: (line: string) => Wrapped | null,
    private readonly formats: InnerFormats,
  ) {}

  begin(context: ParseContext): void {
    this.context = context;
    this.records.begin(context);
    for (const stream of this.streams.values()) stream.begin(context);
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const wrapped = this.unwrap(line);
    if (wrapped === null) return unparsedReason(line);
    const stream = this.streamOf(wrapped.stream);
    const joined = stream.join(wrapped);
    if (joined === null || typeof joined === 'string') return joined;
    const { text } = joined;
    if (stream.parse(text, wrapped.stamp, lineNumber, emit)) return null;
    if (wrapped.stamp === null) return unparsedReason(text);
    const ref = { source: this.context?.source ?? '', line: lineNumber };
    const event = this.records.read({ ...wrapped.record, message: text }, line, ref, () => false);
    if (event === null) return 'bad-timestamp';
    emit(event);
    return null;
  }

  end(emit: Emit): void {
    for (const stream of this.streams.values()) stream.end(emit);
  }

  save(): ContainerState {
    return Object.fromEntries([...this.streams].map(([name, stream]) => [name, stream.save()]));
  }

  restore(saved: unknown): void {
    for (const [name, state] of Object.entries(saved as ContainerState)) this.streamOf(name).restore(state);
  }

  private streamOf(written: string): ContainerStream {
    const known = this.streams.get(written);
    if (known !== undefined) return known;
    const name = this.streams.size < MOST_STREAMS ? retainText(written) : OTHERS;
    const stream = this.streams.get(name) ?? new ContainerStream(this.formats);
    if (this.context !== null) stream.begin(this.context);
    this.streams.set(name, stream);
    return stream;
  }
}

/** No container is called so. */
const OTHERS = '';

/** Docker's json-file: `{"log":"LINE\n","stream":"stdout","time":"…"}`; a piece of a long line has no `\n`. */
function unwrapDocker(line: string): Wrapped | null {
  if (!line.startsWith('{')) return null;
  const record = readJsonRecord(line);
  const { log, stream, time } = record ?? {};
  if (record === null || typeof log !== 'string' || typeof time !== 'string') return null;
  if (stream !== 'stdout' && stream !== 'stderr') return null;
  const isEnd = log.endsWith('\n');
  return { text: isEnd ? log.replace(/\r?\n$/, '') : log, stream, stamp: time, isEnd, record };
}

const CRI =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) (stdout|stderr) ([FP])(?: |$)/;

/** Kubernetes: `STAMP stdout F LINE`, with `P` for a piece of a line. */
function unwrapCri(line: string): Wrapped | null {
  const [head, time = '', stream, tag] = CRI.exec(line) ?? [];
  if (head === undefined || (stream !== 'stdout' && stream !== 'stderr')) return null;
  return {
    ...{ text: line.slice(head.length), stream, stamp: time, isEnd: tag === 'F' },
    record: { time, stream },
  };
}

/** Docker writes no blanks; what has been through other programs may have some. */
const DOCKER = /^\{\s{0,4}"log"\s{0,4}:\s{0,4}"/;

export function dockerFormat(formats: InnerFormats): ParserFactory {
  return {
    format: 'docker',
    recognises: (line) => DOCKER.test(line) && unwrapDocker(line) !== null,
    create: () => new ContainerParser('docker', unwrapDocker, formats),
  };
}

export function criFormat(formats: InnerFormats): ParserFactory {
  return {
    format: 'cri',
    recognises: (line) => CRI.test(line),
    create: () => new ContainerParser('cri', unwrapCri, formats),
  };
}
