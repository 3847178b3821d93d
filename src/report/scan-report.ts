import { incidents } from '../engine/incident/incidents.ts';
import type { Alert, AlertId } from '../model/alerts/alert.ts';
import type { Incident } from '../model/alerts/incident.ts';
import { type Finding, findingId } from '../model/audit/finding.ts';
import { findingsTried } from '../model/audit/probing.ts';
import type { CaptureSummary } from '../model/capture.ts';
import { type Level, levelRank } from '../model/level.ts';
import type { LoginSource } from '../model/login.ts';
import { type EpochMs, toRfc3339 } from '../model/time.ts';
import { captureJson } from './capture-report.ts';
import { type ProbedFinding, probingJson } from './probing-text.ts';

/** One source as it was read. */
export type ScannedSource = {
  readonly id: string;
  readonly kind: string;
  /** It only finds sources, and has no lines of its own. */
  readonly finder?: boolean;
  readonly format: string | null;
  readonly bytes: number;
  readonly records: number;
  readonly events: number;
  readonly unparsed: Readonly<Partial<Record<string, number>>>;
  readonly first: EpochMs | null;
  readonly last: EpochMs | null;
  /** What was cut or let go, by reason. */
  readonly counts: Readonly<Partial<Record<string, number>>>;
  readonly errors: readonly string[];
  /** Places in it that somebody should look at: bad lines, unknown keys. */
  readonly notes: readonly string[];
};

export type WebSourceCount = {
  readonly ip: string;
  readonly requests: number;
  readonly first: EpochMs;
  readonly last: EpochMs;
  /** Attacks that were answered with a status below 400. */
  readonly passed: number;
  readonly attacks: Readonly<Partial<Record<string, number>>>;
};

/** A list of perhaps a million, whose items are put together one at a time. */
type LongList<Item> = Iterable<Item> & {
  readonly length: number;
  readonly first: (count: number) => readonly Item[];
};

/** Everything a scan found, as the parts know it. */
export type ScanResult = {
  readonly version: string;
  readonly sources: readonly ScannedSource[];
  readonly logins: {
    readonly failed: number;
    readonly succeeded: number;
    /** Most failures first. */
    readonly sources: LongList<LoginSource>;
  };
  readonly web: {
    readonly requests: number;
    /** Most requests first. */
    readonly sources: LongList<WebSourceCount>;
  };
  readonly captures: readonly CaptureSummary[];
  readonly findings: readonly ProbedFinding[];
  readonly alerts: readonly Alert[];
  /** Alerts that say no more of an attack than a stronger one does. */
  readonly covered: ReadonlySet<AlertId>;
  readonly counters: Readonly<Record<string, number>>;
};

/**
 * The result as `scan --format json` gives it: schema 1 of the command line's contract; keys are only ever added. Long
 * lists are iterables, to be gone through once (`jsonPieces`).
 */
export function scanReport(result: ScanResult, level: Level): Record<string, unknown> {
  const alerts = shownAlerts(result.alerts, level);
  const tried = triedOf(alerts, result.findings);
  const times = result.sources.flatMap(({ first, last }) => [first, last]).filter((time) => time !== null);
  return {
    schema_version: 1,
    tool: { name: 'soc-console', version: result.version },
    range: {
      first: times.length === 0 ? null : toRfc3339(times.reduce((a, b) => Math.min(a, b))),
      last: times.length === 0 ? null : toRfc3339(times.reduce((a, b) => Math.max(a, b))),
    },
    sources: result.sources.map(sourceJson),
    logins: {
      failed: result.logins.failed,
      succeeded: result.logins.succeeded,
      by_ip: each(result.logins.sources, loginJson),
    },
    web: { requests: result.web.requests, by_ip: each(result.web.sources, webJson) },
    network: { captures: result.captures.map(captureJson) },
    config: { findings: result.findings.map(findingJson) },
    alerts: each(alerts, (alert) => scannedAlertJson(alert, result)),
    incidents: each(incidents(alerts), (incident) => incidentJson(incident, tried(incident))),
    counters: result.counters,
  };
}

function* each<Item>(items: Iterable<Item>, json: (item: Item) => unknown): Iterable<unknown> {
  for (const item of items) yield json(item);
}

/** At or above the level, worst first, then in order of time; of one moment in the order of their rules, which says more than an id. */
export function shownAlerts(alerts: readonly Alert[], level: Level): Alert[] {
  return alerts
    .filter(({ rule }) => levelRank(rule.level) >= levelRank(level))
    .sort(
      (a, b) =>
        levelRank(b.rule.level) - levelRank(a.rule.level) ||
        a.firstSeen - b.firstSeen ||
        order(a.rule.title, b.rule.title) ||
        order(a.id, b.id),
    );
}

