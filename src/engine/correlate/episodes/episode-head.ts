import type { SigmaRule } from '../../sigma/spec.ts';

/** What hardly ever changes of an episode. */
export type Head = {
  readonly id: string;
  readonly rule: SigmaRule;
  readonly group: Readonly<Record<string, string>>;
  /** Never changed, because alerts hand these lists out: a longer list takes their place. */
  sources: readonly string[];
  users: readonly string[];
  /** Number of groups of which this is the open alert. */
  holders: number;
};

/** Flag: the episode is among the alerts, and grows. */
export const LISTED = 1;
/** Flag: it changed since its alert was last taken, */
export const CHANGED = 2;
/** and not only grew: it opened, got worse, or turned out to be of now. */
export const NEWS = 4;
export const HISTORICAL = 8;
/** Flag: it lists as many accounts as it may. */
export const USERS_FULL = 16;
/** Flag: all who failed got in, so its level was lowered. */
export const SETTLED = 32;
/** Flag: its growth was announced, and nobody has read the alert since. */
export const UNREAD = 64;
/** Flag: a copy shares its head, which is therefore replaced, not changed. */
export const COPIED = 128;
/** The bits above the flags hold the level. */
export const LEVEL_SHIFT = 8;
