import type { LogEvent, UnparsedReason } from '../../../model/log-event.ts';
import { type EpochMs, toRfc3339 } from '../../../model/time.ts';
import { CARRIED_KEYS, carriedLine } from '../carried/carried-line.ts';
import { ContainerStreams, type InnerFormats, type SavedStreams } from '../carried/container-stream.ts';
import { openEnvelope } from '../carried/envelope.ts';
import type { Chain, Emit, ParseContext, Parser, ParserFactory } from '../parser.ts';
import { SYSLOG } from '../syslog/syslog.ts';
import { unparsedReason } from '../unparsed.ts';
import { type FlatRecord, isContradicted, readJsonRecord } from './json-record.ts';
import { isUsersText, programOf, SYSLOG_KEYS, syslogLine } from './json-syslog.ts';
import { isTimed, RecordReader } from './record-event.ts';

type SavedJson = { readonly syslog: unknown; readonly streams: SavedStreams };

/** Its events' lines are those that a syslog daemon made records of. */
const RECORDS: Chain = { format: 'syslog', name: 'records' };

/**
 * Any log of one JSON object a line. All its values are fields, nested ones with dots. What a syslog daemon wrote as JSON
 * is read as its line, and so is the line of a log that a collector wrote a record of.
 */
class JsonLinesParser implements Parser {
  readonly format = 'json';
  private readonly records = new RecordReader();
  private readonly syslog = SYSLOG.create();
  private readonly streams: ContainerStreams;
  private source = '';

  constructor(formats: InnerFormats) {
    this.streams = new ContainerStreams(formats, true);
  }

  begin(context: ParseContext): void {
    this.source = context.source;
    this.records.begin(context);
    this.syslog.begin(context);
    // What a record carries has the record's time.
    this.streams.begin({ ...context, isTimeless: false });
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const written = line.startsWith('{') ? readJsonRecord(line) : null;
    if (written === null) return unparsedReason(line);
    const { record, within } = openEnvelope(written);
    const isCertain = (names: readonly string[]): boolean =>
      !isContradicted(line, within === '' ? names : [...names, ...names.map((name) => within + name)]);
    const time = this.records.timeOf(record);
    const told = time === null ? null : syslogLine(record, time);
    if (told !== null && isCertain(SYSLOG_KEYS))
      return this.syslog.parse(told, lineNumber, this.streams.chains.noting(RECORDS, emit));
    if (time !== null && this.readCarried(record, time, isCertain, lineNumber, emit)) return null;
    const event = this.records.read(record, line, { source: this.source, line: lineNumber }, isCertain);
    if (event === null) return 'bad-timestamp';
    emit(event);
    return null;
  }

  chainOf(event: LogEvent): Chain | null {
    return this.streams.chains.of(event);
  }

  end(emit: Emit): void {
    this.syslog.end?.(emit);
    this.streams.end(emit);
  }

  save(): SavedJson {
    return { syslog: this.syslog.save?.(), streams: this.streams.save() };
  }

  restore(state: unknown): void {
    // An earlier version saved what it knew of syslog alone.
    const { syslog = state, streams = {} } = state as Partial<SavedJson>;
    this.syslog.restore?.(syslog);
    this.streams.restore(streams);
  }

  private readCarried(
    record: FlatRecord,
    time: EpochMs,
    isCertain: (names: readonly string[]) => boolean,
    lineNumber: number,
    emit: Emit,
  ): boolean {
    const carried = carriedLine(record);
    if (carried === null || isUsersText(record) || !isCertain(CARRIED_KEYS)) return false;
    // Where the program is told, the text is what it said, and no line that needs a stamp only.
    const stamp = programOf(record) === '' ? toRfc3339(time) : null;
    return this.streams.of(carried.stream).parseInside(carried.text, stamp, lineNumber, emit);
  }
}

function recognises(line: string): boolean {
  if (!line.startsWith('{') || !isJson(line)) return false;
  const record = readJsonRecord(line);
  return record !== null && isTimed(openEnvelope(record).record);
}

/** As it stands: what only nearly is JSON is left to the formats of which that is known. */
function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** `formats`: what the lines may be that collectors carry. */
export function jsonFormat(formats: InnerFormats): ParserFactory {
  return { format: 'json', recognises, create: () => new JsonLinesParser(formats) };
}

/** Records of one program's own, in a form of its own. */
export const JSON_RECORDS: ParserFactory = jsonFormat({
  detect: () => null,
  parserFor: () => JSON_RECORDS.create(),
});
