import type { ConsoleRequest } from './protocol.ts';
import type { Permits } from './settings.ts';

const BANS: ReadonlySet<ConsoleRequest['kind']> = new Set([
  ...(['ban', 'unban', 'confirm-ban', 'undo', 'automatic-bans'] as const),
]);
const CHANGES: ReadonlySet<ConsoleRequest['kind']> = new Set([
  ...BANS,
  'allow',
  'acknowledge',
  'note',
  'keep-hunt',
  'forget-hunt',
]);

/** Why this core does not do what is asked; null when it does. */
export function refusalOf(kind: ConsoleRequest['kind'], permits: Permits): string | null {
  if (permits === 'nothing' && CHANGES.has(kind)) return 'this console only looks (--readonly)';
  if (permits === 'no-bans' && BANS.has(kind)) return 'this console bans nobody (--no-ban)';
  return null;
}
