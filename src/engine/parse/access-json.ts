import type { UnparsedReason } from '../../model/log-event.ts';
import { AccessRecordReader, isAccessRecord, isTimedAccess } from './access-record.ts';
import { isContradicted, readJsonRecord } from './json-record.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from './parser.ts';
import { unparsedReason } from './unparsed.ts';

/** One request a line, as a JSON object. */
class AccessJsonParser implements Parser {
  readonly format = 'access-json';
  private readonly requests = new AccessRecordReader();
  private source = '';

  begin(context: ParseContext): void {
    this.source = context.source;
    this.requests.begin(context);
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const record = line.startsWith('{') ? readJsonRecord(line) : null;
    if (record === null || !isAccessRecord(record)) return unparsedReason(line);
    const ref = { source: this.source, line: lineNumber };
    const event = this.requests.read(record, line, ref, (names) => !isContradicted(line, names));
    if (event === null) return 'bad-timestamp';
    emit(event);
    return null;
  }

  /** No line waits for another. */
  end(): void {}

  save(): null {
    return null;
  }

  restore(): void {}
}

function recognises(line: string): boolean {
  const record = line.startsWith('{') ? readJsonRecord(line) : null;
  return record !== null && isTimedAccess(record);
}

export const ACCESS_JSON: ParserFactory = {
  format: 'access-json',
  recognises,
  create: () => new AccessJsonParser(),
};
