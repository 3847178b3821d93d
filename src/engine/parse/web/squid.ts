import type { Logsource, UnparsedReason } from '../../../model/log-event.ts';
import type { Emit, ParseContext, Parser, ParserFactory } from '../parser.ts';
import { AddressReader } from '../source-address.ts';
import { epochNumber } from '../time/timestamp.ts';
import { unparsedReason } from '../unparsed.ts';
import { type WebRequest, webEvent, webFields } from './web-event.ts';

const PROXY: Logsource = Object.freeze({ category: 'proxy', product: 'squid' });

/** `STAMP ELAPSED CLIENT RESULT/STATUS BYTES METHOD ADDRESS USER HIERARCHY/PEER TYPE`: Squid escapes all blanks of a client's. */
const LINE =
  /^(\d{9,10}\.\d{3}) +-?\d{1,10} (\S{1,64}) ([A-Z][A-Z_]{1,48})\/(\d{3}) (\d{1,15}) ([A-Za-z_-]{1,32}) (\S{1,16384}) (\S{1,256}) ([A-Z_]{2,48})\/(\S{1,256}) (\S{1,256})$/;
const HOST = /^(?:[a-z][a-z\d+.-]{0,15}:\/\/)?(?:[^/?#@]{0,256}@)?(\[[\da-fA-F:.]{2,45}\]|[^/?#:@]{1,253})/i;

/** Squid's own access log: what people asked for through it, and whether they got it. */
class SquidParser implements Parser {
  readonly format = 'squid';
  private readonly addresses = new AddressReader();
  private source = '';

  begin(context: ParseContext): void {
    this.source = context.source;
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const match = LINE.exec(line);
    if (match === null) return unparsedReason(line);
    const [, stamp, client = '', result, status, bytes, method, uri = '', user = '-', hierarchy, peer, type] =
      match;
    const time = epochNumber(Number(stamp));
    if (time === null) return 'bad-timestamp';
    const web: WebRequest = {
      ...{ time, client: this.addresses.read(client), username: user === '-' ? undefined : user },
      request: { method, uri, version: undefined },
      status: status === '000' ? undefined : Number(status),
      ...{ bytes: Number(bytes), referer: undefined, userAgent: undefined, host: HOST.exec(uri)?.[1] },
    };
    const own = { action: result, hierarchy, 's-ip': peer === '-' ? undefined : peer, 'content-type': type };
    emit(
      webEvent(web, { ...webFields(web), ...own }, line, { source: this.source, line: lineNumber }, PROXY),
    );
    return null;
  }
}

export const SQUID_LOG: ParserFactory = {
  format: 'squid',
  recognises: (line) => LINE.test(line),
  create: () => new SquidParser(),
};