/** For a person: also without those that a stronger one covers, as in the console. */
export function listedAlerts(
  { alerts, covered }: Pick<ScanResult, 'alerts' | 'covered'>,
  level: Level,
): Alert[] {
  return shownAlerts(
    alerts.filter(({ id }) => !covered.has(id)),
    level,
  );
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function alertJson(alert: Alert, status = alert.status): Record<string, unknown> {
  return {
    id: alert.id,
    class: alert.class,
    rule: alert.rule,
    level: alert.rule.level,
    group: alert.group,
    first_seen: toRfc3339(alert.firstSeen),
    last_seen: toRfc3339(alert.lastSeen),
    event_count: alert.eventCount,
    sources: alert.sources,
    users: alert.users,
    evidence: alert.evidence.map(({ source, line, raw, time }) => ({
      source,
      line,
      raw,
      time: toRfc3339(time),
    })),
    evidence_total: alert.eventCount,
    recommendation: alert.recommendation,
    historical: alert.historical,
    // Of the others it depends on who looks.
    ...((status === 'settled' || status === 'covered') && { status }),
  };
}

/** One that a stronger alert of this scan covers says so: it is not among those that the text lists. */
export function scannedAlertJson(
  alert: Alert,
  { covered }: Pick<ScanResult, 'covered'>,
): Record<string, unknown> {
  return alertJson(alert, covered.has(alert.id) ? 'covered' : alert.status);
}

export function sourceJson(source: ScannedSource): Record<string, unknown> {
  const unparsed = Object.values(source.unparsed).reduce<number>((sum, count) => sum + (count ?? 0), 0);
  return {
    id: source.id,
    kind: source.kind,
    format: source.format,
    bytes: source.bytes,
    records: source.records,
    events: source.events,
    unparsed,
    unparsed_by_reason: source.unparsed,
    dropped_by_reason: source.counts,
    first: timeJson(source.first),
    last: timeJson(source.last),
    errors: source.errors,
    notes: source.notes,
  };
}

export function loginJson(source: LoginSource): Record<string, unknown> {
  return {
    ip: source.ip,
    ...(source.host !== null && { src_host: source.host }),
    failed: source.failed,
    succeeded: source.succeeded,
    users: source.users,
    users_total: source.usersTotal,
    first: timeJson(source.first),
    last: timeJson(source.last),
    peak_10s: source.peak10s,
  };
}

export function webJson({
  ip,
  requests,
  attacks,
  passed,
  first,
  last,
}: WebSourceCount): Record<string, unknown> {
  return { ip, requests, attacks, passed, first: toRfc3339(first), last: toRfc3339(last) };
}

/** As in `config.findings` of `scan` and `findings` of `audit`. */
export function findingJson(finding: ProbedFinding): Record<string, unknown> {
  const { source, accepted, probing = null, ...rest } = finding;
  const risk = accepted && { until: toRfc3339(accepted.until), reason: accepted.reason };
  return { file: source, ...rest, accepted: risk, tried: probing && probingJson(probing) };
}

/** What of the configuration the alerts of an attacker are about. */
export function triedOf(
  alerts: readonly Alert[],
  findings: readonly Finding[],
): (incident: Incident) => Finding[] {
  if (findings.length === 0) return () => [];
  const places = new Map(alerts.map(({ id }, place) => [id, place]));
  return (incident) => {
    const own = incident.alerts.map((id) => places.get(id)).filter((place) => place !== undefined);
    const inOrder = own.sort((a, b) => a - b).flatMap((place) => alerts[place] ?? []);
    return [...new Set(inOrder.flatMap((alert) => findingsTried(alert, findings)))];
  };
}

/** `tried`: what of the configuration it is about. */
export function incidentJson(incident: Incident, tried: readonly Finding[]): Record<string, unknown> {
  const { attacker, kind, addresses, level, alerts, firstSeen, lastSeen, sources, users, chain, story } =
    incident;
  return {
    ...{ ip: attacker, kind, addresses, level, alerts },
    ...{ first_seen: toRfc3339(firstSeen), last_seen: toRfc3339(lastSeen), sources, users },
    attack: chain.map(({ technique, tactic, first }) => ({
      technique,
      tactic,
      first_seen: toRfc3339(first),
    })),
    story,
    findings: tried.map(findingId),
  };
}

function timeJson(time: EpochMs | null): string | null {
  return time === null ? null : toRfc3339(time);
}
