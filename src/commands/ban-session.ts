import { Response } from '../core/response.ts';
import { responseParts } from '../core/response-parts.ts';
import type { CoreSettings } from '../core/settings.ts';
import { UserError } from '../model/user-error.ts';
import { systemClock } from '../platform/clock.ts';
import { Store } from '../store/store.ts';

/** What a core is told that bears on bans. */
export type BanSettings = Pick<
  CoreSettings,
  'state' | 'response' | 'demo' | 'permits' | 'sshClient' | 'allowlist' | 'defaultBan'
>;

/**
 * Opens the stored bans for one command, and brings the firewall to them first: what has run out is ended, what was left
 * half done is finished. Throws `UserError` while another soc-console holds them.
 */
export async function withBans<Result>(
  settings: BanSettings,
  work: (response: Response) => Promise<Result>,
): Promise<Result> {
  const store = openStore(settings.state);
  try {
    const response = new Response({
      ...responseParts(settings),
      clock: systemClock,
      onDecided: (decisions) => store.saveDecisions(decisions),
      onAction: (action) => store.appendAction(action),
      // Nobody watches here: no logs are read.
      lastSeen: () => null,
      share: () => 0,
    });
    response.restore(store.decisions(), store.actions());
    response.bans.tick(systemClock.now());
    await response.bans.reconcile();
    return await work(response);
  } finally {
    store.close();
  }
}

function openStore(state: string | null): Store {
  try {
    return Store.open(state);
  } catch (error) {
    if (!(error instanceof UserError) || !error.message.includes('is already used by')) throw error;
    throw new UserError(
      error.message,
      'A soc-console that runs keeps the bans: ban and unban there (b, u), or leave it first.',
    );
  }
}
