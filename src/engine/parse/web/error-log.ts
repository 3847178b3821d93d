import type { Fields, LogEvent, Logsource, UnparsedReason } from '../../../model/log-event.ts';
import type { EpochMs } from '../../../model/time.ts';
import { pattern } from '../../pattern.ts';
import type { Emit, FormatName, Parser, ParserFactory } from '../parser.ts';
import { StampedParser } from '../stamped-parser.ts';
import { unparsedReason } from '../unparsed.ts';

/** What a line of an error log says. */
type ErrorLine = {
  /** As `StampReader.readSyslog` reads it. */
  readonly stamp: string;
  readonly level: string;
  readonly pid: string | undefined;
  /** Only from where the server puts it; null without one, or when two places fit. */
  readonly client: string | null;
  readonly message: string;
  /** The account whose login was refused; null when the line is about no login. */
  readonly refused: string | null;
  readonly fields: Fields;
};

/**
 * Error logs of web servers: what went wrong, and for whom; logins that a server refused by itself (basic and digest
 * authentication) among it. No requests: those are in the access log.
 */
class ErrorLogParser extends StampedParser implements Parser {
  private readonly logins: Logsource;

  constructor(
    readonly format: FormatName,
    private readonly logsource: Logsource,
    private readonly read: (line: string) => ErrorLine | null,
  ) {
    super();
    this.logins = Object.freeze({ category: 'authentication', ...logsource });
  }

  parse(line: string, lineNumber: number, emit: Emit): UnparsedReason | null {
    const read = this.read(line);
    if (read === null) return unparsedReason(line);
    const time = this.stamps.readSyslog(read.stamp, 0);
    if (time === null || this.stamps.end !== read.stamp.length) return 'bad-timestamp';
    emit(this.event(read, time, line, lineNumber));
    return null;
  }

  private event(read: ErrorLine, time: EpochMs, line: string, lineNumber: number): LogEvent {
    const { ip, host } = this.addresses.read(read.client);
    const { level, pid, message, refused } = read;
    const told = {
      ...{ time, count: 1, srcIp: ip, srcHost: host, raw: line },
      ref: this.ref(lineNumber),
    };
    const fields = { src_ip: ip ?? undefined, level, pid, message, ...read.fields };
    // Without a certain address it is nobody's login.
    if (refused === null || (ip === null && host === null)) {
      const { logsource } = this;
      return { ...told, logsource, category: 'system', outcome: null, user: null, login: false, fields };
    }
    return {
      ...told,
      ...{
        logsource: this.logins,
        category: 'authentication',
        outcome: 'failure',
        user: refused,
        login: true,
      },
      fields: { ...fields, user: refused, outcome: 'failure', auth_method: 'password' },
    };
  }
}

const NGINX =
  /^(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d) \[([a-z]{1,16})\] (\d{1,10})#\d{1,10}: (?:\*\d{1,20} )?/;
const NGINX_CLIENT = ', client: ';
/**
 * The name is the client's text but for a colon, which ends it: the words before the address stand here first. `no user/password was
 * provided` is not among them: every browser begins so, and asks its user then.
 */
const NGINX_REFUSED =
  /^user "([^:]{0,1024})"(?:: password mismatch| was not found in "[^":]{1,4096}"), client: ([^, ]{1,64}), server: /s;

/**
 * Of its mail proxy. Behind the address, which stands first, is the client's text; the answer is its authentication server's, and
 * one that says it is out of order refused nobody.
 */
const NGINX_MAIL_REFUSED = pattern('s')`
  ^client login failed: "(?!Temporary)[^"]{0,256}" while in http auth state, client: ([\da-fA-F.:]{2,45})
  (?: using starttls)?, server: [^ ,"]{1,64}, login: "(.{0,1024}?)"(?:, upstream: [\w.:[\]/]{1,256})?$`;

/** What programs in PHP write of a login that they refused: ZoneMinder, BookStack, Baïkal. The account is the client's text, the address is not. */
const PHP_REFUSED = pattern('s')`
  ^(?:
    (?:WAR|ERR) \[(?:
      Login denied for user "(?<zm>.{0,256})"|Could not retrieve user (?<unknown>.{0,256}) details
    )\]
    |Failed login for (?<user>.{1,256}?)
    |user (?<dav>.{1,256}) authentication failure for Ba(?:i|\xef|\xc3\xaf)kal
  )(?:, referer: .{0,2048})?$`;

function refusedByPhp(message: string): string | null {
  const { zm, unknown, user, dav } = PHP_REFUSED.exec(message)?.groups ?? {};
  return zm ?? unknown ?? user ?? dav ?? null;
}

const NGINX_PHP = /^FastCGI sent in stderr: "PHP message: (.{1,512}?)" while reading /s;

/**
 * `2026/11/20 08:00:00 [error] 7#7: *1 MESSAGE, client: ADDRESS, server: NAME, request: "…"`. Message and request hold
 * the client's text as it came: where the words stand twice, nothing tells which are nginx's, unless it is a refused login.
 */
