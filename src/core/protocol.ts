/**
 * The seam between core and console: plain serialisable data, nothing else crosses.
 * The console asks, the core answers once: nothing is queued for a screen that does not read.
 */

import type { Alert, AlertId } from '../model/alerts/alert.ts';
import type { Note } from '../model/alerts/note.ts';
import type { Finding } from '../model/audit/finding.ts';
import type { Probing } from '../model/audit/probing.ts';
import type { LoggedAction } from '../model/bans/action.ts';
import type { Decision, DecisionId, DecisionState } from '../model/bans/decision.ts';
import type { CaptureRate, CaptureSummary, ShownPacket } from '../model/capture.ts';
import type { Entity } from '../model/entity.ts';
import type {
  HuntAnswer,
  HuntInspection,
  HuntNews,
  HuntQuestion,
  HuntRule,
  HuntShelf,
  RuleHuntRow,
  RuleTrial,
} from '../model/hunt/hunt-answer.ts';
import type { Level } from '../model/level.ts';
import type { ListName, ListPage, ListQuery } from '../model/lists/list.ts';
import type { LoginSource } from '../model/login.ts';
import type { ChannelStatus } from '../model/notice.ts';
import type { RuleRow } from '../model/rule-row.ts';
import type { SourceStatus } from '../model/sources/source-status.ts';
import type { DurationMs, EpochMs } from '../model/time.ts';
import type { StatusCounts, WebPath } from '../model/web/web-path.ts';
import type { WebSource } from '../model/web/web-source.ts';
import type { Permits } from './settings.ts';

export type { SourceKind, SourceState, SourceStatus } from '../model/sources/source-status.ts';

/** What the screen needs for its next frame; the core computes nothing else. */
export type ViewRequest = {
  /** The lists on screen, each with the rows that it shows. */
  readonly lists: Readonly<Partial<Record<ListName, ListQuery>>>;
  /** Only alerts at or above this level are listed and counted as open. */
  readonly level: Level;
  readonly series: SeriesRequest;
  /** The alert to show with its lines. */
  readonly detail: AlertId | null;
  /** The address, host name or user whose page is open. */
  readonly entity: string | null;
  /** Whether the screen draws what happened over the hours of the week. */
  readonly heat: boolean;
  /** The rule whose page is open: it is told whether it is among those listed or not. */
  readonly rule?: string | null;
  /** Rows wanted of each list of a capture; 20 by default. */
  readonly networkLimit?: number;
};

