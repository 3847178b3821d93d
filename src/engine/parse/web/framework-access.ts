import type { UnparsedReason } from '../../../model/log-event.ts';
import { layout, pattern } from '../../pattern.ts';
import type { Emit, Parser, ParserFactory } from '../parser.ts';
import { readAnyStamp } from '../time/any-stamp.ts';
import { unparsedReason } from '../unparsed.ts';
import { ClientParser } from './client-parser.ts';
import { readRequestLine } from './request-line.ts';
import { type WebRequest, webEvent, webFields } from './web-event.ts';

const ADDRESS = '(?<address>\\[?[\\da-fA-F:.]{2,45}\\]?(?::\\d{1,5})?)';
/** No text before the client's address may be an address itself: a user may have chosen a name that looks like one. */
const AN_ADDRESS =
  '\\[?(?:\\d{1,3}(?:\\.\\d{1,3}){3}|[\\da-fA-F]{0,4}:[\\da-fA-F:.]{1,45})\\]?(?::\\d{1,5})?';
const ISO =
  '\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?: ?(?:Z|UTC|[+-]\\d\\d:?\\d\\d))?';
const CLF = '\\d\\d/[A-Z][a-z]{2}/\\d{4}[: ][\\d:]{8}(?:\\.\\d{1,6})?(?: [+-]\\d{4})?';
const QUOTED = (name: string): string => `"(?<${name}>[^"]{0,8192})"`;

const BAR = ' ?\\| ?';
/** One between bars that is no address. */
const FIELD = `(?:(?!${AN_ADDRESS}${BAR})[^|"]{0,256}\\| ?)`;
const AFTER_STATUS = `(?:${BAR}(?<bytes>\\d{1,15}|-)(?:${BAR}"?(?<referer>[^|"]{0,8192})"?${BAR}"?(?<agent>[^|"]{0,8192})"?)?)?(?:${BAR}.{0,8192})?`;

/**
 * How frameworks and stores log a request by themselves. What the client chose stands behind its address, or the address is
 * taken from the end of the line.
 */
