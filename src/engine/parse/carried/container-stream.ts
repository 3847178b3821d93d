import { retainText, type UnparsedReason } from '../../../model/log-event.ts';
import { MAX_LINE } from '../../limits.ts';
import type { LogFormat } from '../detect.ts';
import type { FlatRecord } from '../json/json-record.ts';
import type { Chain, Emit, ParseContext, Parser } from '../parser.ts';
import { Chains } from './chains.ts';

/** A line as the container's runtime, or whatever put something before it, keeps it. */
export type Wrapped = {
  readonly text: string;
  /** The stream that the line is of (`stdout`, a container's name); all lines of a stream have one format. */
  readonly stream: string;
  /** When, as it was written; null where that is not told. */
  readonly stamp: string | null;
  /** False for a piece of a line that was too long for the runtime: the next one of its stream goes on. */
  readonly isEnd: boolean;
  /** What a line of no known format is read as. */
  readonly record: FlatRecord;
};

/** The formats that lines may have. Given from outside, because the list of formats has these formats in it. */
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
  readonly known?: number;
};
export type SavedStreams = Readonly<Record<string, StreamState>>;

/** Streams told apart in one log; those that come later share one. */
const MOST_STREAMS = 256;

/** How many lines of a stream may decide its format. Later ones may not: a client may have written them. */
const MOST_TRIED = 100;

/** The share of the lines so far that must be of the format. */
const SHARE_NEEDED = 1 / 2;

/** Formats of which any program writes lines: they do not tell what format the other lines have. */
const GENERAL: readonly LogFormat[] = ['json', 'logfmt'];

/** Those whose lines have no stamp of their own, where a program writes them by itself. */
const STAMPLESS: readonly LogFormat[] = ['sshd-log', 'framework-access', 'service-log', 'jellyfin'];

/** What one stream of a container writes: nginx and Apache write requests to one and errors to the other. */
class ContainerStream {
  /** The pieces so far of a line that came in pieces. */
  private part = '';
  /** The rest of a line that is too long is not the beginning of one: a client may choose what stands there. */
  private isOverlong = false;
  private inner: Parser | null = null;
  private inside: LogFormat | null = null;
  /** When its lines need those before them. */
  private log: Chain | null = null;
  /** The program writes no stamps: the runtime's is put before its words. */
  private isStamped = false;
  private tried = 0;
  private known = 0;
  private written: readonly Parser[] | null = null;
  private context: ParseContext | null = null;

  constructor(
    private readonly formats: InnerFormats,
    private readonly isCautious: boolean,
    private readonly name: string,
    private readonly chains: Chains,
  ) {}

  begin(context: ParseContext): void {
    this.context = context;
    this.inner?.begin(context);
    for (const parser of this.written ?? []) parser.begin(context);
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
    return (
      this.parseInside(text, stamp, lineNumber, emit) ||
      this.general.some((parser) => parser.parse(text, lineNumber, emit) === null)
    );
  }

  /** Whether the line was of the stream's own format. */
  parseInside(text: string, stamp: string | null, lineNumber: number, emit: Emit): boolean {
    const stamped = stamp === null ? null : `${stamp} ${text}`;
    if (this.inner === null && this.tried < MOST_TRIED) this.recognise(text, stamped);
    const line = this.isStamped ? (stamped ?? text) : text;
    if (this.inner === null) return false;
    const out = this.log === null ? emit : this.chains.noting(this.log, emit);
    return this.inner.parse(line, lineNumber, out) === null;
  }

  end(emit: Emit): void {
    this.inner?.end?.(emit);
  }

  save(): StreamState {
    const { inner, inside, tried, known, part, isOverlong, isStamped } = this;
    return { format: inside, parser: inner?.save?.() ?? null, tried, known, part, isOverlong, isStamped };
  }

  restore({ format, parser, tried, known = 0, part, isOverlong, isStamped = false }: StreamState): void {
    this.tried = tried;
    this.known = known;
    this.isStamped = isStamped;
    this.part = part;
    this.isOverlong = isOverlong;
    if (format === null) return;
    this.read(format);
    this.inner?.restore?.(parser);
  }

  private get general(): readonly Parser[] {
    this.written ??= GENERAL.map((name) => {
      const parser = this.formats.parserFor(name);
      if (this.context !== null) parser.begin(this.context);
      return parser;
    });
    return this.written;
  }

  private recognise(text: string, stamped: string | null): void {
    this.tried += 1;
    const format = this.formats.detect([text]);
    if (format !== null && !GENERAL.includes(format) && format !== 'docker' && format !== 'cri')
      this.settle(format);
    else if (format === null && stamped !== null) {
      const inside = this.formats.detect([stamped]);
      if (inside === null || !STAMPLESS.includes(inside)) return;
      this.settle(inside);
      this.isStamped = this.inner !== null;
    }
  }

  private settle(format: LogFormat): void {
    this.known += 1;
    if (!this.isCautious || this.known >= this.tried * SHARE_NEEDED) this.read(format);
  }

  private read(format: LogFormat): void {
    const parser = this.formats.parserFor(format);
    // Where several machines share a stream, a process number may be another machine's; syslog names the machine.
    if (this.name === OTHERS && parser.isChained === true && format !== 'syslog') return;
    this.log = parser.isChained === true ? { format, name: this.name } : null;
    this.inside = format;
    this.inner = parser;
    if (this.context) this.inner.begin(this.context);
  }
}

/** The streams of one log, by their names. */
export class ContainerStreams {
  readonly chains = new Chains();
  private readonly streams = new Map<string, ContainerStream>();
  private context: ParseContext | null = null;

  /**
   * `isCautious`: the streams may hold texts that people write, who may imitate lines of a log. Then a single line among many
   * decides nothing.
   */
  constructor(
    private readonly formats: InnerFormats,
    private readonly isCautious = false,
  ) {}

  begin(context: ParseContext): void {
    this.context = context;
    this.chains.begin(context);
    for (const stream of this.streams.values()) stream.begin(context);
  }

  of(written: string): ContainerStream {
    const known = this.streams.get(written);
    if (known !== undefined) return known;
    const name = this.streams.size < MOST_STREAMS ? retainText(written) : OTHERS;
    const stream =
      this.streams.get(name) ??
      new ContainerStream(this.formats, this.isCautious, retainText(name), this.chains);
    if (this.context !== null) stream.begin(this.context);
    this.streams.set(name, stream);
    return stream;
  }

  end(emit: Emit): void {
    for (const stream of this.streams.values()) stream.end(emit);
  }

  save(): SavedStreams {
    return Object.fromEntries([...this.streams].map(([name, stream]) => [name, stream.save()]));
  }

  restore(saved: SavedStreams): void {
    for (const [name, state] of Object.entries(saved)) this.of(name).restore(state);
  }
}

/** No container is called so. */
const OTHERS = '\0others';