function readNginx(line: string): ErrorLine | null {
  const head = NGINX.exec(line);
  if (!head) return null;
  const [whole, year, month, day, clock, level = '', pid] = head;
  const at = line.indexOf(NGINX_CLIENT, whole.length);
  const isOnly = at !== -1 && line.indexOf(NGINX_CLIENT, at + 1) === -1;
  const client = isOnly ? (/^[^, ]{1,64}/.exec(line.slice(at + NGINX_CLIENT.length))?.[0] ?? null) : null;
  const said = line.slice(whole.length);
  const [, mailPeer, mailbox = null] = NGINX_MAIL_REFUSED.exec(said) ?? [];
  const [, byServer = mailbox, peer = mailPeer] = NGINX_REFUSED.exec(said) ?? [];
  const message = line.slice(whole.length, isOnly || byServer !== null ? at : undefined);
  const refused = byServer ?? refusedByPhp(NGINX_PHP.exec(message)?.[1] ?? '');
  return {
    ...{ stamp: `${year}-${month}-${day} ${clock}`, level, pid, client: peer ?? client, message },
    ...{ refused, fields: {} },
  };
}

const APACHE =
  /^\[[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?) (\d{4})\] \[(?:([\w-]{0,32}):)?([a-z\d]{1,16})\] (?:\[pid (\d{1,10})(?::tid \d{1,20})?\] )?/;
/** What may stand before the client: the place in the source, and what the system said. */
const APACHE_CLIENT =
  /^(?:[\w.-]{1,64}\.c\(\d{1,6}\): )?(?:\(\d{1,6}\)[A-Za-z ,.'/()-]{1,128}: )?\[client (\[[\da-fA-F:.]{2,45}\](?::\d{1,5})?|[^\] ]{1,64})\] /;
const APACHE_CODE = /^(AH\d{5}): /;
/** What a program said to PHP-FPM's error log. */
const APACHE_PHP = /^AH01071: Got error '(?:PHP message: )?(.{1,512}?)'(?:, referer: .{0,2048})?$/s;
/** Refusals of basic and digest authentication; Apache 2.2 wrote no codes. */
const APACHE_REFUSED =
  /^(?:AH\d{5}: )?(?:Digest: )?user [`']?(.{0,1024}?)'?(?:: authentication failure for "|: password mismatch: |(?: in realm [`'][^']{0,1024}')? not found: )/s;

/** `[Fri Nov 20 08:00:00.123456 2026] [module:level] [pid 1:tid 2] [client ADDRESS:PORT] MESSAGE`, and 2.2's shorter form. */
function readApache(line: string): ErrorLine | null {
  const head = APACHE.exec(line);
  if (!head) return null;
  const [whole, month, day, clock, year, module, level = '', pid] = head;
  const said = apacheMessage(line.slice(whole.length), module !== undefined);
  return {
    ...{ stamp: `${month} ${day} ${year} ${clock}`, level, pid },
    ...said,
    fields: {
      module: module === '' ? undefined : module,
      code: APACHE_CODE.exec(said.message)?.[1],
    },
  };
}

/** `[client ADDRESS:PORT] MESSAGE`; the port stands there since 2.4, which writes the module. */
export function apacheMessage(
  text: string,
  hasPort: boolean,
): Pick<ErrorLine, 'client' | 'message' | 'refused'> {
  const [whole = '', peer] = APACHE_CLIENT.exec(text) ?? [];
  const message = text.slice(whole.length);
  const client = peer === undefined || !hasPort ? (peer ?? null) : withoutLastPort(peer);
  const said = APACHE_PHP.exec(message)?.[1] ?? message;
  return { client, message, refused: APACHE_REFUSED.exec(message)?.[1] ?? refusedByPhp(said) };
}

/** Of IPv6 also without brackets. */
function withoutLastPort(client: string): string {
  return client.replace(/:\d{1,5}$/, '').replace(/^\[|\]$/g, '');
}

function errorLog(
  format: FormatName,
  service: string,
  pattern: RegExp,
  read: (line: string) => ErrorLine | null,
): ParserFactory {
  const logsource: Logsource = Object.freeze({ product: service, service });
  return {
    format,
    recognises: (line) => pattern.test(line),
    create: () => new ErrorLogParser(format, logsource, read),
  };
}

const LIGHTTPD = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d): \(([\w.-]{1,64}\.c\.\d{1,6})\) /;
/** The path and the name are the client's text; the address stands at the end. */
const LIGHTTPD_REFUSED =
  /^(?:password doesn't match for|get_password failed|digest: auth failed for)[, ](?:.{0,4096} )?IP: ([\da-fA-F.:]{2,45})$/s;

/** `2026-11-20 08:00:00: (mod_auth.c.850) password doesn't match for PATH username: NAME IP: ADDRESS`. */
function readLighttpd(line: string): ErrorLine | null {
  const [whole, stamp = '', code] = LIGHTTPD.exec(line) ?? [];
  if (whole === undefined) return null;
  const message = line.slice(whole.length);
  const client = LIGHTTPD_REFUSED.exec(message)?.[1] ?? null;
  const told = message.slice(0, message.lastIndexOf(' IP: '));
  const user = / username: (.{0,256}?),?$/s.exec(told.slice(-270))?.[1] ?? '';
  const refused = client === null ? null : user;
  return { stamp, level: 'error', pid: undefined, client, message, refused, fields: { code } };
}

export const LIGHTTPD_ERROR: ParserFactory = errorLog('lighttpd-error', 'lighttpd', LIGHTTPD, readLighttpd);
export const NGINX_ERROR: ParserFactory = errorLog('nginx-error', 'nginx', NGINX, readNginx);
export const APACHE_ERROR: ParserFactory = errorLog('apache-error', 'apache', APACHE, readApache);