const PATTERNS: readonly RegExp[] = [
  // Gin (Gotify, Ollama and other programs in Go); the path is quoted as Go does.
  `\\[GIN\\] (?<stamp>\\d{4}/\\d\\d/\\d\\d) - (?<clock>\\d\\d:\\d\\d:\\d\\d) \\| {0,4}(?<status>\\d{3}) {0,4}\\| {1,20}[\\d.a-zµ]{2,24} \\| {1,40}${ADDRESS} \\| {0,4}(?<method>[A-Z]{3,16}) {1,10}"?(?<path>/.{0,8192}?)"?`,
  // Uvicorn, whose lines the container's runtime stamps.
  `(?<stamp>${ISO}) INFO: {1,8}${ADDRESS} - "(?<request>.{0,8192}) HTTP/[\\d.]{1,3}" (?<status>\\d{3})(?: [\\w '-]{1,40})?`,
  // Chi, and what copies its words.
  layout`
    (?<stamp>\d{4}/\d\d/\d\d) (?<clock>\d\d:\d\d:\d\d) (?:\[[\w./-]{1,128}\] )?"(?<request>.{0,8192})" from\x20
    ${ADDRESS} - (?<status>\d{3}) (?<bytes>\d{1,15})B in \S{1,24}`,
  // Rails (GitLab, Redmine, Mastodon): how it ended is told by a line of its own.
  layout`
    (?:
      [A-Z], \[[\dT:.-]{19,32} #\d{1,10}\] {1,2}[A-Z]{4,5} -- :\x20
    )?(?:\[[\w.:-]{1,64}\] ){0,3}Started (?<method>[A-Z]{3,16}) "(?<path>.{0,8192})" for ${ADDRESS} at\x20
    (?<stamp>${ISO})`,
  // PHP's own server.
  layout`
    \[(?<stamp>[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4})\] ${ADDRESS} \[(?<status>\d{3})\]:\x20
    (?<method>[A-Z]{3,16}) (?<path>\S{1,8192})(?: - .{1,256})?`,
  // Amazon's S3: owner, bucket, stamp, who asked from where, number, operation, key, request, status, error, bytes.
  `[\\da-f]{32,64} [\\w.-]{3,63} \\[(?<stamp>\\d\\d/[A-Z][a-z]{2}/\\d{4}:[\\d:]{8} [+-]\\d{4})\\] (?:-|${ADDRESS}) (?<user>\\S{1,1024}) \\w{1,64} [A-Z\\d._]{3,64} \\S{1,4096} (?:-|${QUOTED('request')}) (?<status>\\d{3}|-) \\S{1,64} (?<bytes>\\d{1,20}|-) (?:\\d{1,20}|-) (?:\\d{1,20}|-) (?:\\d{1,20}|-) (?:-|${QUOTED('referer')}) (?:-|${QUOTED('agent')}) \\S.{0,4096}`,
  // nginx with `$time_iso8601`; Puma, PHP-FPM and what Python's logging puts before the line of others.
  `(?:\\[\\d{1,10}\\] |\\[?${ISO}\\]? (?:(?!${AN_ADDRESS} )[\\w:.[\\]-]{1,64} {1,2}){1,4})?${ADDRESS} (?:-|\\S{1,64}) {1,2}(?<user>[^\\s"[]{0,256}) {0,2}\\[?(?<stamp>${CLF}|${ISO})\\]? "(?<request>[^"]{0,8192})" (?<status>\\d{3})(?: (?<bytes>\\d{1,15}|-))?(?: ${QUOTED('referer')} ${QUOTED('agent')})?(?: [^"].{0,1024}| "[^"]{0,1024}")?`,
  // Proxmox: the month is a number.
  layout`
    ${ADDRESS} - (?<user>[^\s[]{1,256}) \[(?<stamp>\d\d/\d\d/\d{4}:[\d:]{8} [+-]\d{4})\]\x20
    "(?<request>[^"]{0,8192})" (?<status>\d{3}) (?<bytes>\d{1,15}|-)`,
  // The stamp in front.
  `(?:\\[(?<stamp>${CLF}|${ISO})\\]|(?<seconds>\\d{10}\\.\\d{3})) ${ADDRESS} (?:[\\w.-]{1,64} ){0,4}"(?<request>[^"]{0,8192})" (?<status>\\d{3}) (?<bytes>\\d{1,15}|-)(?: ${QUOTED('referer')} ${QUOTED('agent')})?(?: [^"].{0,1024}| "[^"]{0,1024}")?`,
  // uWSGI.
  layout`
    \[pid: \d{1,10}\|app: [\d-]{1,6}\|req: \d{1,12}/\d{1,12}\] ${ADDRESS} \([^()\s]{0,256}\) \{\d{1,6} vars in\x20
    \d{1,8} bytes\} \[(?<stamp>[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4})\] (?<method>[A-Z]{3,16})\x20
    (?<path>\S{1,8192}) => generated (?<bytes>\d{1,15}) bytes in \d{1,10} .?secs \(HTTP/[\d.]{1,3}\x20
    (?<status>\d{3})\) .{0,256}`,
  // Tornado, as Jupyter and its hub have it.
  layout`
    \[[DIWE] (?<stamp>${ISO}) [\w. :-]{1,64}\] (?<status>\d{3}) (?<method>[A-Z]{3,16})\x20
    (?<path>\S{1,8192})(?: -> \S{1,8192})? \((?:(?<user>[^()\s]{0,256})@)?${ADDRESS}\) [\d.]{1,16}ms(?: .{0,8192})?`,
  // oauth2-proxy; the user is whom it let in.
  `${ADDRESS} - (?:[\\w-]{1,64} - )?(?<user>[^\\s[]{1,256}) \\[(?<stamp>\\d{4}/\\d\\d/\\d\\d) (?<clock>\\d\\d:\\d\\d:\\d\\d)\\] (?<host>[^\\s"]{1,256}) (?<method>[A-Z]{3,16}) [^\\s"]{1,512} "(?<path>[^"]{0,8192})" HTTP/[\\d.]{1,3} ${QUOTED('agent')} (?<status>\\d{3}) (?<bytes>\\d{1,15}) [\\d.]{1,16}`,
  // Heroku's router: the last of `fwd` is who it speaks with.
  layout`
    (?<stamp>${ISO}) heroku\[router\]: at=\w{1,16} (?:code=\w{1,8} desc="[^"]{0,128}" )?method=(?<method>[A-Z]{3,16})
    \x20path="(?<path>[^"]{0,8192})" host=(?<host>[^\s"]{1,256}) request_id=[\w-]{1,128}\x20
    fwd="(?:[^"]{0,1024}, ?)?${ADDRESS}" dyno=\S{0,64} connect=\S{0,16} service=\S{0,16} status=(?<status>\d{3})\x20
    bytes=(?<bytes>\d{0,15})(?: [^"]{0,256})?`,
  // Fields between bars, the address first or right behind the stamp; where another stands beside it, nothing tells whose it is.
  ...[
    `${ADDRESS}${BAR}${FIELD}{0,3}?\\[?(?<stamp>${CLF}|${ISO})\\]?`,
    `\\[?(?<stamp>${CLF}|${ISO})\\]?${BAR}${ADDRESS}`,
  ].flatMap((head) => [
    `${head}${BAR}${FIELD}{0,3}?"?(?<request>[A-Z]{3,16} .{0,8192}? HTTP/[\\d.]{1,3})"?${BAR}(?<status>\\d{3})${AFTER_STATUS}`,
    `${head}${BAR}${FIELD}{0,3}?(?<method>[A-Z]{3,16})${BAR}(?<path>/[^|]{0,8192}?)${BAR}(?:HTTP/[\\d.]{1,3}${BAR})?(?<status>\\d{3})${AFTER_STATUS}`,
  ]),
].map((pattern) => new RegExp(`^${pattern}$`, 's'));

