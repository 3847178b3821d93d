import { UTMPDUMP } from './accounting/utmpdump.ts';
import { CEF_LOG } from './appliances/cef/cef.ts';
import { CISCO_LOG } from './appliances/cisco/cisco.ts';
import { PALO_ALTO_LOG } from './appliances/paloalto.ts';
import { AUDITD_LOG } from './auditd/auditd.ts';
import { prefixedFormat } from './carried/any-prefix.ts';
import { criFormat, dockerFormat } from './carried/container.ts';
import type { InnerFormats } from './carried/container-stream.ts';
import { colouredFormat, composeFormat, dockerLogsFormat } from './carried/prefixed.ts';
import { EXCHANGE_LOG } from './exchange.ts';
import { JOURNALD } from './journal/journald.ts';
import { jsonFormat } from './json/json-lines.ts';
import { jsonPrettyFormat } from './json/json-pretty.ts';
import { LOGFMT } from './logfmt.ts';
import { LOGIN_LOG } from './login.ts';
import { SERVICE_LOG } from './logins/service-log.ts';
import type { CustomFormatName, FormatName, Parser, ParserFactory } from './parser.ts';
import {
  GITEA_LOG,
  HOME_ASSISTANT_LOG,
  JELLYFIN_LOG,
  KEYCLOAK_LOG,
  PROFTPD_LOG,
  ROUNDCUBE_LOG,
  VAULTWARDEN_LOG,
} from './programs/application-logs.ts';
import { POSTGRESQL_LOG } from './programs/postgresql.ts';
import { ASTERISK_LOG, EXIM_LOG, MYSQL_LOG } from './programs/program-logs.ts';
import { VSFTPD_LOG } from './programs/vsftpd.ts';
import { IDS_ALERTS_LOG } from './sensors/ids-alerts.ts';
import { PACKETS } from './sensors/packets.ts';
import { ZEEK_LOG } from './sensors/zeek.ts';
import { SSHD_LOG } from './sshd/own-log.ts';
import { SYSLOG } from './syslog/syslog.ts';
import { W3C } from './w3c/w3c.ts';
import { ACCESS_LOG } from './web/access.ts';
import { ACCESS_JSON } from './web/access-json.ts';
import { ELB_LOG } from './web/elb.ts';
import { ENVOY_LOG } from './web/envoy.ts';
import { APACHE_ERROR, LIGHTTPD_ERROR, NGINX_ERROR } from './web/error-log.ts';
import { FRAMEWORK_ACCESS } from './web/framework-access.ts';
import { HAPROXY_LOG } from './web/haproxy.ts';
import { MODSECURITY_LOG } from './web/modsecurity.ts';
import { PROXY_MANAGER_LOG } from './web/proxy-manager.ts';
import { SQUID_LOG } from './web/squid.ts';
import { WINDOWS_CSV } from './windows/csv.ts';
import { SNARE } from './windows/snare.ts';
import { WINDOWS_XML } from './windows/xml.ts';

type BuiltInFormat = Exclude<FormatName, CustomFormatName>;

/**
 * For lines within lines. The inner line must stand as the program wrote it: a prefix or a column inside it is the client's
 * doing.
 */
const INNER: InnerFormats = { detect: (lines) => detectWithout(['prefixed'], lines), parserFor };
/** Within a line with a container's name or stamp, and within colours, neither is looked for once more. */
const UNPREFIXED: InnerFormats = {
  ...INNER,
  detect: (lines) => detectWithout(['compose', 'docker-logs', 'prefixed'], lines),
};
const UNCOLOURED: InnerFormats = {
  ...INNER,
  detect: (lines) => detectWithout(['compose', 'docker-logs', 'coloured', 'prefixed'], lines),
};

const BARE: InnerFormats = {
  ...INNER,
  detect: (lines) => detectWithout(['prefixed', 'coloured'], lines),
};

