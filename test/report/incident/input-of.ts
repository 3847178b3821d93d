import type { Alert } from '../../../src/model/alerts/alert.ts';
import type { ReportInput } from '../../../src/report/incident/input.ts';

/** A report of these alerts and of nothing else. */
export function inputOf(alerts: readonly Alert[], part: Partial<ReportInput> = {}): ReportInput {
  return {
    ...{ version: '0.1.0', made: Date.UTC(2026, 10, 21, 8), basis: 'stored', period: null, alerts },
    ...{ sources: [], logins: null, web: null, captures: [], findings: [] },
    ...{ decisions: [], actions: [], brokenAction: null },
    ...part,
  };
}