/** What these lines begin with; the rest is long. */
const BEGINS = pattern()`
  ^(?:
    \[GIN\] \d
    |\[?(?:[\da-fA-F]{1,4}[.:]|::)[\da-fA-F:.]{1,44}
    |\d{10}\.\d{3} |\[pid: |\[\d{1,10}\] |\[\d\d\/[A-Z]
    |\[?\d{4}[-/]\d\d[-/]\d\d[T ]
    |[A-Z], \[\d{4}-|\[[\w.:-]{1,64}\] |\[[DIWE] \d|Started [A-Z]
    |\[[A-Z][a-z]{2} [A-Z][a-z]{2}\x20
    |[\da-f]{32,64}\x20
  )`;

type Groups = Readonly<Record<string, string | undefined>>;

const LONGEST = 32_768;

function groupsOf(line: string): Groups | null {
  if (line.length > LONGEST || !BEGINS.test(line)) return null;
  for (const pattern of PATTERNS) {
    const groups = pattern.exec(line)?.groups;
    if (groups !== undefined) return groups;
  }
  return null;
}

function said(text: string | undefined): string | undefined {
  const words = text?.trim();
  return words === undefined || words === '-' || words === '' ? undefined : words;
}

function numberOf(text: string | undefined): number | undefined {
  return said(text) === undefined ? undefined : Number(text);
}

class FrameworkAccessParser extends ClientParser implements Parser {
  readonly format = 'framework-access';

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const groups = groupsOf(line);
    if (groups === null) return unparsedReason(line);
    const { stamp = groups.seconds ?? '', clock, address, method, path, request } = groups;
    const day = stamp.replace(NUMBERED_MONTH, '$3-$2-$1 $4');
    const time = readAnyStamp(this.stamps, clock === undefined ? day : `${day} ${clock}`);
    if (time === null) return 'bad-timestamp';
    const asked = method === undefined ? (request ?? '') : `${method} ${path} HTTP/1.1`;
    const { uri, ...rest } = readRequestLine(asked);
    const [whole, named, target = '/'] = ABSOLUTE.exec(uri ?? '') ?? [];
    const web: WebRequest = {
      ...{ time, client: this.clients.read(address ?? null, () => undefined).address },
      ...{ username: said(groups.user), request: { ...rest, uri: whole === undefined ? uri : target } },
      ...{ status: numberOf(groups.status), bytes: numberOf(groups.bytes), host: named ?? groups.host },
      ...{ referer: said(groups.referer), userAgent: said(groups.agent) },
    };
    emit(webEvent(web, webFields(web), line, this.ref(lineNumber)));
    return null;
  }
}

const NUMBERED_MONTH = /^(\d\d)\/(\d\d)\/(\d{4}):([\d:]{8}) /;

/** Chi writes the whole address. */
const ABSOLUTE = /^https?:\/\/([^/?#]{0,256})([/?#].{0,16384})?$/s;

export const FRAMEWORK_ACCESS: ParserFactory = {
  format: 'framework-access',
  recognises: (line) => groupsOf(line) !== null,
  create: () => new FrameworkAccessParser(),
};
