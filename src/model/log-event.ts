import type { AlertClass } from './alert.ts';
import type { LineRef, SourceId } from './log-record.ts';
import type { EpochMs } from './time.ts';

/** Sigma's logsource of an event. Parsers share one frozen object per kind: compared by identity on the hot path. */
export type Logsource = {
  readonly category?: string;
  readonly product?: string;
  readonly service?: string;
};

/** ECS `event.category`, reduced to what the console tells apart. */
export type EventCategory = 'authentication' | 'web' | 'system' | 'network';

export type Outcome = 'success' | 'failure' | null;

/** A field of Sigma's taxonomy (`src_ip`, `cs-uri-query`, `sc-status`) or of the record itself (any JSON log). */
export type FieldValue = string | number | boolean | null;
export type Fields = Readonly<Record<string, FieldValue | undefined>> & { readonly [LISTS]?: Lists };

/** Where fields keep the elements of those that are lists: the field itself is their text, joined. */
export const LISTS: unique symbol = Symbol('lists');
/** By field. */
export type Lists = ReadonlyMap<string, readonly string[]>;

/**
 * One parsed line. Rules see only this. Strings may be slices of a big block:
 * whoever keeps one longer than the step copies it first (`retainText`).
 */
export type LogEvent = {
  /** When it happened, from the line itself. */
  readonly time: EpochMs;
  readonly logsource: Logsource;
  readonly category: EventCategory;
  /** Of a network login or of a request; null when the line tells neither. */
  readonly outcome: Outcome;
  /** What the line counts for: 5 for `message repeated 5 times`, else 1. */
  readonly count: number;
  /** Canonical address of the one who acts, or null. Only ever taken from where the daemon puts it. */
  readonly srcIp: string | null;
  /** The same as a signed 32-bit number, where the parser has it so at hand; -1 otherwise (nobody's address). */
  readonly srcBits?: number;
  /** Host name where a daemon wrote one instead of an address: grouped, never banned. */
  readonly srcHost: string | null;
  readonly user: string | null;
  /** True for the login attempts that `logins` counts: one event per attempt (sshd, login log, ftp, mail; not sudo or web). */
  readonly login: boolean;
  /** How it was tried to log in, and whether the account exists, where the parser has them at hand without `fields`. */
  readonly authMethod?: string | undefined;
  readonly validUser?: boolean | undefined;
  /** Whether the line names the account of a login that was begun, be it ever tried. */
  readonly begun?: boolean;
  /**
   * How it was tried to log in, and how it ended, as one number: of two events with the same number all of `login`,
   * `outcome`, `begun`, `authMethod` and `validUser` are alike, and fields say no other. Absent: not told.
   */
  readonly loginKind?: number | undefined;
  readonly fields: Fields;
  /** The whole line. */
  readonly raw: string;
  readonly ref: LineRef;
  /** What rules say of it, where that was known when it was read. */
  readonly verdict?: Verdict;
  /** Where the line stands, when it was read as bytes; its other texts are own copies then. */
  readonly place?: LinePlace | null;
};

/** What rules say of a request, whoever sends it: nothing, mostly. Rules that come later may say otherwise. */
export type Verdict = {
  /** Which rules. */
  readonly by: object;
  /** Those that it matches, by their index, in order. */
  readonly detections: readonly number[];
  /** Of these rules, each once. */
  readonly classes: readonly AlertClass[];
};

/** A line in a block that is read as bytes: there as long as the block is still the one that is read. */
export type LinePlace = {
  readonly source: SourceId;
  readonly line: number;
  readonly open: { readonly text: string; readonly view: DataView };
  readonly block: string;
  readonly start: number;
  readonly end: number;
};

/** Closed list: every line that gives no event is counted under one of these. */
const UNPARSED_REASONS = ['unknown-format', 'bad-timestamp', 'bad-line', 'binary', 'too-long'] as const;
export type UnparsedReason = (typeof UNPARSED_REASONS)[number];

/** An own copy of text that may be a slice of a block, so that keeping it does not keep the block alive. */
export function retainText(text: string): string {
  // A concatenation is flattened into a fresh buffer when it is sliced; V8 copies slices under 13 characters by itself.
  return text.length < 13 ? text : ` ${text}`.slice(1);
}
