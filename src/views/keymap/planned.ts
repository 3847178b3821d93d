import type { Command } from './command.ts';

/** Keys that the finished console will have: kept free, shown in the help, and answered with when they come. */
const PLANNED_KEYS = [
  [':', 'command palette', 'comes with the palette'],
  ['/', 'filter the list', 'comes with filters'],
  ['n', 'next match', 'comes with filters'],
  ['N', 'previous match', 'comes with filters'],
  ['s', 'sort by another column', 'comes with sorting; lists show the worst or the newest first'],
  ['S', 'reverse the order', 'comes with sorting'],
  ['space', 'mark the row', 'comes with marks'],
  ['e', 'next high alert', 'comes with alert triage'],
  ['E', 'previous high alert', 'comes with alert triage'],
  [
    'x',
    'explain: signature, why, false positives',
    'comes with rule explanations; Enter shows what is known now',
  ],
  ['i', 'everything about this address', 'comes with the entity page; Enter shows what is known now'],
  ['H', 'hunt for this row', 'comes with the hunt screen'],
  ['w', 'never ban this address', 'comes with the allowlist; it is set in the configuration'],
  ['z', 'undo the last action', 'comes with undo; u lifts a ban'],
  ['l', 'raw lines', 'comes with the log view; Enter shows the evidence'],
  ['P', 'packets', 'comes with packet captures'],
  ['o', 'note on the alert', 'comes with notes'],
  ['y', 'copy the row', 'comes with the clipboard'],
  ['[', 'shift the time window back', 'comes with the log view'],
  [']', 'shift the time window forward', 'comes with the log view'],
  ['T', 'theme', 'comes with themes; --no-color and --ascii are there'],
  ['W', 'wall', 'comes with the wall'],
  ['@', 'log of actions', 'comes with the action log; 7 lists the bans'],
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
