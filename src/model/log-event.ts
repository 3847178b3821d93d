import type { AlertClass } from './alerts/alert.ts';
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

/** The elements of fields that are lists: the field itself holds their text, joined. */
export const LISTS: unique symbol = Symbol('lists');
/** Elements by field name. */
export type Lists = ReadonlyMap<string, readonly string[]>;

/**
 * One parsed line: all that rules see. Strings may be slices of a big block: whoever keeps one beyond the step copies it first
 * (`retainText`).
 */
export type LogEvent = {
  /** When it happened, from the line itself. */
  readonly time: EpochMs;
  readonly logsource: Logsource;
  readonly category: EventCategory;
  /** How a network login or a request ended; null when the line tells of neither. */
  readonly outcome: Outcome;
  /** What the line counts for: 5 for `message repeated 5 times`, else 1. */
  readonly count: number;
  /** Canonical address of the one who acts, or null. Only ever taken from where the daemon puts it. */
  readonly srcIp: string | null;
  /** `srcIp` as a signed 32-bit number where the parser has it at hand anyway, else -1 (nobody's address). */
  readonly srcBits?: number;
  /** Host name where a daemon wrote one instead of an address: grouped, never banned. */
  readonly srcHost: string | null;
  readonly user: string | null;
  /** True for the login attempts that `logins` counts: one event per attempt (sshd, login log, ftp, mail; not sudo or web). */
  readonly login: boolean;
  /** How the login was tried, and whether the account exists, where the parser knows without working `fields` out. */
  readonly authMethod?: string | undefined;
  readonly validUser?: boolean | undefined;
  /** The line names the account of a login that has begun, whether or not a password is ever tried. */
  readonly begun?: boolean;
  /**
   * One number for how the login was tried and how it ended: two events with the same number have the same `login`, `outcome`,
   * `begun`, `authMethod` and `validUser`, and their fields do not contradict. Absent where the parser does not say.
   */
  readonly loginKind?: number | undefined;
  readonly fields: Fields;
  /** The whole line. */
  readonly raw: string;
  readonly ref: LineRef;
  /** What rules make of it, where that was already known when it was read. */
  readonly verdict?: Verdict;
  /** Where the line stands, if it was read as bytes; the other texts are then copies. */
  readonly place?: LinePlace | null;
};

/** What these rules make of a request, whoever sends it (nothing, mostly). Other rules may judge differently: see `by`. */
export type Verdict = {
  /** Identifies the rules. */
  readonly by: object;
  /** Indices of the detections that it matches, ascending. */
  readonly detections: readonly number[];
  /** The classes of these detections, each once. */
  readonly classes: readonly AlertClass[];
  /** Bytes of the front page that was shown; null: it was something else. */
  readonly front: number | null;
};

/** A line of a block that is read as bytes; valid while that block is being read. */
export type LinePlace = {
  readonly source: SourceId;
  readonly line: number;
  readonly open: { readonly text: string; readonly view: DataView };
  readonly block: string;
  readonly start: number;
  readonly end: number;
};

/** Closed list: every line that gives no event is counted under one of these. */
const UNPARSED_REASONS = [
  'unknown-format',
  'no-time',
  'bad-timestamp',
  'bad-line',
  'binary',
  'too-long',
] as const;
export type UnparsedReason = (typeof UNPARSED_REASONS)[number];

/** Copies text that may be a slice of a block, so that keeping it does not keep the block alive. */
export function retainText(text: string): string {
  // A concatenation is flattened into a fresh buffer when it is sliced; V8 copies slices under 13 characters by itself.
  return text.length < 13 ? text : ` ${text}`.slice(1);
}
