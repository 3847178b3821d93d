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

/** `soc-console unban IP`. Throws `UserError` when it is not banned, or cannot be let in. */
export function unban({ settings, words, format }: UnbanOptions, stdout: Writable): Promise<number> {
  const { value } = scopeOf(oneAddress(words, 'unban'));
  return withBans(settings, async ({ bans }) => {
    const standing = bans.of(value).findLast(({ state }) => state !== 'expired' && state !== 'lifted');
    if (standing) return report(await orRefuse(bans.unban(standing.id)), format, stdout);
    const around = bans.plan(value).active;
    const hint = around
      ? `It is in ${around.value}: soc-console unban ${around.value}`
      : 'soc-console bans lists who is.';
    throw new UserError(`${value} is not banned`, hint);
  });
}
