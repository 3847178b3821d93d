import type { Engine } from '../engine/engine.ts';
import { type EpochMs, MINUTE_MS, SECOND_MS } from '../model/time.ts';
import type { SourceError } from '../sources/source.ts';
import type { AlertLog } from './alert-log.ts';
import type { Bans } from './bans.ts';
import type { Captures } from './captures.ts';
import type { Feed } from './feed.ts';
import type { LoginRow, Series, Snapshot, ViewRequest } from './protocol.ts';
import type { ServiceAudit } from './service-audit.ts';
import { sourceStatuses, unopenedStatus } from './source-status.ts';

export type SnapshotParts = {
  readonly engine: Engine;
  readonly feed: Feed;
  readonly alerts: AlertLog;
  readonly bans: Bans;
  readonly audit: ServiceAudit;
  readonly captures: Captures;
  /** Paths that could not be opened. */
  readonly unopened: readonly SourceError[];
  /** Above this many failures in 10 s is an alert: the line in the curve. */
  readonly threshold: number;
};

/** What one moment adds to the parts. */
export type Moment = Pick<
  Snapshot,
  'now' | 'startedAt' | 'host' | 'demo' | 'finished' | 'warnings' | 'eventsPerSecond'
>;

const SPARK_STEPS = 8;
const SPARK_STEP_MS = 10 * SECOND_MS;
/** When the newest event is older than this, the curve ends there and not now: an old log shows its own time. */
const CURRENT_MS = 10 * MINUTE_MS;

/** One moment of the core, no larger than what the screen asked for. */
export function takeSnapshot(parts: SnapshotParts, view: ViewRequest, moment: Moment): Snapshot {
  const { engine, feed, alerts, bans, audit, unopened } = parts;
  const end = seriesEnd(engine.newest, moment.now);
  const listed = alerts.latest(view.alertLimit, view.level);
  const shown = view.detail === null ? null : alerts.get(view.detail);
  const network = parts.captures.snapshot(view, alerts.latest(Number.MAX_SAFE_INTEGER, 'informational').rows, shown);
  return {
    ...moment,
    ...(network !== undefined && { network }),
    sources: [
      ...sourceStatuses(feed.statuses, engine, audit).map((status) => parts.captures.statusOf(status)),
      ...unopened.map(unopenedStatus),
    ],
    logins: {
      failed: engine.logins.failed,
      succeeded: engine.logins.succeeded,
      total: engine.logins.size,
      rows: loginRows(parts, view.loginLimit, end),
    },
    alerts: { total: listed.total, open: alerts.openByLevel(), rows: listed.rows },
    detail: view.detail === null ? null : alerts.get(view.detail),
    series: series(parts, view, end),
    findings: { services: audit.services, rows: audit.findings() },
    decisions: { active: bans.active, total: bans.total, rows: bans.rows(view.decisionLimit, moment.now) },
    counters: { ...counters(parts), 'lost-alerts': alerts.lost },
  };
}

function seriesEnd(newest: EpochMs | null, now: EpochMs): EpochMs {
  return newest !== null && newest < now - CURRENT_MS ? newest : now;
}

function loginRows({ engine, bans }: SnapshotParts, limit: number, end: EpochMs): LoginRow[] {
  const top = engine.logins.top(limit);
  const recent = engine.logins.recentOf(top, end, SPARK_STEP_MS, SPARK_STEPS);
  return top.map((source, index) => ({
    ...source.toLoginSource(),
    key: source.key,
    recent: recent[index] ?? [],
    banned: bans.isBanned(source.key),
  }));
}

function series({ engine, threshold }: SnapshotParts, view: ViewRequest, end: EpochMs): Series {
  const { source, span, points } = view.series;
  const values = engine.logins.series(source, end, span, points);
  return { source, start: end - span, end, values, threshold };
}

function counters({ engine, feed }: SnapshotParts): Record<string, number> {
  const totals: Record<string, number> = { late: engine.counters.late, future: engine.counters.future };
  for (const [name, count] of Object.entries(engine.evicted)) totals[`evicted-${name}`] = count;
  for (const { counts } of feed.statuses) {
    for (const [name, count] of Object.entries(counts)) totals[name] = (totals[name] ?? 0) + (count ?? 0);
  }
  return totals;
}
