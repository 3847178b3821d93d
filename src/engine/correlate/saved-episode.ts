import type { Level } from '../../model/level.ts';
import type { EpochMs } from '../../model/time.ts';
import type { KeptLine } from './group-event.ts';

/** A line that an alert shows. */
export type SavedShown = { readonly time: EpochMs; readonly kept: KeptLine };

/** One alert while it grows, as it is saved. */
export type SavedEpisode = {
  readonly id: string;
  readonly rule: string;
  readonly group: Readonly<Record<string, string>>;
  readonly level: Level;
  readonly firstSeen: EpochMs;
  readonly lastSeen: EpochMs;
  readonly eventCount: number;
  readonly historical: boolean;
  readonly sources: readonly string[];
  readonly users: readonly string[];
  readonly head: readonly SavedShown[];
  /** As they are written, round and round; `seen` have passed. */
  readonly tail: readonly SavedShown[];
  readonly seen: number;
};
