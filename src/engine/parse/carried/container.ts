import type { LogEvent, UnparsedReason } from '../../../model/log-event.ts';
import { readJsonRecord } from '../json/json-record.ts';
import { RecordReader } from '../json/record-event.ts';
import type { Chain, Emit, FormatName, ParseContext, Parser, ParserFactory } from '../parser.ts';
import { unparsedReason } from '../unparsed.ts';
import { ContainerStreams, type InnerFormats, type SavedStreams, type Wrapped } from './container-stream.ts';

/** What a container wrote, line by line, as its runtime keeps it. Each line is read in the format of its stream. */
export class ContainerParser implements Parser {
  private readonly records = new RecordReader();
  private readonly streams: ContainerStreams;
  private source = '';

  constructor(
    readonly format: FormatName,
    private readonly unwrap: (line: string) => Wrapped | null,
    formats: InnerFormats,
  ) {
    this.streams = new ContainerStreams(formats);
  }

  begin(context: ParseContext): void {
    this.source = context.source;
    this.records.begin(context);
    this.streams.begin(context);
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const wrapped = this.unwrap(line);
    if (wrapped === null) return unparsedReason(line);
    const stream = this.streams.of(wrapped.stream);
    const joined = stream.join(wrapped);
    if (joined === null || typeof joined === 'string') return joined;
    const { text } = joined;
    if (stream.parse(text, wrapped.stamp, lineNumber, emit)) return null;
    if (wrapped.stamp === null) return unparsedReason(text);
    const ref = { source: this.source, line: lineNumber };
    const event = this.records.read({ ...wrapped.record, message: text }, line, ref, () => false);
    if (event === null) return 'bad-timestamp';
    emit(event);
    return null;
  }

  chainOf(event: LogEvent): Chain | null {
    return this.streams.chains.of(event);
  }

  end(emit: Emit): void {
    this.streams.end(emit);
  }

  save(): SavedStreams {
    return this.streams.save();
  }

  restore(saved: unknown): void {
    this.streams.restore(saved as SavedStreams);
  }
}

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
