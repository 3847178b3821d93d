import type { UnparsedReason } from '../../../model/log-event.ts';
import type { Emit, Parser, ParserFactory } from '../parser.ts';
import { closingQuote } from '../text/quoted.ts';
import { unparsedReason } from '../unparsed.ts';
import { ClientParser } from './client-parser.ts';
import { readRequestLine } from './request-line.ts';
import { type WebRequest, webEvent, webFields } from './web-event.ts';

const HEAD = /^\[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)\] "/;
/** Behind the request: status, flags, what Istio says of them, bytes received and sent, two times, the forwarded list. */
const ANSWER =
  /^ (\d{1,3}) [\w,-]{1,64} (?:\S{1,256} \S{1,128} (?:"[^"]{0,256}"|-) )?\d{1,15} (\d{1,15}) (?:\d{1,12}|-) (?:\d{1,12}|-) "/;
/** Behind the upstream host, in Istio: `CLUSTER UPSTREAM LOCAL REMOTE SERVER-NAME ROUTE`. */
const REMOTE = /^ \S{1,256} \S{1,64} \S{1,64} (\S{1,64}) \S{1,256} \S{1,256}$/;

/**
 * Envoy's access log in its own format, and Istio's, which goes on with addresses. Envoy alone writes no address but the
 * list that the client sent along: nobody is named then.
 */
class EnvoyParser extends ClientParser implements Parser {
  readonly format = 'envoy';

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const head = HEAD.exec(line);
    const requestEnd = head === null ? -1 : closingQuote(line, head[0].length);
    const answer = requestEnd === -1 ? null : ANSWER.exec(line.slice(requestEnd + 1, requestEnd + 2048));
    if (head === null || answer === null) return unparsedReason(line);
    const time = this.stamps.readRfc3339(head[1] ?? '', 0);
    if (time === null) return 'bad-timestamp';
    const quoted = quotedFrom(line, requestEnd + answer[0].length);
    const [forwarded, userAgent, , host] = quoted.texts;
    const remote = quoted.texts.length === QUOTED ? REMOTE.exec(line.slice(quoted.end))?.[1] : undefined;
    const client = this.clients.read(remote ?? null, () => forwarded);
    const web: WebRequest = {
      ...{ time, client: client.address, via: client.via, username: undefined, referer: undefined },
      request: readRequestLine(line.slice(head[0].length, requestEnd)),
      status: answer[1] === '0' ? undefined : Number(answer[1]),
      ...{ bytes: Number(answer[2]), userAgent, host },
    };
    emit(webEvent(web, webFields(web), line, this.ref(lineNumber)));
    return null;
  }
}

/** Forwarded list, user agent, number, host, upstream. */
const QUOTED = 5;

/** The texts in quotes from `start` on, a blank between each; `-`: undefined. */
function quotedFrom(
  line: string,
  start: number,
): { readonly texts: readonly (string | undefined)[]; readonly end: number } {
  const texts: (string | undefined)[] = [];
  let at = start;
  while (texts.length < QUOTED && line.charCodeAt(at) === 34) {
    const close = closingQuote(line, at + 1);
    if (close === -1) break;
    const text = line.slice(at + 1, close);
    texts.push(text === '-' || text === '' ? undefined : text);
    at = texts.length === QUOTED ? close + 1 : close + 2;
  }
  return { texts, end: at };
}

export const ENVOY_LOG: ParserFactory = {
  format: 'envoy',
  recognises: (line) => HEAD.test(line) && / HTTP\/[\d.]{1,3}" \d{1,3} /.test(line.slice(0, 8192)),
  create: () => new EnvoyParser(),
};
