import type { UnparsedReason } from '../../../model/log-event.ts';
import { pattern } from '../../pattern.ts';
import type { Emit, Parser, ParserFactory } from '../parser.ts';
import { StampedParser } from '../stamped-parser.ts';
import { unparsedReason } from '../unparsed.ts';
import { readRequestLine } from './request-line.ts';
import { type WebRequest, webEvent, webFields } from './web-event.ts';

/**
 * `[STAMP] CACHE UPSTREAM STATUS - METHOD SCHEME HOST "TARGET" [Client ADDRESS] [Length N] [Gzip N] [Sent-to HOST] "AGENT"
 * "REFERER"`; of hosts without an upstream only the status stands in front. nginx leaves no quote in what a client sent.
 */
const LINE = pattern()`
  ^\[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] (?:[A-Z-]{1,16} [\d, :-]{1,64} )?(\d{3}) -\x20
  ([A-Z_-]{1,32}) (https?) ([\w.:[\]-]{1,255}) "([^"]{0,16384})" \[Client ([\da-fA-F.:]{2,45})\] \[Length\x20
  (\d{1,15}|-)\] \[Gzip [\d.-]{1,16}\](?: \[Sent-to ([^\]"]{1,255})\])? "([^"]{0,8192})" "([^"]{0,8192})"$`;

/** NPMplus' `[STAMP] HOST ADDRESS SECONDS "REQUEST" STATUS BYTES SENT REFERER AGENT`. */
const PLUS_LINE =
  /^\[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] ([\w.:[\]-]{1,255}) ([\da-fA-F.:]{2,45}) \d{1,9}\.\d{3} "([^"]{0,16384})" (\d{3}) (\d{1,15}) \d{1,15} (\S{1,8192}) (.{1,8192})$/;

/** What Nginx Proxy Manager and NPMplus log of their hosts. */
class ProxyManagerParser extends StampedParser implements Parser {
  readonly format = 'proxy-manager';

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const match = LINE.exec(line);
    if (match === null) return this.parsePlus(line, lineNumber, emit);
    const [, stamp = '', status, method, scheme, host, uri, client = '', bytes, upstream, agent, referer] =
      match;
    const time = this.stamps.readClf(stamp, 0);
    if (time === null) return 'bad-timestamp';
    const web: WebRequest = {
      ...{ time, client: this.addresses.read(client), username: undefined, host },
      request: { method, uri, version: undefined },
      ...{ status: Number(status), bytes: bytes === '-' ? undefined : Number(bytes) },
      ...{ referer: said(referer), userAgent: said(agent) },
    };
    const fields = { ...webFields(web), 'cs-uri-scheme': scheme, upstream };
    emit(webEvent(web, fields, line, this.ref(lineNumber)));
    return null;
  }

  private parsePlus(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const match = PLUS_LINE.exec(line);
    if (match === null) return unparsedReason(line);
    const [, stamp = '', host, client = '', request = '', status, bytes, referer, agent] = match;
    const time = this.stamps.readClf(stamp, 0);
    if (time === null) return 'bad-timestamp';
    const web: WebRequest = {
      ...{ time, client: this.addresses.read(client), username: undefined, host },
      ...{ request: readRequestLine(request), status: Number(status), bytes: Number(bytes) },
      ...{ referer: said(referer), userAgent: said(agent) },
    };
    emit(webEvent(web, webFields(web), line, this.ref(lineNumber)));
    return null;
  }
}

function said(text: string | undefined): string | undefined {
  return text === '-' || text === '' ? undefined : text;
}

export const PROXY_MANAGER_LOG: ParserFactory = {
  format: 'proxy-manager',
  recognises: (line) => LINE.test(line) || PLUS_LINE.test(line),
  create: () => new ProxyManagerParser(),
};
