import type { FindingKind, SettingOwner } from '../../model/audit/finding.ts';
import type { Level } from '../../model/level.ts';
import type { EpochMs } from '../../model/time.ts';
import type { Reach } from './bind.ts';
import type { AuditPhrases } from './phrases.ts';
import type { PolicyPort } from './policy-port.ts';

/** What to tell of a finding. `{service}`, `{port}` and `{ports}` in the texts are filled in by the audit. */
export type Advice = {
  readonly severity: Level;
  /** Why it is one, in the words of the policy; null: what the policy wants is told. */
  readonly reason: string | null;
  readonly risk: string;
  readonly recommendation: string;
};

/** Where a rule stands in its policy: `default.yml:21`. */
type Placed = { readonly at: string };

/** What can be wrong with a service that the policy allows. */
export const FAULTS = ['non-standard-port', 'exposed', 'clear-text', 'excessive-access'] as const;
export type Fault = (typeof FAULTS)[number];

type Named = {
  readonly service: string;
  /** Other names it goes by. Names are lower case everywhere. */
  readonly aliases: readonly string[];
};

export type AllowedService = Named &
  Placed & {
    readonly ports: readonly PolicyPort[];
    /** From where it may be reached at most. */
    readonly listen: Reach;
    /** Passwords and content go over the network unencrypted. */
    readonly clearText: boolean;
    /** Access levels that it may give to those who reach it from another machine. */
    readonly access: readonly string[];
    readonly advice: Readonly<Record<Fault, Advice>>;
  };

type ForbiddenService = Advice & Named & Placed & { readonly ports: readonly PolicyPort[] };

/** A port where nothing ordinary listens. */
type SuspiciousPort = Advice & Placed & { readonly port: number };

/** A service that must be active. */
type RequiredService = Advice & Named & Placed & { readonly ports: readonly PolicyPort[] };

/** What a setting must be. Words are lower case; a list is judged item by item. */
export type SettingTest =
  | { readonly kind: 'allowed'; readonly values: readonly string[] }
  | { readonly kind: 'forbidden'; readonly values: readonly string[] }
  | { readonly kind: 'range'; readonly min: number; readonly max: number };

export type SettingRule = Advice &
  Placed & {
    readonly owner: SettingOwner;
    /** As written in the policy; compared without regard to case. */
    readonly name: string;
    readonly test: SettingTest;
  };

/** Findings that are known and accepted until a day; what is null is not looked at. */
export type AcceptedRisk = Placed & {
  readonly service: string | null;
  readonly port: number | null;
  readonly kind: FindingKind | null;
  readonly setting: string | null;
  readonly until: EpochMs;
  readonly reason: string;
};

/** What may run on a machine, where, for whom, and how it must be set. */
export type Policy = {
  readonly title: string;
  readonly allowed: readonly AllowedService[];
  readonly forbidden: readonly ForbiddenService[];
  readonly suspiciousPorts: readonly SuspiciousPort[];
  readonly required: readonly RequiredService[];
  readonly settings: readonly SettingRule[];
  readonly accepted: readonly AcceptedRisk[];
  /** Of a service that is neither allowed nor forbidden. */
  readonly unexpected: Advice & Placed;
  /** Of such a service when only this machine can reach it. */
  readonly unexpectedLocal: Advice & Placed;
  /** In whose language findings are told. */
  readonly phrases: AuditPhrases;
};
