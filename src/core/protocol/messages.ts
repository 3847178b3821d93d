/**
 * The seam between core and console: plain serialisable data, nothing else crosses.
 * The console asks, the core answers once: nothing is queued for a screen that does not read.
 */

import type { Alert, AlertId } from '../../model/alerts/alert.ts';
import type { Note } from '../../model/alerts/note.ts';
import type { LoggedAction } from '../../model/bans/action.ts';
import type { Decision, DecisionId } from '../../model/bans/decision.ts';
import type {
  HuntAnswer,
  HuntInspection,
  HuntNews,
  HuntQuestion,
  HuntRule,
  HuntShelf,
  RuleHuntRow,
  RuleTrial,
} from '../../model/hunt/hunt-answer.ts';
import type { DurationMs, EpochMs } from '../../model/time.ts';
import type { AutomaticBans, BanPlan, BanRow, PlanOptions, ResponseStatus } from './bans.ts';
import type { Snapshot, ViewRequest } from './snapshot.ts';

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
      /** The same for all that are ordered together: they are taken back together, too. */
      readonly orderedAt?: EpochMs;
    }
  | { readonly kind: 'unban'; readonly decisionId: DecisionId; readonly orderedAt?: EpochMs }
  /** Keeps the ban of a range, which would otherwise end by itself. */
  | { readonly kind: 'confirm-ban'; readonly decisionId: DecisionId }
  /** Takes back the latest ban or unban of the last 10 minutes, or the latest of the named ban. */
  | { readonly kind: 'undo'; readonly decisionId?: DecisionId }
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
