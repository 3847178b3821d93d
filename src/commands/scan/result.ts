import type { ServiceAudit } from '../../core/audit/service-audit.ts';
import { coveredAmong } from '../../core/record/coverage.ts';
import type { Captures } from '../../core/sources/captures.ts';
import type { Feed } from '../../core/sources/feed.ts';
import { sourceStatuses, unopenedStatus } from '../../core/sources/source-status.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Alert } from '../../model/alerts/alert.ts';
import type { Finding } from '../../model/audit/finding.ts';
import { Probed } from '../../model/audit/probing.ts';
import type { ProbedFinding } from '../../report/probing-text.ts';
import type { ScanResult } from '../../report/scan-report.ts';
import type { SourceError } from '../../sources/source.ts';

type ResultParts = {
  readonly version: string;
  readonly engine: Engine;
  readonly feed: Feed;
  readonly audit: ServiceAudit | null;
  readonly captures: Captures;
  /** Paths that could not be opened. */
  readonly unopened: readonly SourceError[];
};

/** Of the lists of a capture: what stands beside their totals. */
const CAPTURE_ROWS = 1000;

/** What has been found so far, for a report. */
export function resultOf({ version, engine, feed, audit, captures, unopened }: ResultParts): ScanResult {
  const { late, future } = engine.counters;
  const alerts = engine.alertsAtTheEnd();
  const findings = audit?.findings() ?? [];
  const evicted = Object.entries(engine.evicted).map(([name, count]) => [`evicted_${name}`, count]);
  return {
    version,
    sources: [...sourceStatuses({ feed, engine, audit, captures }), ...unopened.map(unopenedStatus)].map(
      (status) => ({
        ...status,
        errors: status.error === null ? [] : [status.error],
        notes: audit?.notes(status.id) ?? [],
      }),
    ),
    logins: {
      failed: engine.logins.failed,
      succeeded: engine.logins.succeeded,
      sources: {
        length: engine.logins.size,
        first: (count) => engine.logins.top(count).map((source) => source.toLoginSource()),
        [Symbol.iterator]: () => engine.logins.inOrder()[Symbol.iterator](),
      },
    },
    web: {
      requests: engine.web.requests,
      sources: {
        length: engine.web.size,
        first: (count) => engine.web.top(count),
        [Symbol.iterator]: () => engine.web.inOrder()[Symbol.iterator](),
      },
    },
    captures: captures.summaries(alerts, CAPTURE_ROWS),
    findings: probedFindings(findings, alerts, engine),
    alerts,
    covered: coveredAmong(alerts, engine.rules),
    counters: { late, future, ...Object.fromEntries(evicted) },
  };
}

/** With who tries what they are about, which the lines of all alerts are looked through for. */
function probedFindings(
  findings: readonly Finding[],
  alerts: readonly Alert[],
  engine: Engine,
): ProbedFinding[] {
  if (findings.length === 0) return [];
  const probed = new Probed(alerts, (port) => engine.ports.find(port));
  return findings.map((finding) => ({ ...finding, probing: probed.of(finding) }));
}
