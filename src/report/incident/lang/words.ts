import type { Tactic } from '../../../model/alerts/attack.ts';
import type { AttackerKind } from '../../../model/alerts/incident.ts';
import type { FindingKind } from '../../../model/audit/finding.ts';
import type { BanEffect } from '../../../model/bans/decision.ts';
import type { Level } from '../../../model/level.ts';
import type { EpochMs } from '../../../model/time.ts';
import type { Kind, Standing } from '../figures.ts';

/** What a rule is called, and what to do, in another language than its own. */
export type RuleWords = { readonly title: string; readonly recommendation: string };

/** Everything that a report says by itself, in one language. */
export type Words = {
  readonly lang: 'en' | 'fr';
  readonly title: string;
  /** Between what is told of and what is told. */
  readonly colon: string;
  readonly sections: Readonly<
    Record<
      | 'summary'
      | 'counts'
      | 'incidents'
      | 'timeline'
      | 'figures'
      | 'actions'
      | 'findings'
      | 'recommendations'
      | 'attack'
      | 'evidence',
      string
    >
  >;
  readonly levels: Readonly<Record<Level, string>>;
  readonly kinds: Readonly<Record<Kind, string>>;
  readonly attackers: Readonly<Record<AttackerKind, string>>;
  readonly standings: Readonly<Record<Standing, string>>;
  readonly tactics: Readonly<Record<Tactic, string>>;
  readonly findings: Readonly<Record<FindingKind, string>>;
  readonly actions: Readonly<Record<string, string>>;
  /** Labels of facts and heads of tables. */
  readonly labels: Readonly<Record<Label, string>>;
  /** By the name of the rule; empty where the rules' own words are meant. */
  readonly rules: Readonly<Record<string, RuleWords>>;
  readonly time: (time: EpochMs) => string;
  /** `1 alert`, `5 alerts`. */
  readonly count: (thing: Thing, count: number) => string;
  readonly sentences: Sentences;
};

export type Thing = 'alert' | 'event' | 'attacker' | 'record' | 'source' | 'finding' | 'account';

type Label =
  | 'date'
  | 'period'
  | 'basis'
  | 'sshAlerts'
  | 'sqliAlerts'
  | 'actionTaken'
  | 'failedLogins'
  | 'requests'
  | 'level'
  | 'kind'
  | 'alerts'
  | 'events'
  | 'attackers'
  | 'attacker'
  | 'first'
  | 'last'
  | 'time'
  | 'what'
  | 'who'
  | 'standing'
  | 'accounts'
  | 'seenIn'
  | 'addresses'
  | 'chain'
  | 'story'
  | 'action'
  | 'subject'
  | 'actor'
  | 'result'
  | 'where'
  | 'why'
  | 'risk'
  | 'fix'
  | 'technique'
  | 'tactic'
  | 'name'
  | 'source'
  | 'format'
  | 'bytes'
  | 'records'
  | 'sha256'
  | 'until'
  | 'state'
  | 'responder'
  | 'known'
  | 'tried'
  | 'openTo';

type Sentences = {
  readonly nothing: string;
  readonly read: (records: string, sources: string, alerts: string, attackers: string) => string;
  readonly stored: (alerts: string, attackers: string) => string;
  readonly levels: (counts: readonly string[]) => string;
  readonly brokenInto: (accounts: number) => string;
  readonly notBrokenInto: string;
  readonly bans: (banned: number, simulated: number, open: number) => string;
  readonly findings: (findings: string, grave: number) => string;
  /** There were more than a report has room for. */
  readonly leftOut: (shown: string, left: string) => string;
  /** Not all was stored when it was made. */
  readonly unstored: string;
  readonly basisStored: string;
  readonly basisEvidence: string;
  readonly none: string;
  readonly allSources: string;
  readonly counting: string;
  readonly more: (count: number, what: string) => string;
  readonly activity: (span: string) => string;
  readonly failedBySource: string;
  readonly eventsByAttacker: string;
  readonly synBySource: string;
  readonly eventsByKind: string;
  readonly brokenAction: (number: number) => string;
  readonly intactActions: string;
  readonly done: string;
  readonly failed: (why: string) => string;
  readonly simulated: string;
  readonly forever: string;
  readonly ban: (effect: BanEffect) => string;
  readonly banAdvice: string;
  readonly checkFirst: string;
  readonly hashNote: string;
  readonly noHash: string;
  readonly attackNote: string;
  readonly unattributed: string;
};
