import type { Alert, AlertId } from './alerts/alert.ts';
import type { Decision } from './bans/decision.ts';
import type { Known } from './known.ts';
import type { Level } from './level.ts';
import type { SourceId } from './log-record.ts';
import type { LoginSource } from './login.ts';
import type { EpochMs } from './time.ts';
import type { WebSource } from './web/web-source.ts';

/** Something that happened to or by an entity, on its one timeline. `text` is untrusted. */
export type TimelineEntry = {
  readonly time: EpochMs;
  readonly kind: 'line' | 'alert' | 'ban' | 'note';
  readonly level: Level | null;
  /** Where a line was read. */
  readonly source: SourceId | null;
  readonly line: number | null;
  readonly text: string;
  readonly alertId: AlertId | null;
};

/** Everything known of one address, host name or user, across all sources. */
export type Entity = {
  readonly value: string;
  readonly kind: 'address' | 'network' | 'host' | 'user';
  /** Logins from the address or host; null for a user. */
  readonly login: LoginSource | null;
  /** An open alert says that it got in after an attack; absent where nobody asked. */
  readonly gotIn?: boolean;
  readonly web: WebSource | null;
  /** Sources that tried the user's name, most failures first; bounded. */
  readonly triedBy: readonly LoginSource[];
  readonly alerts: { readonly total: number; readonly rows: readonly Alert[] };
  readonly bans: readonly Decision[];
  /** Newest first, bounded: `left` more are not here. */
  readonly timeline: readonly TimelineEntry[];
  readonly left: number;
  /** What the user's files say of an address; absent when none says anything. */
  readonly known?: Known | null;
  readonly first: EpochMs | null;
  readonly last: EpochMs | null;
};
