import type { Writable } from 'node:stream';
import { scopeOf } from '../core/ban-order.ts';
import { UserError } from '../model/user-error.ts';
import { oneAddress, orRefuse, report } from './ban.ts';
import { type BanSettings, withBans } from './ban-session.ts';

export type UnbanOptions = {
  readonly settings: BanSettings;
  /** What stands after `unban`. */
  readonly words: readonly string[];
  readonly format: 'text' | 'json';
};

/** Those in force come first. */
const MOST = 10_000;

/** `soc-console unban IP`. Throws `UserError` when it is not banned, or cannot be let in. */
export function unban({ settings, words, format }: UnbanOptions, stdout: Writable): Promise<number> {
  const { value } = scopeOf(oneAddress(words, 'unban'));
  return withBans(settings, 'keep', async (bans) => {
    const { rows } = await bans.request({ kind: 'bans', limit: MOST });
    const standing = rows.find(
      (row) => row.value === value && row.state !== 'expired' && row.state !== 'lifted',
    );
    if (standing) {
      const lifted = bans.request({ kind: 'unban', decisionId: standing.id });
      return report(await orRefuse(lifted), format, stdout);
    }
    const around = (await bans.request({ kind: 'plan-ban', address: value })).active;
    const hint = around
      ? `It is in ${around.value}: soc-console unban ${around.value}`
      : 'soc-console bans lists who is.';
    throw new UserError(`${value} is not banned`, hint);
  });
}
