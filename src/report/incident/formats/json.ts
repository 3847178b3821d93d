import { toRfc3339 } from '../../../model/time.ts';
import { safeJson } from '../../../platform/safe-text.ts';
import { captureJson } from '../../capture-report.ts';
import {
  alertJson,
  findingJson,
  incidentJson,
  loginJson,
  sourceJson,
  triedOf,
  webJson,
} from '../../scan-report.ts';
import { figuresOf } from '../figures.ts';
import type { ReportInput } from '../input.ts';
import type { Words } from '../lang/words.ts';
import { recommendationOf, titleOf } from '../rule-words.ts';
import { techniqueCounts } from '../sections/attack.ts';
import { sha256 } from '../sections/evidence.ts';

/** All that the report has; the parts are named as in `scan --format json`. */
export function reportJson(input: ReportInput, words: Words): string {
  const { made, period, basis, logins, web, decisions, actions, brokenAction } = input;
  const figures = figuresOf(input);
  const tried = triedOf(input.alerts, input.findings);
  return `${safeJson(
    {
      schema_version: 1,
      report: {
        ...{ title: words.title, lang: words.lang, made: toRfc3339(made), basis },
        ...(input.isPart === true && { latest_missing: true }),
        period: period && { first: toRfc3339(period.first), last: toRfc3339(period.last) },
      },
      tool: { name: 'soc-console', version: input.version },
      summary: {
        alerts: input.alerts.length,
        incidents: figures.incidents.length,
        worst: figures.worst,
        by_level: figures.levels,
        by_kind: figures.kinds.map(({ first, last, ...count }) => {
          return { ...count, first: toRfc3339(first), last: toRfc3339(last) };
        }),
        break_ins: figures.breakIns.map(({ id }) => id),
      },
      incidents: figures.incidents.map((incident) => {
        const known = input.knownOf?.(incident.attacker) ?? null;
        return { ...incidentJson(incident, tried(incident)), known, firewall: figures.standing(incident) };
      }),
      alerts_left_out: input.alertsLeft ?? 0,
      alerts: input.alerts.map((alert) => ({
        ...alertJson(alert),
        title: titleOf(alert, words),
        recommendation: recommendationOf(alert, words),
        evidence: alert.evidence.map(({ source, line, time, raw }) => {
          return { source, line, time: toRfc3339(time), raw, sha256: sha256(raw) };
        }),
        status: alert.status,
      })),
      sources: input.sources.map((source) => ({ ...sourceJson(source), sha256: source.sha256 })),
      logins: logins && {
        ...{ failed: logins.failed, succeeded: logins.succeeded },
        by_ip: logins.sources.map(loginJson),
        by_ip_total: logins.sourcesTotal,
      },
      web: web && { requests: web.requests, by_ip: web.sources.map(webJson) },
      network: { captures: input.captures.map(captureJson) },
      config: { findings: input.findings.map(findingJson) },
      decisions,
      actions: actions.map(({ time, ...action }) => ({ ...action, time: toRfc3339(time) })),
      action_log_broken_at: brokenAction,
      attack: techniqueCounts(input.alerts).map(({ technique, tactic, alerts }) => {
        return { technique, tactic, alerts: alerts.map(({ id }) => id) };
      }),
    },
    2,
  )}\n`;
}
