import type { Logsource } from '../../model/log-event.ts';
import { formatOf, LOGIN, type LogFormat, SSHD, SSHD_END, SSHD_PROGRAM } from './log-format.ts';

/**
 * A format for finding those about whom a rule may alert: it matches every line of which this program makes an event, and may
 * match others. `weight`: the label that says how many events a line stands for.
 */
export type CandidateFormat = LogFormat & {
  readonly weight?: string;
  /** Two programs report the same events: of the counts for each value of `label` on a `machine`, the highest holds. */
  readonly tellers?: { readonly label: string; readonly machine: string };
};

const HEAD = `^(?:(?:.*? )?(?P<machine>\\S+) ${SSHD_PROGRAM})?(?:message repeated (?P<times>[0-9]+) times: \\[ )?(?:error: |fatal: )?`;

/** Each way in which sshd, and PAM for it, tell of an attempt or of an account that was named. */
const MESSAGES = [
  `(?P<verb>Failed|Accepted) (?P<auth_method>[^ ]+) for (?P<invalid>(?:invalid|illegal) user )?(?P<user1>.*) from (?P<ip1>\\S+) port (?P<src_port>[0-9]+)${SSHD_END}`,
  '(?P<named>Invalid|Illegal) user (?P<user2>.*) from (?P<ip2>\\S+?)(?: port [0-9]+)?(?: \\[preauth\\])?\\]?$',
  '(?:Connection (?:closed|reset) by|Disconnected from) (?P<left>authenticating) user (?P<user3>.*) (?P<ip3>\\S+) port [0-9]+(?: \\[preauth\\])?\\]?$',
  '(?:pam_\\w+\\([^)]*\\): |PAM )?(?:(?P<more>[0-9]+) more )?(?P<pam>authentication failures?); logname=.*? rhost=(?P<ip4>\\S*)(?: +user=(?P<user4>.*?))?\\]?$',
  'PAM: (?P<word>.*) for (?:(?:illegal|invalid) user )?(?P<user5>.*) from (?P<ip5>\\S+?)(?: via \\S+)?\\]?$',
];

/** Network of an address, as the beginning of its text. */
const NETWORK = '{{ regexReplaceAll "^((?:[0-9]+[.]){3}|(?:[0-9A-Fa-f]*:){1,4}).*$" .src_ip "$1" }}';

const SSHD_LOOSE: CandidateFormat = {
  name: SSHD.name,
  stages: [
    '|~ `(?:Failed|Accepted) [^ ]+ for |(?:Invalid|Illegal) user |authenticating user |authentication failure|PAM: `',
    `| regexp \`${HEAD}(?:${MESSAGES.join('|')})\``,
    '| label_format src_ip="{{ .ip1 }}{{ .ip2 }}{{ .ip3 }}{{ .ip4 }}{{ .ip5 }}", user="{{ .user1 }}{{ .user2 }}{{ .user3 }}{{ .user4 }}{{ .user5 }}", login="{{ if or .verb .pam .word }}true{{ end }}", outcome="{{ if eq .verb `Accepted` }}success{{ else if or .verb .pam .word }}failure{{ end }}", login_begun="{{ if or .named .left }}true{{ end }}", valid_user="{{ if or .invalid .named }}false{{ else }}true{{ end }}", weight="{{ if .times }}{{ .times }}{{ else if .more }}{{ .more }}{{ else }}1{{ end }}", teller="{{ if .pam }}pam{{ else }}sshd{{ end }}"',
    `| label_format x_src_net=\`${NETWORK}\``,
  ],
  labels: { ...SSHD.labels, login_begun: 'login_begun', x_src_net: 'x_src_net' },
  weight: 'weight',
  tellers: { label: 'teller', machine: 'machine' },
};

const LOGIN_LOOSE: CandidateFormat = {
  name: LOGIN.name,
  stages: [
    '| regexp `(?i)^\\s*"?[0-9-]{10}[^,]*,(?:\\s*"?[0-9:.]+[^,]*,)?\\s*"?(?P<user>.*?)"?\\s*,\\s*"?(?P<src_ip>[^,"]+?)"?\\s*,\\s*"?(?P<action>[^,"]*?)"?\\s*,\\s*"?(?P<result>success|failed|failure)"?\\s*$`',
    '| result!=""',
    '| label_format login="true", outcome="{{ if eq (lower .result) `success` }}success{{ else }}failure{{ end }}"',
    `| label_format x_src_net=\`${NETWORK}\``,
  ],
  labels: { ...LOGIN.labels, x_src_net: 'x_src_net' },
};

/** The format in which is looked for what a rule for that log may alert of. Throws `Unconvertible`. */
export function candidateFormatOf(logsource: Logsource): CandidateFormat {
  const format = formatOf(logsource);
  if (format === SSHD) return SSHD_LOOSE;
  return format === LOGIN ? LOGIN_LOOSE : format;
}
