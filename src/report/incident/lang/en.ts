import { TACTICS, type Tactic } from '../../../model/alerts/attack.ts';
import { toRfc3339 } from '../../../model/time.ts';
import { ENGLISH_TERMS } from '../../terms.ts';
import type { Thing, Words } from './words.ts';

const THINGS: Readonly<Record<Thing, readonly [one: string, many: string]>> = {
  alert: ['alert', 'alerts'],
  event: ['event', 'events'],
  attacker: ['attacker', 'attackers'],
  record: ['line or packet', 'lines and packets'],
  source: ['source', 'sources'],
  finding: ['finding', 'findings'],
  account: ['account', 'accounts'],
};

export const ENGLISH: Words = {
  lang: 'en',
  title: 'Security incident report',
  colon: ': ',
  sections: {
    summary: 'Summary',
    counts: 'What was counted',
    incidents: 'Incidents',
    timeline: 'Timeline',
    figures: 'Histograms',
    actions: 'Actions taken',
    findings: 'Open audit findings',
    recommendations: 'Recommendations',
    attack: 'MITRE ATT&CK',
    evidence: 'Evidence',
  },
  levels: ENGLISH_TERMS.levels,
  kinds: {
    ssh: 'SSH logins',
    auth: 'Logins, all services',
    sqli: 'SQL injection (SQLi)',
    lfi: 'Path traversal (LFI)',
    xss: 'Cross-site scripting (XSS)',
    rce: 'Command or code injection (RCE)',
    ssti: 'Template injection (SSTI)',
    jndi: 'JNDI lookup',
    scanner: 'Vulnerability scanner',
    'sensitive-file': 'Sensitive files',
    flood: 'Flood (denial of service)',
    scan: 'Port scan',
    config: 'Configuration',
    anomaly: 'Anomaly',
    other: 'Other',
  },
  attackers: { address: 'address', network: 'network', host: 'host name', user: 'account' },
  standings: {
    banned: 'banned',
    simulated: 'ban simulated only',
    failed: 'ban not effective',
    over: 'ban is over',
    none: 'not banned',
  },
  tactics: Object.fromEntries(TACTICS.map((tactic) => [tactic, sentenceCase(tactic)])) as Record<
    Tactic,
    string
  >,
  findings: ENGLISH_TERMS.findings,
  actions: {},
  labels: {
    date: 'Date',
    period: 'Period',
    basis: 'Made from',
    sshAlerts: 'SSH alerts',
    sqliAlerts: 'SQLi alerts',
    actionTaken: 'Action taken',
    failedLogins: 'Logins',
    requests: 'Web requests',
    level: 'Level',
    kind: 'Kind',
    alerts: 'Alerts',
    events: 'Events',
    attackers: 'Attackers',
    attacker: 'Attacker',
    first: 'First',
    last: 'Last',
    time: 'Time',
    what: 'What',
    who: 'Who',
    standing: 'Firewall',
    accounts: 'Accounts',
    seenIn: 'Seen in',
    addresses: 'Addresses',
    chain: 'ATT&CK chain',
    story: 'Story',
    action: 'Action',
    subject: 'Subject',
    actor: 'By',
    result: 'Result',
    where: 'Where',
    why: 'Why',
    risk: 'Risk',
    fix: 'Do',
    technique: 'Technique',
    tactic: 'Tactic',
    name: 'Name',
    source: 'Source',
    format: 'Format',
    bytes: 'Bytes',
    records: 'Records',
    sha256: 'SHA-256',
    until: 'Until',
    state: 'State',
    responder: 'Responder',
    known: 'Known as',
    tried: 'Tried',
    openTo: 'Open to it',
  },
  rules: {},
  time: (time) => `${toRfc3339(time).slice(0, 19).replace('T', ' ')} UTC`,
  count: (thing, count) => `${digits(count)} ${THINGS[thing][count === 1 ? 0 : 1]}`,
  sentences: {
    nothing: 'No attack was found in this period.',
    read: (records, sources, alerts, attackers) =>
      `${records} of ${sources} were read. They gave ${alerts} about ${attackers}.`,
    stored: (alerts, attackers) => `In this period soc-console raised ${alerts} about ${attackers}.`,
    levels: (counts) => `By level: ${counts.join(', ')}.`,
    brokenInto: (accounts) =>
      `Somebody got in: a login was accepted after an attack. Treat ${accounts === 1 ? 'this account' : 'these accounts'} and what ${accounts === 1 ? 'it' : 'they'} can reach as compromised:`,
    notBrokenInto: 'No login was seen to be accepted after an attack on it.',
    bans: (banned, simulated, open) =>
      `Attackers banned now: ${banned}; only simulated: ${simulated}. Of level high or above and not banned: ${open}.`,
    findings: (findings, grave) =>
      `The audit of the configuration has ${findings} open, ${grave} of them high or critical.`,
    leftOut: (shown, left) =>
      `That is not all: ${left} more were found for which a report has no room. What follows, its counts too, is of ${shown}, the critical ones first.`,
    unstored:
      'What was found in the last seconds before this report was made may be missing: it was not stored yet.',
    basisStored: 'what soc-console has stored',
    basisEvidence: 'files that were read for this report',
    none: 'none',
    allSources: 'all sources together',
    counting: 'Events are those that the alerts rest on; an event that several rules count is one.',
    more: (count, what) => `${digits(count)} more ${what} (the JSON format has all).`,
    activity: (span) => `Alerts under way, by time (a column is ${span})`,
    failedBySource: 'Failed logins by source',
    eventsByAttacker: 'Events by attacker',
    synBySource: 'SYN packets by source',
    eventsByKind: 'Events by kind of attack',
    brokenAction: (number) => `The action log is NOT as it was written, from entry ${number} on.`,
    intactActions: 'The chain of hashes of the action log is unbroken.',
    done: 'done',
    failed: (why) => `failed: ${why}`,
    simulated: 'simulated: nothing was changed',
    forever: 'without end',
    ban: (effect) =>
      ({ effective: 'Ban', 'not-effective': 'Ban (not effective)', simulated: 'Ban (simulated)' })[effect],
    banAdvice: 'Ban those that are not banned yet:',
    checkFirst: 'Check first whether these addresses are real; what is known of them could be forged:',
    hashNote:
      'The hash of a file is of its bytes as they lay there when the report was made; that of a line is of its text in UTF-8, without its end.',
    noHash: 'not a file',
    attackNote: 'The same as a layer for the ATT&CK Navigator: soc-console report --format navigator.',
    unattributed: 'Alerts that name no attacker',
  },
};

export function digits(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ' ');
}

function sentenceCase(words: string): string {
  const text = words.replaceAll('-', ' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
