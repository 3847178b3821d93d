import type { Writable } from 'node:stream';
import { systemClock } from '../platform/clock.ts';
import { safeJson, safeLines } from '../platform/safe-text.ts';
import { type BanSettings, withBans } from './ban-session.ts';
import { banJson, bansText } from './ban-text.ts';

export type BansOptions = { readonly settings: BanSettings; readonly format: 'text' | 'json' };

const MOST = 10_000;

/** `soc-console bans`: compares them with the firewall, and lists them. 1 when one of them is not effective. */
export function bans({ settings, format }: BansOptions, stdout: Writable): Promise<number> {
  return withBans(settings, async (response) => {
    const { status } = response;
    const rows = response.bans.rows(MOST, systemClock.now());
    const { responders, unknownBans: unknown_bans } = status;
    const json = {
      schema_version: 1,
      total: response.bans.total,
      responders,
      unknown_bans,
      bans: rows.map(banJson),
    };
    stdout.write(format === 'json' ? `${safeJson(json, 2)}\n` : safeLines(bansText(rows, status)));
    return rows.some(({ state }) => state === 'not-effective') ? 1 : 0;
  });
}
