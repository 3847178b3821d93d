/**
 * The seam between core and console: plain serialisable data, nothing else crosses.
 * The console asks, the core answers once: nothing is queued for a screen that does not read.
 */
import type { Alert, AlertId } from '../model/alert.ts';
import type { Decision, DecisionId } from '../model/decision.ts';
import type { Finding } from '../model/finding.ts';
import type { Level } from '../model/level.ts';
import type { UnparsedReason } from '../model/log-event.ts';
import type { SourceId } from '../model/log-record.ts';
import type { LoginSource } from '../model/login.ts';
import type { DurationMs, EpochMs } from '../model/time.ts';

/** What the screen needs for its next frame; the core computes no more than this. */
export type ViewRequest = {
  /** Most rows of each list wanted. */
  readonly loginLimit: number;
  readonly alertLimit: number;
  readonly decisionLimit: number;
  /** Only alerts at or above this level are listed and counted as open. */
  readonly level: Level;
  readonly series: SeriesRequest;
  /** The alert whose detail is open. */
  readonly detail: AlertId | null;
};

export type SeriesRequest = {
  /** Address or host name of one source; null for all together. */
  readonly source: string | null;
  readonly span: DurationMs;
  readonly points: number;
};

/** Failures in the 10 s before each point (the most within one step, so that no peak is lost). */
export type Series = {
  readonly source: string | null;
  readonly start: EpochMs;
  readonly end: EpochMs;
  readonly values: readonly number[];
  /** Above this many in 10 s is an alert. */
  readonly threshold: number;
};

export type LoginRow = LoginSource & {
  /** `ip`, else `host`: identifies the row. */
  readonly key: string;
  /** Failures in the last 10 s, oldest step first, for a sparkline. */
  readonly recent: readonly number[];
  readonly banned: boolean;
};

export type SourceState = 'reading' | 'live' | 'ended' | 'missing' | 'failed';

export type SourceKind =
  | 'file'
  | 'services'
  | 'stdin'
  | 'journald'
  | 'docker'
  | 'syslog'
  | 'loki'
  | 'capture';

export type SourceStatus = {
  readonly id: SourceId;
  readonly kind: SourceKind;
  /** Name of the recognised format; null while (or when) it is not known. */
  readonly format: string | null;
  readonly state: SourceState;
  /** What is wrong and what to do, when something is. */
  readonly error: string | null;
  readonly bytes: number;
  readonly records: number;
  readonly events: number;
  readonly unparsed: Readonly<Partial<Record<UnparsedReason, number>>>;
  readonly first: EpochMs | null;
  readonly last: EpochMs | null;
  /** Bytes that are there and not yet read. */
  readonly behind: number;
};

export type BanRow = Decision & { readonly remaining: DurationMs | null };

export type Snapshot = {
  readonly now: EpochMs;
  readonly startedAt: EpochMs;
  readonly host: string;
  readonly demo: boolean;
  readonly eventsPerSecond: number;
  readonly sources: readonly SourceStatus[];
  readonly logins: {
    readonly failed: number;
    readonly succeeded: number;
    readonly total: number;
    /** Most failures first. */
    readonly rows: readonly LoginRow[];
  };
  readonly alerts: {
    readonly total: number;
    readonly open: Readonly<Record<Level, number>>;
    /** Newest `lastSeen` first. */
    readonly rows: readonly Alert[];
  };
  readonly detail: Alert | null;
  readonly series: Series;
  readonly findings: { readonly services: number; readonly rows: readonly Finding[] };
  readonly decisions: { readonly active: number; readonly total: number; readonly rows: readonly BanRow[] };
  /** What was dropped, merged late or evicted, by reason; all zero on a good day. */
  readonly counters: Readonly<Record<string, number>>;
  /** Set when the evidence of a demo is used up. */
  readonly finished: boolean;
  /** Trouble that the operator should see now: store lost, rule folder broken. */
  readonly warnings: readonly string[];
};

/** What a ban would be, exactly: shown before anything happens. */
export type BanPlan = {
  readonly value: string;
  readonly responder: string;
  readonly simulated: boolean;
  /** argv per choice of duration. */
  readonly choices: readonly {
    readonly duration: DurationMs | null;
    readonly commands: readonly (readonly string[])[];
  }[];
  /** Why the address may not be banned; null when it may. */
  readonly refused: string | null;
  /** A ban already in force. */
  readonly active: Decision | null;
};

/** What the console asks of the core. Each request gets exactly one reply with its number. */
export type ConsoleRequest =
  | { readonly kind: 'snapshot'; readonly view: ViewRequest }
  | { readonly kind: 'plan-ban'; readonly address: string }
  | {
      readonly kind: 'ban';
      readonly address: string;
      readonly duration: DurationMs | null;
      readonly alertId: AlertId | null;
    }
  | { readonly kind: 'unban'; readonly decisionId: DecisionId }
  | { readonly kind: 'acknowledge'; readonly alertId: AlertId }
  | { readonly kind: 'stop' };

export type ReplyTo = {
  readonly snapshot: Snapshot;
  readonly 'plan-ban': BanPlan;
  readonly ban: Decision;
  readonly unban: Decision;
  readonly acknowledge: Alert;
  readonly stop: null;
};

export type ConsoleMessage = { readonly seq: number; readonly request: ConsoleRequest };

export type CoreMessage =
  /** `unreadable`: the paths that could not be opened, each with what to do. */
  | { readonly kind: 'ready'; readonly unreadable: readonly string[] }
  /** It could not start, for a reason that the user must set right. */
  | { readonly kind: 'failed'; readonly message: string; readonly hint: string; readonly exitCode: 2 | 3 }
  | { readonly kind: 'reply'; readonly seq: number; readonly value: ReplyTo[ConsoleRequest['kind']] }
  /** The request was understood and refused, or failed: words for the operator. */
  | { readonly kind: 'refused'; readonly seq: number; readonly reason: string };

/** The console's end of the seam. Rejects with `RefusedError` when the core says no. */
export type CoreLink = {
  request<K extends ConsoleRequest['kind']>(
    request: Extract<ConsoleRequest, { readonly kind: K }>,
  ): Promise<ReplyTo[K]>;
};
