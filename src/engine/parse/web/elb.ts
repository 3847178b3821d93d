import type { UnparsedReason } from '../../../model/log-event.ts';
import type { Emit, Parser, ParserFactory } from '../parser.ts';
import { closingQuote } from '../text/quoted.ts';
import { unparsedReason } from '../unparsed.ts';
import { ClientParser } from './client-parser.ts';
import { readRequestLine } from './request-line.ts';
import { type WebRequest, webEvent, webFields } from './web-event.ts';

/** `[TYPE ]STAMP BALANCER CLIENT:PORT TARGET:PORT TIMES STATUS TARGET'S RECEIVED SENT "`: nothing of the client's stands in it. */
const HEAD =
  /^(?:(?:https?|h2|grpcs?|wss?) )?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z) (\S{1,128}) (\S{1,64}:\d{1,5}|-) (\S{1,64}) (?:-?\d{1,6}(?:\.\d{1,6})? ){3}(\d{3}|-) (\d{3}|-) \d{1,15} (\d{1,15}) "/;

/** Access logs of AWS' load balancers: application (`http`, `https`, `h2`, … first) and classic. */
class ElbParser extends ClientParser implements Parser {
  readonly format = 'elb';

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const head = HEAD.exec(line);
    const requestEnd = head === null ? -1 : closingQuote(line, head[0].length);
    if (head === null || requestEnd === -1) return unparsedReason(line);
    const [whole, stamp = '', balancer, client = '', target, status = '', targetStatus, bytes] = head;
    const time = this.stamps.readRfc3339(stamp, 0);
    if (time === null) return 'bad-timestamp';
    const agentEnd = line.startsWith(' "', requestEnd + 1) ? closingQuote(line, requestEnd + 3) : -1;
    const agent = agentEnd === -1 ? '-' : line.slice(requestEnd + 3, agentEnd);
    const web: WebRequest = {
      ...{
        time,
        client: this.clients.read(client, () => undefined).address,
        username: undefined,
        referer: undefined,
      },
      ...targetOf(line.slice(whole.length, requestEnd)),
      status: status === '-' ? undefined : Number(status),
      bytes: Number(bytes),
      userAgent: agent === '-' || agent === '' ? undefined : agent,
    };
    const fields = { ...webFields(web), balancer, target, target_status: targetStatus };
    emit(webEvent(web, fields, line, this.ref(lineNumber)));
    return null;
  }
}

const ABSOLUTE = /^[a-z]{1,8}:\/\/([^/?#]{0,256})([/?#].{0,16384})?$/s;

/** The balancer writes the whole address: `GET https://shop.example:443/a?b HTTP/1.1`, or `- - - ` for none. */
function targetOf(text: string): Pick<WebRequest, 'request' | 'host'> {
  const request = readRequestLine(text.startsWith('- - -') ? '' : text);
  const [whole, host, rest = '/'] = ABSOLUTE.exec(request.uri ?? '') ?? [];
  return whole === undefined ? { request, host } : { request: { ...request, uri: rest }, host };
}

export const ELB_LOG: ParserFactory = {
  format: 'elb',
  recognises: (line) => HEAD.test(line),
  create: () => new ElbParser(),
};
