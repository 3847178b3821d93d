import { systemClock } from '../../platform/clock.ts';
import { safeJson, safeLines, safeText } from '../../platform/safe-text.ts';
import type { CommandStreams } from '../scan/scan.ts';
import { type BanSettings, withBans } from './ban-session.ts';
import { banJson, bansText } from './ban-text.ts';

type BansOptions = { readonly settings: BanSettings; readonly format: 'text' | 'json' };

const MOST = 10_000;

/** `soc-console bans`: compares them with the firewall, and lists them. 1 when one of them is not effective. */
export function bans(
  { settings, format }: BansOptions,
  { stdout, stderr }: Pick<CommandStreams, 'stdout' | 'stderr'>,
): Promise<number> {
  return withBans(settings, 'list', stderr, async (bans) => {
    if (bans.trouble) {
      const words = `${bans.trouble}; the bans are listed as stored, not compared with the firewall`;
      stderr.write(`soc-console: warning: ${safeText(words)}\n`);
    }
    const { rows, total, response } = await bans.request({ kind: 'bans', limit: MOST });
    const { responders, unknownBans: unknown_bans } = response;
    const json = { schema_version: 1, total, responders, unknown_bans, bans: rows.map(banJson) };
    stdout.write(
      format === 'json' ? `${safeJson(json, 2)}\n` : safeLines(bansText(rows, response, systemClock.now())),
    );
    return rows.some(({ state }) => state === 'not-effective') ? 1 : 0;
  });
}
