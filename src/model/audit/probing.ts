import type { Alert, AlertHead, AlertId, Evidence } from '../alerts/alert.ts';
import { attackerIn } from '../alerts/attacker.ts';
import { type Level, maxLevel } from '../level.ts';
import type { EpochMs } from '../time.ts';
import type { Finding } from './finding.ts';

/** Who tries what a finding is about. */
export type Probing = {
  /** Alerts about its very service or port. */
  readonly alerts: readonly string[];
  /** The worst of them; null when only the firewall tells of it. */
  readonly level: Level | null;
  /** Who they are about, the first of them; `attackersTotal` tells the truth. Untrusted where they are host names. */
  readonly attackers: readonly string[];
  readonly attackersTotal: number;
  /** Packets to the port that the firewall has logged. */
  readonly packets: number;
  /** Scans over many ports of a machine, this one perhaps among them. */
  readonly scans: number;
  readonly last: EpochMs | null;
};

/** What a firewall logged of a port. */
export type ProbedPort = {
  readonly packets: number;
  /** Addresses that tried it, the first of them. */
  readonly sources: readonly string[];
  readonly last: EpochMs;
};

const MOST_ATTACKERS = 5;
/** What alerts about requests are called. */
const WEB_CLASSES: ReadonlySet<string> = new Set([
  ...['sqli', 'lfi', 'xss', 'rce', 'ssti', 'jndi', 'scanner', 'sensitive-file'],
]);
/** Programs whose lines tell of a service, as they begin their messages. */
const PROGRAMS: readonly (readonly [service: string, program: RegExp])[] = [
  ['ftp', /\b(?:vsftpd|proftpd|pure-ftpd)\b/],
  ['smtp', /\b(?:postfix|exim4?|sendmail)\b/],
  ['imap', /\bimap-login\b/],
  ['pop3', /\bpop3-login\b/],
];

/** Joins findings with alerts: what is open and what is tried belong together. To be made once for one set of alerts. */
export class Probed {
  private readonly byService = new Map<string, AlertHead[]>();
  private readonly byPort = new Map<number, AlertHead[]>();
  private readonly scans: AlertHead[] = [];

  constructor(
    alerts: Iterable<AlertHead & Partial<Pick<Alert, 'evidence'>>>,
    private readonly portOf: (port: number) => ProbedPort | null = () => null,
    /** What an alert rests on, when it does not say that itself. */
    linesOf: (id: AlertId) => readonly Evidence[] = () => [],
  ) {
    for (const alert of alerts) {
      if (alert.status === 'covered' || alert.class === 'config') continue;
      const service = serviceOf(alert, () => alert.evidence ?? linesOf(alert.id));
      const port = portIn(alert);
      if (service !== null) push(this.byService, service, alert);
      if (port !== null) push(this.byPort, port, alert);
      if (alert.class === 'scan' && port === null) this.scans.push(alert);
    }
  }

  /** Null when nothing is known of anybody trying it. */
  of(finding: Finding): Probing | null {
    const { port } = finding;
    if (!isReachable(finding)) return null;
    const own = [
      ...(this.byService.get(nameOf(finding)) ?? []),
      ...(port === null ? [] : (this.byPort.get(port) ?? [])),
    ];
    const alerts = [...new Map(own.map((alert) => [alert.id, alert])).values()];
    const logged = port === null ? null : this.portOf(port);
    const scans = port === null ? [] : this.scans;
    if (alerts.length === 0 && logged === null && scans.length === 0) return null;
    const names = [...alerts, ...scans].map(({ group }) => attackerIn(group)).filter((name) => name !== null);
    const attackers = [...new Set([...names, ...(logged?.sources ?? [])])];
    const times = [...alerts, ...scans].map(({ lastSeen }) => lastSeen);
    return {
      alerts: alerts.map(({ id }) => id),
      level: alerts.reduce<Level | null>(
        (worst, { rule }) => maxLevel(worst ?? rule.level, rule.level),
        null,
      ),
      attackers: attackers.slice(0, MOST_ATTACKERS),
      attackersTotal: attackers.length,
      packets: logged?.packets ?? 0,
      scans: scans.length,
      last: [...times, ...(logged === null ? [] : [logged.last])].reduce<EpochMs | null>(
        (last, time) => Math.max(last ?? time, time),
        null,
      ),
    };
  }
}

/** What of the findings an alert is about: the doors that it rattles at. */
export function findingsTried(alert: Alert, findings: readonly Finding[]): Finding[] {
  if (alert.class === 'config') return [];
  const service = serviceOf(alert, () => alert.evidence);
  const port = portIn(alert);
  return findings.filter((finding) => {
    if (!isReachable(finding)) return false;
    return (service !== null && nameOf(finding) === service) || (port !== null && finding.port === port);
  });
}

/** What listens for this machine only, or does not run, is tried by nobody. */
function isReachable({ kind, severity }: Finding): boolean {
  return kind !== 'missing' && !(kind === 'unexpected' && severity === 'informational');
}

function serviceOf({ rule, class: kind }: AlertHead, lines: () => readonly Evidence[]): string | null {
  if (rule.name.startsWith('sshd_')) return 'ssh';
  if (WEB_CLASSES.has(kind) || rule.name.startsWith('web_')) return 'http';
  if (kind !== 'auth') return null;
  const line = lines()[0]?.raw ?? '';
  return PROGRAMS.find(([, program]) => program.test(line.slice(0, 200)))?.[0] ?? null;
}

const SERVICES: Readonly<Record<string, string>> = {
  sshd: 'ssh',
  https: 'http',
  'http-alt': 'http',
  nginx: 'http',
};

function nameOf({ service }: Finding): string {
  return (Object.hasOwn(SERVICES, service) ? SERVICES[service] : undefined) ?? service;
}

/** The one port that an alert is about. */
function portIn({ group }: AlertHead): number | null {
  const port = Number(group.dst_port ?? 0);
  return port >= 1 && port <= 65_535 ? port : null;
}

function push<Key>(map: Map<Key, AlertHead[]>, key: Key, alert: AlertHead): void {
  const known = map.get(key);
  if (known) known.push(alert);
  else map.set(key, [alert]);
}
