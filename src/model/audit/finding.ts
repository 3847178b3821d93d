import type { Level } from '../level.ts';
import type { SourceId } from '../log-record.ts';
import type { EpochMs } from '../time.ts';

/** What is wrong with a service or a setting against the policy. */
export const FINDING_KINDS = [
  'forbidden',
  'unexpected',
  'non-standard-port',
  'exposed',
  'clear-text',
  'excessive-access',
  'missing',
  'weak-setting',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** A service that a list names or that listens on a machine: `port: 22, service: ssh, status: active`. */
export type ServiceEntry = {
  /** Where in its file; 0 when it comes from no line of one. */
  readonly line: number;
  readonly port: number;
  readonly service: string;
  readonly status: string;
  readonly access: string | null;
  readonly bind: string | null;
  readonly raw: string;
  /** Absent where the list does not say. */
  readonly transport?: 'tcp' | 'udp';
  /** What holds the port; null when that could not be found out, absent where nobody looked. */
  readonly holder?: Holder | null;
};

/** A process with a port of its own. Names are untrusted. */
export type Holder = {
  readonly program: string;
  /** Null for a container that Docker names. */
  readonly pid: number | null;
  /** The systemd unit that it runs in. */
  readonly unit: string | null;
  /** Name, or the first digits of the id. */
  readonly container: string | null;
};

/** Programs whose settings the policy knows. */
export const SETTING_OWNERS = ['sshd', 'nginx', 'compose'] as const;
export type SettingOwner = (typeof SETTING_OWNERS)[number];

/** A setting as it holds: the first one that counts, or the program's default. */
export type Setting = {
  readonly owner: SettingOwner;
  /** Lower case. */
  readonly name: string;
  /** Untrusted. */
  readonly value: string;
  /** The file that says so; of a default, the main file. */
  readonly source: SourceId;
  /** 0: nobody set it, it is the default. */
  readonly line: number;
  /** The condition under which it holds (`Match User backup`, `service web`); null: always. Untrusted. */
  readonly scope: string | null;
};

/** A risk that somebody took, in writing. */
type Acceptance = { readonly until: EpochMs; readonly reason: string };

export type Finding = {
  readonly source: SourceId;
  /** 0 when no line says it: a service that is missing, a default, a socket. */
  readonly line: number;
  /** Null when it is about a setting. */
  readonly port: number | null;
  readonly service: string;
  readonly status: string;
  readonly kind: FindingKind;
  /** Name of the weak setting; null when the finding is about a port. */
  readonly setting: string | null;
  readonly severity: Level;
  readonly reason: string;
  readonly risk: string;
  readonly recommendation: string;
  /** Place of the rule in its policy: `default.yml:21`. */
  readonly policy: string;
  /** Null while nobody accepted it, and when the time of that is over. */
  readonly accepted: Acceptance | null;
};

/** Identifies a finding as long as its file stands. */
export function findingId({ source, line, port, service, kind, setting }: Finding): string {
  return `${source}:${line}:${port ?? ''}:${service}:${kind}${setting === null ? '' : `:${setting}`}`;
}