/** Every format: a new one is a file of its own, a name in `FormatName`, and a line here. */
const FACTORIES: Readonly<Record<BuiltInFormat, ParserFactory>> = {
  syslog: SYSLOG,
  journald: JOURNALD,
  login: LOGIN_LOG,
  // Before those that take what stands before their lines for a host.
  compose: composeFormat(UNPREFIXED),
  'docker-logs': dockerLogsFormat(UNPREFIXED),
  access: ACCESS_LOG,
  'access-json': ACCESS_JSON,
  json: jsonFormat(INNER),
  logfmt: LOGFMT,
  docker: dockerFormat(INNER),
  cri: criFormat(INNER),
  'nginx-error': NGINX_ERROR,
  'apache-error': APACHE_ERROR,
  vsftpd: VSFTPD_LOG,
  w3c: W3C,
  auditd: AUDITD_LOG,
  'json-pretty': jsonPrettyFormat(INNER),
  haproxy: HAPROXY_LOG,
  cef: CEF_LOG,
  exim: EXIM_LOG,
  elb: ELB_LOG,
  envoy: ENVOY_LOG,
  cisco: CISCO_LOG,
  'lighttpd-error': LIGHTTPD_ERROR,
  'mysql-error': MYSQL_LOG,
  asterisk: ASTERISK_LOG,
  squid: SQUID_LOG,
  gitea: GITEA_LOG,
  vaultwarden: VAULTWARDEN_LOG,
  'home-assistant': HOME_ASSISTANT_LOG,
  keycloak: KEYCLOAK_LOG,
  jellyfin: JELLYFIN_LOG,
  roundcube: ROUNDCUBE_LOG,
  proftpd: PROFTPD_LOG,
  postgresql: POSTGRESQL_LOG,
  'proxy-manager': PROXY_MANAGER_LOG,
  'ids-alerts': IDS_ALERTS_LOG,
  zeek: ZEEK_LOG,
  'windows-xml': WINDOWS_XML,
  'windows-csv': WINDOWS_CSV,
  snare: SNARE,
  'service-log': SERVICE_LOG,
  'sshd-log': SSHD_LOG,
  'framework-access': FRAMEWORK_ACCESS,
  modsecurity: MODSECURITY_LOG,
  exchange: EXCHANGE_LOG,
  paloalto: PALO_ALTO_LOG,
  utmpdump: UTMPDUMP,
  coloured: colouredFormat(UNCOLOURED),
  prefixed: prefixedFormat(BARE),
  packets: PACKETS,
};

/** What lines may be found, or told, to be; what packets showed is neither. */
export type LogFormat = Exclude<BuiltInFormat, 'packets'>;

export const FORMATS = Object.keys(FACTORIES).filter((name) => name !== 'packets') as readonly LogFormat[];

/**
 * The share of the first lines that must be of the format. A log may begin with a banner or junk, and another kind of file
 * may quote a log line or two.
 */
const SHARE_NEEDED = 1 / 3;

const GENERAL: readonly LogFormat[] = ['json', 'syslog'];

/** The format of which most of these lines (the first of a source) are, or null. */
export function detectFormat(lines: readonly string[]): LogFormat | null {
  return detectWithout([], lines);
}

function detectWithout(without: readonly LogFormat[], lines: readonly string[]): LogFormat | null {
  // The format `json` takes any JSON: a format that understands more of it comes first.
  const others = FORMATS.filter((name) => !GENERAL.includes(name) && !without.includes(name)).map(
    (name) => FACTORIES[name],
  );
  // The header of syslog stands before lines of other formats as well: of equally many, theirs holds.
  const format = mostOf(lines, [...others, SYSLOG]) ?? mostOf(lines, [FACTORIES.json]);
  return FORMATS.find((name) => name === format) ?? null;
}

/** The format that most of these lines have, and enough of them. */
export function mostOf(lines: readonly string[], factories: readonly ParserFactory[]): FormatName | null {
  if (factories.length === 0) return null;
  const filled = lines.filter((line) => line.trim() !== '');
  // What stands over a log in remarks is not of its lines.
  const remarks = filled.filter((line) => line.startsWith('#')).length;
  const needed = Math.max(1, filled.length - remarks) * SHARE_NEEDED;
  let best: FormatName | null = null;
  let most = 0;
  for (const { format, recognises, confirms } of factories) {
    const count = filled.reduce((sum, line) => sum + (recognises(line) ? 1 : 0), 0);
    const isEnough = count > most && count >= needed;
    if (isEnough && (confirms?.(filled) ?? true)) {
      best = format;
      most = count;
    }
  }
  return best;
}

export function isBuiltIn(format: FormatName): format is BuiltInFormat {
  return Object.hasOwn(FACTORIES, format);
}

export function parserFor(format: BuiltInFormat): Parser {
  return FACTORIES[format].create();
}
