import type { ScreenId } from '../arrangement.ts';
import type { Command } from './command.ts';

const SCOPES = ['main', 'document'] as const;

/** What `I` shows instead. */
const OTHER_LISTS: Readonly<Partial<Record<ScreenId, string>>> = {
  alerts: 'by attacker',
  incidents: 'alerts',
};

export const SCREEN_KEYS = [
  {
    id: 'overview',
    keys: ['0'],
    bar: 'screens',
    barKey: '0-9',
    description: 'overview',
    group: 'Screens',
    scopes: SCOPES,
  },
  { id: 'alerts', keys: ['1'], description: 'alerts', group: 'Screens', scopes: SCOPES },
  {
    id: 'incidents',
    keys: ['I'],
    bar: ({ screen, reading }) => (reading === null ? (OTHER_LISTS[screen] ?? null) : null),
    description: 'alerts by attacker, one row each, and back to all alerts',
    group: 'Screens',
    scopes: SCOPES,
  },
  { id: 'logins', keys: ['2'], description: 'logins, by source', group: 'Screens', scopes: SCOPES },
  { id: 'web', keys: ['3'], description: 'web requests', group: 'Screens', scopes: SCOPES },
  { id: 'network', keys: ['4'], description: 'packet captures', group: 'Screens', scopes: SCOPES },
  { id: 'config', keys: ['5'], description: 'services against the policy', group: 'Screens', scopes: SCOPES },
  { id: 'hunt', keys: ['6'], description: 'hunt', group: 'Screens', scopes: SCOPES },
  { id: 'bans', keys: ['7'], description: 'bans', group: 'Screens', scopes: SCOPES },
  {
    id: 'sources',
    keys: ['8'],
    description: 'what is read, and what was lost',
    group: 'Screens',
    scopes: SCOPES,
  },
  { id: 'rules', keys: ['9'], description: 'rules', group: 'Screens', scopes: SCOPES },
] as const satisfies readonly Command[];
