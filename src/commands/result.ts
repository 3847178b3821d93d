import type { Feed } from '../core/feed.ts';
import type { ServiceAudit } from '../core/service-audit.ts';
import { sourceStatuses } from '../core/source-status.ts';
import type { Engine } from '../engine/engine.ts';
import type { ScanResult } from '../report/scan-report.ts';

export type ResultParts = {
  readonly version: string;
  readonly engine: Engine;
  readonly feed: Feed;
  readonly audit: ServiceAudit | null;
};

/** What has been found so far, for a report. */
export function resultOf({ version, engine, feed, audit }: ResultParts): ScanResult {
  const { late, future } = engine.counters;
  const evicted = Object.entries(engine.evicted).map(([name, count]) => [`evicted_${name}`, count]);
  return {
    version,
    sources: sourceStatuses(feed.statuses, engine, audit).map((status) => ({
      ...status,
      errors: status.error === null ? [] : [status.error],
      notes: audit?.notes(status.id) ?? [],
    })),
    logins: {
      failed: engine.logins.failed,
      succeeded: engine.logins.succeeded,
      sources: engine.logins.top(engine.logins.size).map((source) => source.toLoginSource()),
    },
    web: { requests: engine.web.requests, sources: engine.web.all() },
    findings: audit?.findings() ?? [],
    alerts: engine.alerts(),
    counters: { late, future, ...Object.fromEntries(evicted) },
  };
}
