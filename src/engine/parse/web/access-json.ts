import type { LogEvent, UnparsedReason } from '../../../model/log-event.ts';
import type { QuietRequests } from '../../sigma/quiet-requests.ts';
import { type FlatRecord, isContradicted, readJsonRecord } from '../json/json-record.ts';
import { UsualJson } from '../json/usual-json.ts';
import type { OpenBlock } from '../open-block.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from '../parser.ts';
import { unparsedReason } from '../unparsed.ts';
import { AccessRecordReader, isAccessRecord, isTimedAccess } from './access-record.ts';
import { JudgedRequest, type RequestLog, readAlone } from './judged-request.ts';
import { judgedEvent } from './web-event.ts';

/** Access logs with one request a line as a JSON object. */
class AccessJsonParser implements Parser {
  readonly format = 'access-json';
  private readonly requests = new AccessRecordReader();
  private readonly usual = new UsualJson();
  private source = '';
  private quiet: QuietRequests | null = null;
  private log: RequestLog = { source: '', readWhole: () => null };
  /** Whether the shape of the line at hand is not known yet, see `UsualJson`. */
  private isNew = false;

  begin(context: ParseContext): void {
    this.source = context.source;
    this.quiet = context.quiet?.() ?? null;
    this.log = { source: context.source, readWhole: (raw) => readAlone(this, raw) };
    this.requests.begin(context);
    this.usual.begin(context.timeZone, context.yearReference, context.proxies ?? null);
  }

  parseUsual(block: OpenBlock, start: number, end: number, lineNumber: number, emit: Emit): boolean {
    const { quiet, usual } = this;
    if (quiet === null) return false;
    const judged = usual.read(block, start, end, quiet);
    if (judged !== null) {
      emit(new JudgedRequest(usual, judged, block.text, start, end, lineNumber, this.log));
      return true;
    }
    this.isNew = !usual.isKnown;
    if (usual.key.length === 0) return false;
    const event = this.read(block.text.slice(start, end), lineNumber);
    if (typeof event === 'string') return false;
    const verdict = quiet.judged.judge(block, usual.key, start, end, event);
    emit(verdict === null ? event : judgedEvent(event, verdict));
    return true;
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const event = this.read(line, lineNumber);
    if (typeof event === 'string') return event;
    if (this.isNew && this.quiet !== null) this.usual.learn(line, this.quiet);
    this.isNew = false;
    emit(event);
    return null;
  }

  private read(line: string, lineNumber: number): LogEvent | UnparsedReason {
    const record = recordOf(line);
    if (record === null || !isAccessRecord(record)) return unparsedReason(line);
    const ref = { source: this.source, line: lineNumber };
    const event = this.requests.read(record, line, ref, (names) => !isContradicted(line, names));
    return event ?? 'bad-timestamp';
  }
}

/** Caddy's form for a terminal: stamp, level, logger, `handled request`, and all else as JSON. */
const CONSOLE =
  /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?)\t(?:INFO|WARN|ERROR)\t(?:[\w.-]{1,128}\t)?handled request\t(?=\{)/;

function recordOf(line: string): FlatRecord | null {
  if (line.startsWith('{')) return readJsonRecord(line);
  const [head, stamp] = CONSOLE.exec(line) ?? [];
  if (head === undefined) return null;
  const record = readJsonRecord(line.slice(head.length));
  if (record !== null) record.ts = stamp;
  return record;
}

function recognises(line: string): boolean {
  const record = recordOf(line);
  return record !== null && isTimedAccess(record);
}

export const ACCESS_JSON: ParserFactory = {
  format: 'access-json',
  recognises,
  create: () => new AccessJsonParser(),
};
