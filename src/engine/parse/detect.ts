import { ACCESS_LOG } from './access.ts';
import { ACCESS_JSON } from './access-json.ts';
import { criFormat, dockerFormat, type InnerFormats } from './container.ts';
import { APACHE_ERROR, NGINX_ERROR } from './error-log.ts';
import { JOURNALD } from './journald.ts';
import { JSON_LINES } from './json-lines.ts';
import { LOGFMT } from './logfmt.ts';
import { LOGIN_LOG } from './login.ts';
import { PACKETS } from './packets.ts';
import type { FormatName, Parser, ParserFactory } from './parser.ts';
import { SYSLOG } from './syslog.ts';
import { VSFTPD_LOG } from './vsftpd.ts';

/** Lines within lines. */
const INNER: InnerFormats = { detect: detectFormat, parserFor };

/** Every format: a new one is a file of its own, a name in `FormatName`, and a line here. */
const FACTORIES: Readonly<Record<FormatName, ParserFactory>> = {
  syslog: SYSLOG,
  journald: JOURNALD,
  login: LOGIN_LOG,
  access: ACCESS_LOG,
  'access-json': ACCESS_JSON,
  json: JSON_LINES,
  logfmt: LOGFMT,
  docker: dockerFormat(INNER),
  cri: criFormat(INNER),
  'nginx-error': NGINX_ERROR,
  'apache-error': APACHE_ERROR,
  vsftpd: VSFTPD_LOG,
  packets: PACKETS,
};

/** What lines may be found, or told, to be; what packets showed is neither. */
export type LogFormat = Exclude<FormatName, 'packets'>;

export const FORMATS = Object.keys(FACTORIES).filter((name) => name !== 'packets') as readonly LogFormat[];

/** A source may begin with a banner or junk; one of another kind may quote a log line or two. */
const SHARE_NEEDED = 1 / 3;

/** The format of which most of these lines (the first of a source) are, or null. */
export function detectFormat(lines: readonly string[]): FormatName | null {
  const filled = lines.filter((line) => line.trim() !== '');
  let best: FormatName | null = null;
  let most = 0;
  for (const format of FORMATS) {
    // Any JSON will do for it: what another format makes more of is left to that.
    if (format === 'json') continue;
    const { recognises } = FACTORIES[format];
    const count = filled.reduce((sum, line) => sum + (recognises(line) ? 1 : 0), 0);
    if (count > most && count >= filled.length * SHARE_NEEDED) {
      best = format;
      most = count;
    }
  }
  return best ?? (isMostly(filled, 'json') ? 'json' : null);
}

function isMostly(lines: readonly string[], format: FormatName): boolean {
  const { recognises } = FACTORIES[format];
  return lines.length > 0 && lines.filter(recognises).length >= lines.length * SHARE_NEEDED;
}

export function parserFor(format: FormatName): Parser {
  return FACTORIES[format].create();
}
