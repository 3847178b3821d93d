import type { Command } from './command.ts';

/** Keys that the finished console will have: kept free, shown in the help, and answered with when they come. */
const PLANNED_KEYS = [['o', 'note on the alert', 'comes with notes']] as const;

export const PLANNED: readonly Command[] = PLANNED_KEYS.map(([key, description, reason]) => ({
  id: `planned ${key}`,
  keys: [key],
  description,
  group: 'Planned',
  scopes: ['main', 'document'],
  off: () => reason,
}));
