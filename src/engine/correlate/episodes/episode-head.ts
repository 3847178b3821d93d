import type { SigmaRule } from '../../sigma/spec.ts';

/** What hardly ever changes of an episode. */
export type Head = {
  readonly id: string;
  readonly rule: SigmaRule;
  readonly group: Readonly<Record<string, string>>;
  /** Alerts hand them out: longer ones stand in their place. */
  sources: readonly string[];
  users: readonly string[];
  /** Groups whose open alert it is. */
  holders: number;
};

/** It is among the alerts, and grows. */
export const LISTED = 1;
/** It changed since its alert was last taken, */
export const CHANGED = 2;
/** and not only grew: it opened, got worse, or turned out to be of now. */
export const NEWS = 4;
export const HISTORICAL = 8;
/** It lists as many accounts as it may. */
export const USERS_FULL = 16;
/** All who failed got in: its level was lowered. */
export const SETTLED = 32;
/** It was told that it grew, and nobody has looked since. */
export const UNREAD = 64;
/** A copy has the same head. */
export const COPIED = 128;
/** Its level stands above these. */
export const LEVEL_SHIFT = 8;