type SeriesRequest = {
  /** Address or host name of one source; null for all together. */
  readonly source: string | null;
  readonly span: DurationMs;
  /** How long before now the series ends. */
  readonly back: DurationMs;
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

/** Counts for each step of the series. */
type Activity = {
  /** Most requests in 10 s. */
  readonly requests: readonly number[];
  /** Alerts that opened. */
  readonly alerts: readonly number[];
};

export type LoginRow = LoginSource & {
  /** `ip`, else `host`: identifies the row. */
  readonly key: string;
  /** Failures in the last 10 s, oldest step first, for a sparkline. */
  readonly recent: readonly number[];
  /** An open alert says that it logged in after its failures. */
  readonly gotIn: boolean;
  readonly banned: boolean;
};

/** What the captures show. */
export type NetworkSnapshot = {
  /** One for each capture, in the order given; their lists are no longer than `networkLimit`. */
  readonly captures: readonly CaptureSummary[];
  /** SYN without ACK in 10 s, of all captures together. */
  readonly synRate: CaptureRate;
  /** More SYN than this in 10 s to one target may be a flood: the line in the curve. */
  readonly threshold: number;
  /** The packets of the alert whose detail is open; empty when it rests on none. */
  readonly packets: readonly ShownPacket[];
};

/** The worst finding about a service, and its other findings. */
export type FindingRow = Finding & {
  readonly others: readonly Finding[];
  /** Who tries to get in there; null when nobody is known to. */
  readonly probing: Probing | null;
};

/** All alerts of one attacker. */
export type IncidentRow = {
  /** Address, network or host name. */
  readonly attacker: string;
  /** The worst of its alerts. */
  readonly level: Level;
  readonly alerts: number;
  readonly open: number;
  readonly events: number;
  readonly firstSeen: EpochMs;
  readonly lastSeen: EpochMs;
  /** Titles of its alerts, in the order in which they began; bounded. */
  readonly titles: readonly string[];
};

export type WebRow = WebSource & { readonly banned: boolean };

export type BanRow = Decision & { readonly remaining: DurationMs | null };

export type Snapshot = {
  readonly now: EpochMs;
  readonly startedAt: EpochMs;
  readonly host: string;
  readonly demo: boolean;
  /** What whoever asks may do here. */
  readonly permits: Permits;
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
    /** Older ones are stored, and not listed. */
    readonly hasOlder?: boolean;
    readonly open: Readonly<Record<Level, number>>;
    /** Newest `lastSeen` first; without their lines, which `detail` has. */
    readonly rows: readonly Alert[];
  };
  readonly incidents: { readonly total: number; readonly rows: readonly IncidentRow[] };
  readonly detail: Alert | null;
  /** Findings that the alert in `detail` attacks; bounded. */
  readonly tried: readonly Finding[];
  readonly entity: Entity | null;
  /** Notes about the alerts above, earliest first. */
  readonly notes: readonly Note[];
  /** Which part of each requested list the rows are. */
  readonly pages: Readonly<Partial<Record<ListName, ListPage>>>;
  /** Most failures first, whatever the list of logins is sorted by. */
  readonly talkers: readonly LoginRow[];
  readonly web: { readonly requests: number; readonly total: number; readonly rows: readonly WebRow[] };
  /** What web servers are asked for; `requests` and `statuses` cover all paths. */
  readonly paths: {
    readonly requests: number;
    readonly statuses: StatusCounts;
    readonly rows: readonly WebPath[];
  };
  readonly rules: readonly RuleRow[];
  /** Bans in force on the addresses of the rows above. */
  readonly banned: Readonly<Record<string, BanRow>>;
  readonly series: Series;
  readonly activity: Activity;
  /** Absent while no capture is read. */
  readonly network?: NetworkSnapshot;
  /** Failed logins by hour of the week, UTC, Monday 00:00 first; null when it was not asked for. */
  readonly heat: readonly number[] | null;
  readonly findings: {
    readonly services: number;
    readonly total: number;
    readonly rows: readonly FindingRow[];
  };
  readonly decisions: {
    readonly active: number;
    readonly total: number;
    /** How many are in each state. */
    readonly states: Readonly<Partial<Record<DecisionState, number>>>;
    readonly rows: readonly BanRow[];
    /** Bans of ranges end unless somebody confirms them: the one that ends first; null when there is none. */
    readonly toConfirm: BanRow | null;
  };
  readonly response: ResponseStatus;
  /** Where alerts are sent to, and how that goes; empty when nowhere. */
  readonly channels: readonly ChannelStatus[];
  /** What was dropped, merged late or evicted, by reason; all zero on a good day. */
  readonly counters: Readonly<Record<string, number>>;
  /** Set when the evidence of a demo is used up. */
  readonly finished: boolean;
  /** Trouble that the operator should see now: store lost, rule folder broken. */
  readonly warnings: readonly string[];
};

/** A responder of the configuration, and whether it can work. */
export type ResponderStatus = {
  readonly name: string;
  readonly simulated: boolean;
  /** What is wrong and what to do; null when it can work, or was not tried yet. */
  readonly trouble: string | null;
  /** The last time that bans had vanished from the firewall and were set again. */
  readonly lost?: { readonly bans: number; readonly at: EpochMs } | null;
};

/** `halted`: somebody pulled the kill switch. */
export type AutomaticBans = 'off' | 'simulate' | 'on' | 'halted';

/** How the part that acts on the world does. */
export type ResponseStatus = {
  readonly responders: readonly ResponderStatus[];
  readonly automatic: AutomaticBans;
  /** Automatic bans that the policy asked for and that were held back, by reason. */
  readonly heldBack: Readonly<Record<string, number>>;
  /** Bans in the firewall that this console knows nothing of. */
  readonly unknownBans: number;
  /** What `undo` would take back now; null: nothing. */
  readonly undo: { readonly what: string } | null;
};

/** What a ban would be, exactly: shown before anything happens. */
export type BanPlan = {
  /** Canonical address or range. */
  readonly value: string;
  readonly scope: Decision['scope'];
  readonly responder: string;
  readonly simulated: boolean;
  /** argv per choice of duration. */
  readonly choices: readonly {
    readonly duration: DurationMs | null;
    readonly commands: readonly (readonly string[])[];
  }[];
  /** Why the address may not be banned; null when it may. */
  readonly refused: string | null;
  /** `refused`, but a person can ban it all the same by typing the address exactly (`override`). */
  readonly overridable: boolean;
  /** Wider bans to choose from instead: the /24, the /64. */
  readonly ranges: readonly string[];
  /** The ban of a range ends after this time unless it is confirmed (`confirm-ban`); null for an address. */
  readonly confirmWithin: DurationMs | null;
  /** A ban already in force. */
  readonly active: Decision | null;
  /** The trusted proxy that it comes through, whose packets are all that a firewall here sees; null when it comes directly. */
  readonly through: string | null;
};

/** By default: the length that the address has earned, and all responders. */
export type PlanOptions = { readonly duration?: DurationMs | null; readonly responder?: string };
export type PlanRequest = { readonly kind: 'plan-ban'; readonly address: string } & PlanOptions;

