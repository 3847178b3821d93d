import type { Level } from '../../model/level.ts';
import type { Reach } from './bind.ts';

/** What to tell of a finding. `{service}`, `{port}` and `{ports}` in the texts are filled in by the audit. */
export type Advice = {
  readonly severity: Level;
  readonly risk: string;
  readonly recommendation: string;
};

/** What can be wrong with a service that the policy allows. */
export type Fault = 'non-standard-port' | 'exposed' | 'excessive-access';

export type AllowedService = {
  readonly service: string;
  /** Other names it goes by. Names are lower case everywhere. */
  readonly aliases: readonly string[];
  readonly ports: readonly number[];
  /** From where it may be reached at most. */
  readonly listen: Reach;
  /** Access levels that it may give to those who reach it from another machine. */
  readonly access: readonly string[];
  readonly advice: Readonly<Record<Fault, Advice>>;
};

export type ForbiddenService = Advice & {
  readonly service: string;
  readonly aliases: readonly string[];
  readonly ports: readonly number[];
};

/** A port where nothing ordinary listens. */
export type SuspiciousPort = Advice & { readonly port: number };

/** What may run on a machine, where, and for whom. */
export type Policy = {
  readonly title: string;
  readonly allowed: readonly AllowedService[];
  readonly forbidden: readonly ForbiddenService[];
  readonly suspiciousPorts: readonly SuspiciousPort[];
  /** Of a service that is neither allowed nor forbidden. */
  readonly unexpected: Advice;
};
