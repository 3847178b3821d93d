import type { Command } from './command.ts';

/** Keys that the finished console will have: kept free, shown in the help, and answered with when they come. */
const PLANNED_KEYS = [
  ['P', 'packets', 'comes with packet captures'],
  ['o', 'note on the alert', 'comes with notes'],
  ['R', 'incident report', 'comes with the report; soc-console scan prints one of files'],
] as const;

export const PLANNED: readonly Command[] = PLANNED_KEYS.map(([key, description, reason]) => ({
  id: `planned ${key}`,
  keys: [key],
  description,
  group: 'Planned',
  scopes: ['main', 'document'],
  off: () => reason,
}));
