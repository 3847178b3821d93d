import type { Level } from './level.ts';
import type { SourceId } from './log-record.ts';

/** What is wrong with a service against the policy. */
export const FINDING_KINDS = [
  'forbidden',
  'unexpected',
  'non-standard-port',
  'exposed',
  'excessive-access',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** One line of a service configuration: `port: 22, service: ssh, status: active`. */
export type ServiceEntry = {
  readonly line: number;
  readonly port: number;
  readonly service: string;
  readonly status: string;
  readonly access: string | null;
  readonly bind: string | null;
  readonly raw: string;
};

export type Finding = {
  readonly source: SourceId;
  readonly line: number;
  readonly port: number;
  readonly service: string;
  readonly status: string;
  readonly kind: FindingKind;
  readonly severity: Level;
  readonly reason: string;
  readonly risk: string;
  readonly recommendation: string;
};

/** Identifies a finding as long as its file stands. */
export function findingId({ source, line, kind }: Finding): string {
  return `${source}:${line}:${kind}`;
}
