import { layout } from '../../pattern.ts';

/** With a zone, a fraction, or neither. */
const STAMP =
  '(?<stamp>\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)?)';
const BSD = '[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d';

/** stern: a pod, and its container. */
const POD = '(?<stream>[a-z0-9][a-z0-9.-]{0,252} [a-z0-9][a-z0-9-]{0,62}) ';

/** What tools and collectors put before each line that they hand out. */
const WRITTEN = {
  // Over files, with line numbers or without.
  grep: '(?<stream>(?=[\\w~+@-]{0,255}[/.])[\\w./~+@-]{2,255}):(?:\\d{1,9}:)?',
  // `grep -n`, `cat -n`.
  number: ' {0,9}\\d{1,9}[:\\t]',
  // Quoted in a mail or a ticket; copied out of a document.
  quote: '[ \\t>]{1,32}',
  // Syslog over TCP as it came: how long each message is stands before it (RFC 6587).
  octets: '\\d{1,5} (?=<\\d{1,3}>)',
  // Loki's, with the labels.
  logcli: `${STAMP}[ \\t](?<stream>\\{(?:[\\w.]{1,64}="(?:[^"\\\\]|\\\\.){0,256}"[, ]{0,2}){0,32}\\})[ \\t]`,
  // `aws logs tail`; Heroku.
  named: `${STAMP} (?<stream>(?![\\d.]{1,15} )[\\w./$[\\]@-]{1,512}):? `,
  // `aws logs tail --format short`, `ts`; what Grafana saves as text.
  stamped: `${STAMP}(?: |\\t[a-z]{1,12}\\t)`,
  twice: `${BSD} (?=${BSD} )`,
  // A relay of syslog, before what it was sent, where it took that for no syslog; a CDN, before its records in JSON.
  relayed: layout`
    (?:<\d{1,3}>)?(?:
      ${BSD}|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?
    ) [\w.:-]{1,253} {1,4}(?=(?:<\d{1,3}>)?(?:${BSD} |1 \d{4}-\d\d-\d\dT)|\{\s{0,8}")`,
  // multilog and s6-log.
  tai: '@[\\da-f]{24} ',
  // Wazuh's archives.log.
  wazuh:
    '\\d{4} [A-Z][a-z]{2} \\d\\d [\\d:]{8} (?<stream>(?:\\([^()]{1,128}\\) )?[\\w.:-]{1,255}->\\S{1,255}) ',
  // fluentd's files: the record knows neither its time nor its tag.
  fluentd: `${STAMP}\\t(?<stream>[\\w.*-]{1,128})\\t(?=\\{\\s{0,4}")`,
  // Ruby's logger, before records of others that have no time.
  ruby: layout`
    [DIWEFA], \[(?<stamp>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?) #\d{1,10}\] {1,2}[A-Z]{3,7} --\x20
    [\w .:/-]{0,64}?: (?:\[[\w.:-]{1,64}\] ){0,4}(?=\{\s{0,4}")`,
  // Proxmox' own firewall log, of which the rest is what the kernel tells of a packet: machine, level, chain.
  pve: layout`
    \d{1,9} \d (?<chain>[\w.-]{1,64}) (?<day>\d\d)/(?<month>[A-Z][a-z]{2})/(?<year>\d{4}):(?<clock>[\d:]{8})\x20
    (?<zone>[+-]\d{4}) (?=(?:[\w -]{1,64}: )?(?:IN|OUT)=)`,
  stern: POD,
  sternStamped: `${POD}${STAMP} `,
  pm2: '\\d{1,4}\\|(?<stream>[\\w.-]{1,64}) {1,32}\\| ',
  // A sequence of JSON texts (RFC 7464); events that a server sends.
  sequence: '(?:\\x1e|data: ?)(?=\\{)',
} as const;

export type PrefixName = keyof typeof WRITTEN;

export const PREFIXES: ReadonlyMap<PrefixName, RegExp> = new Map(
  Object.entries(WRITTEN).map(([name, prefix]) => [name as PrefixName, new RegExp(`^${prefix}(?=\\S)`)]),
);
