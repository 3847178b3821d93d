import { holderWords } from '../engine/audit/audit.ts';
import type { BadLine } from '../engine/audit/services.ts';
import { type FindingKind, findingId, type ServiceEntry } from '../model/audit/finding.ts';
import { type Level, levelRank } from '../model/level.ts';
import { type EpochMs, toRfc3339 } from '../model/time.ts';
import type { ProbedFinding } from './probing-text.ts';
import { findingJson } from './scan-report.ts';

/** One thing that was audited: a file, or a part of the machine. Texts are untrusted. */
export type AuditedInput = {
  readonly source: string;
  readonly kind: string;
  readonly services: readonly ServiceEntry[];
  /** How many settings were compared. */
  readonly settings: readonly unknown[];
  readonly bad: readonly BadLine[];
  readonly badTotal: number;
  readonly unknownKeys: readonly { readonly key: string; readonly line: number }[];
  readonly notes: readonly string[];
};

export type AuditResult = {
  readonly version: string;
  readonly at: EpochMs;
  readonly host: string;
  readonly policy: { readonly title: string; readonly file: string };
  readonly inputs: readonly AuditedInput[];
  /** Worst first; those that are accepted among them. */
  readonly findings: readonly ProbedFinding[];
};

/** Findings at or above a level that nobody accepted. */
export function openFindings({ findings }: AuditResult, level: Level): ProbedFinding[] {
  return findings.filter(
    ({ accepted, severity }) => accepted === null && levelRank(severity) >= levelRank(level),
  );
}

export function acceptedFindings({ findings }: AuditResult): ProbedFinding[] {
  return findings.filter(({ accepted }) => accepted !== null);
}

/** The result for a program. Keys are only ever added. */
export function auditReport(result: AuditResult, level: Level): Record<string, unknown> {
  const { version, at, host, policy, inputs } = result;
  return {
    schema_version: 1,
    tool: { name: 'soc-console', version },
    at: toRfc3339(at),
    host,
    policy,
    inputs: inputs.map(({ source, kind, services, settings, bad, badTotal, unknownKeys, notes }) => ({
      ...{ source, kind, services: services.length, settings: settings.length, notes },
      bad_lines: bad,
      bad_lines_total: badTotal,
      unknown_keys: unknownKeys,
    })),
    services: inputs.flatMap(({ source, services }) =>
      services.map(({ port, transport = null, service, status, bind, access, line, holder = null }) => ({
        ...{ file: source, line, port, transport, service, status, bind, access, process: holder },
        findings: kindsOf(result, source, { line, port, service }).map(({ kind, accepted }) => {
          return accepted ? `${kind} (accepted)` : kind;
        }),
      })),
    ),
    findings: openFindings(result, level).map((finding) => ({
      id: findingId(finding),
      ...findingJson(finding),
    })),
    accepted: acceptedFindings(result).map((finding) => ({
      id: findingId(finding),
      ...findingJson(finding),
    })),
  };
}

/** What is wrong with a service of an input, and whether somebody accepted it. */
export function kindsOf(
  { findings }: AuditResult,
  source: string,
  entry: Pick<ServiceEntry, 'line' | 'port' | 'service'>,
): { readonly kind: FindingKind; readonly accepted: boolean }[] {
  return findings
    .filter(
      ({ source: file, line, port, service }) =>
        file === source && line === entry.line && port === entry.port && service === entry.service,
    )
    .map(({ kind, accepted }) => ({ kind, accepted: accepted !== null }));
}

/** Who holds a port, for reading. Untrusted. */
export function processWords({ holder }: ServiceEntry): string {
  return holder ? holderWords(holder) : '';
}
