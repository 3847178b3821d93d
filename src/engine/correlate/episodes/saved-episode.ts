import type { Level } from '../../../model/level.ts';
import type { EpochMs } from '../../../model/time.ts';

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
  readonly settled?: boolean;
  readonly sources: readonly string[];
  readonly users: readonly string[];
  /** Places of lines among the saved ones. */
  readonly head: readonly number[];
  /** The latest lines, as they lie in the ring that they are written into; `seen` lines have passed in all. */
  readonly tail: readonly number[];
  readonly seen: number;
};