/** What the console asks of the core. Each request gets exactly one reply with its number. */
export type ConsoleRequest =
  | { readonly kind: 'snapshot'; readonly view: ViewRequest }
  /** Answered as soon as there is news with a higher number, or after a second. */
  | { readonly kind: 'news'; readonly after: number }
  | PlanRequest
  | {
      readonly kind: 'ban';
      readonly address: string;
      readonly duration: DurationMs | null;
      readonly alertId: AlertId | null;
      /** The address as the operator typed it, to ban what is protected. */
      readonly override?: string | null;
      readonly reason?: string | null;
      /** Name of the only responder to use; absent: all configured ones. */
      readonly responder?: string | null;
      /** Name of the user; absent: the user that the core runs as. */
      readonly actor?: string | null;
    }
  | { readonly kind: 'unban'; readonly decisionId: DecisionId }
  /** Keeps the ban of a range, which would otherwise end by itself. */
  | { readonly kind: 'confirm-ban'; readonly decisionId: DecisionId }
  /** Takes back the latest ban or unban of the last 10 minutes. */
  | { readonly kind: 'undo' }
  | { readonly kind: 'bans'; readonly limit: number }
  /** The kill switch: `halt` stops automatic bans at once, `resume` returns to what is configured. */
  | { readonly kind: 'automatic-bans'; readonly order: 'halt' | 'resume' }
  /** The operators' own list of addresses that are never banned; `ask` changes nothing. */
  | { readonly kind: 'allow'; readonly address: string; readonly order: 'ask' | 'add' | 'remove' }
  | { readonly kind: 'acknowledge'; readonly alertId: AlertId }
  /** A lasting note about an alert (its id), an address or a user. */
  | { readonly kind: 'note'; readonly subject: string; readonly text: string }
  /** The latest `limit` entries of the action log. */
  | { readonly kind: 'actions'; readonly limit: number }
  /** Runs LogQL on the logs of this core's sources. One hunt at a time: a new one ends the one before. */
  | { readonly kind: 'hunt'; readonly question: HuntQuestion }
  /** Collects lines that match from now on, until `cancel-hunt`; `hunt-news` asks for those `after` the first so many. */
  | { readonly kind: 'follow-hunt'; readonly query: string }
  | { readonly kind: 'hunt-news'; readonly after: number }
  | { readonly kind: 'cancel-hunt' }
  /** `at`: where the cursor stands in the query. */
  | { readonly kind: 'inspect-hunt'; readonly query: string; readonly at: number }
  | { readonly kind: 'saved-hunts' }
  | { readonly kind: 'keep-hunt'; readonly name: string; readonly query: string }
  | { readonly kind: 'forget-hunt'; readonly name: string }
  | { readonly kind: 'hunt-rule'; readonly query: string }
  /** Backtests the rule that `hunt-rule` drafts. */
  | { readonly kind: 'try-hunt-rule'; readonly query: string }
  /** A rule as a query. */
  | { readonly kind: 'rule-hunt'; readonly name: string }
  /** Stores everything found so far, for somebody who is about to read the store. */
  | { readonly kind: 'store' }
  | { readonly kind: 'stop' };

export type ReplyTo = {
  readonly snapshot: Snapshot;
  /** Number of the latest news. */
  readonly news: number;
  readonly 'plan-ban': BanPlan;
  readonly ban: Decision;
  readonly unban: Decision;
  readonly 'confirm-ban': Decision;
  readonly undo: Decision;
  readonly bans: {
    readonly total: number;
    readonly rows: readonly BanRow[];
    readonly response: ResponseStatus;
  };
  readonly 'automatic-bans': AutomaticBans;
  readonly allow: {
    /** In the canonical form in which attackers are compared with it. */
    readonly address: string;
    readonly isAllowed: boolean;
  };
  readonly acknowledge: Alert;
  readonly note: Note;
  /** Oldest first. */
  readonly actions: readonly LoggedAction[];
  readonly hunt: HuntAnswer;
  readonly 'cancel-hunt': null;
  readonly 'inspect-hunt': HuntInspection;
  readonly 'saved-hunts': HuntShelf;
  readonly 'keep-hunt': HuntShelf;
  readonly 'forget-hunt': HuntShelf;
  readonly 'follow-hunt': null;
  readonly 'hunt-news': HuntNews;
  readonly 'hunt-rule': HuntRule;
  readonly 'try-hunt-rule': RuleTrial;
  readonly 'rule-hunt': RuleHuntRow;
  /** Why not everything is stored; null when it is, or when nothing is ever stored here. */
  readonly store: string | null;
  /** As for `store`. */
  readonly stop: string | null;
};

export type ConsoleMessage = { readonly seq: number; readonly request: ConsoleRequest };

export type CoreMessage =
  /** `unreadable`: the paths that could not be opened, each with what to do. */
  | { readonly kind: 'ready'; readonly unreadable: readonly string[] }
  /** It could not start, and the user has to put that right. */
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
