import { namesOf } from '../../engine/sigma/field-names.ts';
import type { Logsource } from '../../model/log-event.ts';
import { Unconvertible } from './unconvertible.ts';

/** How fields come out of the lines of a log, in LogQL. */
export type LogFormat = {
  readonly name: string;
  /** Stages that make labels of a line, and let only lines of this log through. */
  readonly stages: readonly string[];
  /** Sigma's field, and the label that it becomes; null: each field becomes the label of its name. */
  readonly labels: Readonly<Record<string, string>> | null;
};

/** Before a message of sshd: its tag, which lines from the journal do not have. After it: what some versions add. */
export const SSHD_PROGRAM = 'sshd(?:-session|-auth)?(?:\\([\\w.-]+\\))?(?:\\[[0-9]+\\])?: ';
export const SSHD_END = '(?: ssh2)?(?: \\[preauth\\])?(?:: .*)?\\]?$';

/** The address is taken from the end of the line, where sshd puts it: the text before it may be the client's. */
export const SSHD: LogFormat = {
  name: 'log of sshd',
  stages: [
    '|~ `(?:Failed|Accepted) [a-z/-]+ for `',
    `| regexp \`^(?:.*? ${SSHD_PROGRAM})?(?:message repeated [0-9]+ times: \\[ )?(?:error: )?(?P<verb>Failed|Accepted) (?P<auth_method>[a-z/-]+) for (?P<invalid>(?:invalid|illegal) user )?(?P<user>.*) from (?P<src_ip>[0-9A-Fa-f:.]+) port (?P<src_port>[0-9]+)${SSHD_END}\``,
    '| verb="Accepted" or (verb="Failed" and auth_method!~"none|publickey")',
    '| label_format login="true", outcome="{{ if eq .verb \\"Accepted\\" }}success{{ else }}failure{{ end }}", valid_user="{{ if .invalid }}false{{ else }}true{{ end }}"',
  ],
  labels: Object.fromEntries(
    ['login', 'outcome', 'auth_method', 'user', 'valid_user', 'src_ip', 'src_port'].map((name) => [
      name,
      name,
    ]),
  ),
};

/** `2023-06-25 14:22:01, john_doe, 192.168.1.1, login_attempt, FAILED` */
export const LOGIN: LogFormat = {
  name: 'login log',
  stages: [
    '| regexp `^[0-9-]{10}[ T][0-9:.]+\\S*,\\s*(?P<user>[^,]*),\\s*(?P<src_ip>[0-9A-Fa-f:.]+),\\s*(?P<action>[^,]*),\\s*(?P<result>SUCCESS|FAILED|FAILURE)\\s*$`',
    '| result!=""',
    '| label_format login="true", outcome="{{ if eq .result \\"SUCCESS\\" }}success{{ else }}failure{{ end }}"',
  ],
  labels: Object.fromEntries(
    ['login', 'outcome', 'user', 'src_ip', 'action', 'result'].map((name) => [name, name]),
  ),
};

export const ACCESS: LogFormat = {
  name: 'access log',
  stages: [
    '| regexp `^(?P<src_ip>\\S+) \\S+ (?P<cs_username>.+?) \\[[^\\]]+\\] "(?P<cs_method>[A-Z]+) (?P<cs_uri>(?P<cs_uri_stem>[^\\s?]*)\\S*)[^"]*" (?P<sc_status>[0-9]{3}) (?P<sc_bytes>[0-9]+|-)(?: "(?P<cs_referer>[^"]*)" "(?P<cs_user_agent>.*)")?`',
    '| sc_status!=""',
  ],
  labels: {
    src_ip: 'src_ip',
    'cs-username': 'cs_username',
    'cs-method': 'cs_method',
    'cs-uri': 'cs_uri',
    // Real rules look there for paths too.
    'cs-uri-query': 'cs_uri',
    'cs-uri-stem': 'cs_uri_stem',
    'sc-status': 'sc_status',
    'sc-bytes': 'sc_bytes',
    'cs-referer': 'cs_referer',
    'cs-user-agent': 'cs_user_agent',
  },
};

export const JSON_LINES: LogFormat = { name: 'JSON', stages: ['| json', '| __error__=""'], labels: null };

const AUDIT: LogFormat = { name: 'audit log', stages: ['| logfmt'], labels: null };
/** Of daemons: rules look for words in their lines. */
export const PLAIN: LogFormat = { name: 'system log', stages: [], labels: {} };

/** The format of the log that a rule is for. Throws `Unconvertible`. */
export function formatOf({ category, product, service }: Logsource): LogFormat {
  if (product === 'capture') throw new Unconvertible('what a capture shows stands in no line');
  if (service === 'sshd') return SSHD;
  if (category === 'authentication' || service === 'login') return LOGIN;
  if (category === 'webserver' || category === 'proxy') return ACCESS;
  if (service === 'auditd') return AUDIT;
  return product === 'linux' && service !== undefined ? PLAIN : JSON_LINES;
}

/** The label that a field becomes. Throws `Unconvertible`. */
export function labelOf(field: string, format: LogFormat): string {
  if (field.startsWith('x_') && format.labels?.[field] === undefined)
    throw new Unconvertible(`only soc-console itself finds ${field}`);
  if (format.labels === null) return field.replace(/\W/g, '_').replace(/^(?=\d)/, '_');
  for (const name of namesOf(field)) {
    const label = format.labels[name];
    if (label !== undefined) return label;
  }
  throw new Unconvertible(`the field ${field} is not among those that LogQL gets out of the ${format.name}`);
}
