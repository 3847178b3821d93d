import type { UnparsedReason } from '../../../model/log-event.ts';
import { pattern } from '../../pattern.ts';
import { JSON_RECORDS } from '../json/json-lines.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from '../parser.ts';
import { unparsedReason } from '../unparsed.ts';
import { messageFields } from './message.ts';

/** Behind syslog's header: what the columns up to the message are; a relay writes `#011` for the tab between them. */
const COLUMNS = pattern()`
  ^[^\t#]{1,320}[ \t]MSWinEventLog(\t|#011)\d\1([\w /.-]{1,128})\1\d{1,12}\1
  ([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4})\1(\d{1,6})\1([^\t#]{1,128})\1[^\t#]{0,256}\1[^\t#]{0,128}\1
  [^\t#]{0,64}\1([\w.-]{1,255})\1[^\t#]{0,256}\1[^\t]{0,4096}?\1`;
/** Behind the message: which event of its log it was, or a checksum. What was cut off has neither. */
const END = /(?:\t|#011)(?:\d{1,12}|[\da-f]{32})\s{0,2}$/;

/** Windows' event log as Snare and its like send it by syslog, in English: a line an event. */
class SnareParser implements Parser {
  readonly format = 'snare';
  private readonly inner = JSON_RECORDS.create();

  begin(context: ParseContext): void {
    this.inner.begin(context);
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const [head, , Channel, timestamp, id = '', Provider_Name, Computer] = COLUMNS.exec(line) ?? [];
    if (head === undefined) return unparsedReason(line);
    const said = line.slice(head.length);
    const Message = said.replace(END, '');
    const fields = Message === said ? {} : messageFields(id, linesOf(Message));
    const record = {
      ...{ timestamp, EventID: Number(id), Channel, Provider_Name, Computer },
      ...(isToldOnce(Message) ? fields : { ...fields, IpAddress: undefined }),
      Message,
    };
    return this.inner.parse(JSON.stringify(record), lineNumber, (event) => emit({ ...event, raw: line }));
  }

  save(): unknown {
    return this.inner.save?.();
  }

  restore(state: unknown): void {
    this.inner.restore?.(state);
  }
}

const LABEL = /^[A-Z][\w/() -]{1,60}:(?: |$)/;

/** Line ends and tabs have become a blank each: between two names stand more than one. */
function linesOf(message: string): string {
  return message
    .split(/ {2,}/, 200)
    .map((part) => (LABEL.test(part) ? `\n${part} ` : part))
    .join('');
}

/** An account may be called like the end of an event. */
function isToldOnce(message: string): boolean {
  return (message.match(/(?:Source Network|Client) Address:/g)?.length ?? 0) <= 1;
}

export const SNARE: ParserFactory = {
  format: 'snare',
  recognises: (line) => line.includes('MSWinEventLog') && COLUMNS.test(line),
  create: () => new SnareParser(),
};
