import type { UnparsedReason } from '../../model/log-event.ts';
import type { QuietRequests } from '../sigma/quiet-requests.ts';
import { AccessRecordReader, isAccessRecord, isTimedAccess } from './access-record.ts';
import { isContradicted, readJsonRecord } from './json-record.ts';
import type { OpenBlock } from './open-block.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from './parser.ts';
import { QuietRequest, type RequestLog, readAlone } from './quiet-request.ts';
import { unparsedReason } from './unparsed.ts';
import { UsualJson } from './usual-json.ts';

/** One request a line, as a JSON object. */
class AccessJsonParser implements Parser {
  readonly format = 'access-json';
  private readonly requests = new AccessRecordReader();
  private readonly usual = new UsualJson();
  private source = '';
  private quiet: QuietRequests | null = null;
  private log: RequestLog = { source: '', readWhole: () => null };
  /** The line at hand is of a kind that is not known. */
  private isNew = false;

  begin(context: ParseContext): void {
    this.source = context.source;
    this.quiet = context.quiet ?? null;
    this.log = { source: context.source, readWhole: (raw) => readAlone(this, raw) };
    this.requests.begin(context);
    this.usual.begin(context.timeZone, context.yearReference, context.proxies ?? null);
  }

  parseUsual(block: OpenBlock, start: number, end: number, lineNumber: number, emit: Emit): boolean {
    const { quiet, usual } = this;
    if (quiet === null) return false;
    if (!usual.read(block, start, end, quiet)) {
      this.isNew = !usual.isKnown;
      return false;
    }
    emit(new QuietRequest(usual, quiet, block.text, start, end, lineNumber, this.log));
    return true;
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const record = line.startsWith('{') ? readJsonRecord(line) : null;
    if (record === null || !isAccessRecord(record)) return unparsedReason(line);
    const ref = { source: this.source, line: lineNumber };
    const event = this.requests.read(record, line, ref, (names) => !isContradicted(line, names));
    if (event === null) return 'bad-timestamp';
    if (this.isNew && this.quiet !== null) this.usual.learn(line, this.quiet);
    this.isNew = false;
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
