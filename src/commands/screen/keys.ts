import { UserError } from '../../model/user-error.ts';
import { safeText } from '../../platform/safe-text.ts';
import type { Command } from '../../views/keymap/command.ts';
import { rebind } from '../../views/keymap/rebind.ts';
import { COMMANDS } from '../../views/keymap.ts';

/** The console's commands with the keys of the configuration. Throws `UserError` when those cannot work. */
export function configuredKeys(keys: Readonly<Record<string, readonly string[]>>): readonly Command[] {
  const rebound = rebind(COMMANDS, keys);
  if (rebound.ok) return rebound.commands;
  throw new UserError(
    `ui.keys in the configuration: ${safeText(rebound.problem)}`,
    'Change it, or leave it out.',
  );
}
