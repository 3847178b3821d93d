import type { UnparsedReason } from '../../model/log-event.ts';
import { isContradicted, readJsonRecord } from './json-record.ts';
import { SYSLOG_KEYS, syslogLine } from './json-syslog.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from './parser.ts';
import { isTimed, RecordReader } from './record-event.ts';
import { SYSLOG } from './syslog.ts';
import { unparsedReason } from './unparsed.ts';

/**
 * Any log of one JSON object a line. All its values are fields, nested ones with dots. What a syslog daemon wrote as JSON
 * is read as its line.
 */
class JsonLinesParser implements Parser {
  readonly format = 'json';
  private readonly records = new RecordReader();
  private readonly syslog = SYSLOG.create();
  private source = '';

  begin(context: ParseContext): void {
    this.source = context.source;
    this.records.begin(context);
    this.syslog.begin(context);
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const record = line.startsWith('{') ? readJsonRecord(line) : null;
    if (record === null) return unparsedReason(line);
    const time = this.records.timeOf(record);
    const told = time === null ? null : syslogLine(record, time);
    if (told !== null && !isContradicted(line, SYSLOG_KEYS)) return this.syslog.parse(told, lineNumber, emit);
    const ref = { source: this.source, line: lineNumber };
    const event = this.records.read(record, line, ref, (names) => !isContradicted(line, names));
    if (event === null) return 'bad-timestamp';
    emit(event);
    return null;
  }

  end(emit: Emit): void {
    this.syslog.end?.(emit);
  }

  save(): unknown {
    return this.syslog.save?.();
  }

  restore(state: unknown): void {
    this.syslog.restore?.(state);
  }
}

function recognises(line: string): boolean {
  if (!line.startsWith('{') || !isJson(line)) return false;
  const record = readJsonRecord(line);
  return record !== null && isTimed(record);
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

export const JSON_LINES: ParserFactory = {
  format: 'json',
  recognises,
  create: () => new JsonLinesParser(),
};
