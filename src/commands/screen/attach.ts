import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Attached } from '../../core/doors/attach.ts';
import { lastingLink } from '../../core/doors/lasting-link.ts';
import { UserError } from '../../model/user-error.ts';
import { reachCore, type Wanted } from '../reach.ts';
import type { ShownCore } from './live.ts';

/** The core that `attach` opens a screen on. Throws `UserError` when none runs. */
export async function runningCore(wanted: Wanted): Promise<ShownCore> {
  const core = await reachCore(wanted);
  if (core !== null) return shown(core, wanted);
  throw new UserError(
    `no core listens in ${wanted.folders.join(' or ')}`,
    'Start one with soc-console watch, or soc-console; name its folder: soc-console attach DIR, or --state DIR.',
    3,
  );
}

/** A running core for a screen: when it goes, the screen says so and looks for the next one. */
export function shown(core: Attached, wanted: Wanted): ShownCore {
  const { close, request } = lastingLink(core, async () => {
    const next = await reachCore(wanted);
    if (next === null) throw new Error('it has ended; this screen waits for the next one');
    return next;
  });
  return {
    request,
    isElsewhere: true,
    unreadable: [],
    // It may go and come back: that is no end.
    died: new Promise<never>(() => {}),
    async stop() {
      close();
      return null;
    },
  };
}

/** What stands behind `attach`: the folder with the sockets, or one of them. */
export function attachFolders(words: readonly string[], usual: readonly string[]): readonly string[] {
  const [folder, ...more] = words;
  if (more.length > 0)
    throw new UserError('attach takes one folder', 'Write soc-console attach /run/soc-console.');
  if (folder === undefined) return usual;
  return [statSync(folder, { throwIfNoEntry: false })?.isSocket() ? dirname(folder) : folder];
}
