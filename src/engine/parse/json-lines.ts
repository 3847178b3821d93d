import type { UnparsedReason } from '../../model/log-event.ts';
import { isContradicted, readJsonRecord } from './json-record.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from './parser.ts';
import { isTimed, RecordReader, SOURCE } from './record-event.ts';
import { unparsedReason } from './unparsed.ts';

/** Any log of one JSON object a line. All its values are fields, nested ones with dots. */
class JsonLinesParser implements Parser {
  readonly format = 'json';
  private readonly records = new RecordReader();
  private source = '';

  begin(context: ParseContext): void {
    this.source = context.source;
    this.records.begin(context);
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const record = line.startsWith('{') ? readJsonRecord(line) : null;
    if (record === null) return unparsedReason(line);
    const ref = { source: this.source, line: lineNumber };
    const event = this.records.read(record, line, ref, () => !isContradicted(line, SOURCE));
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
