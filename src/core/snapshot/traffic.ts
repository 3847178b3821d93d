import type { Engine } from '../../engine/engine.ts';
import type { Sighting } from '../bans/ban-watch.ts';

/** Fewer than so many say nothing of what is usual here. */
const LEAST = { requests: 100, logins: 5 } as const;

type Tallies = Pick<Engine, 'logins' | 'web'>;

/** When an address last tried to log in, or asked for a page, and when it got in. */
export function lastSeen({ logins, web }: Tallies, address: string): Sighting {
  const tried = [logins.find(address)?.last, web.find(address)?.last].filter((time) => time != null);
  return { tried: tried.length === 0 ? null : Math.max(...tried), gotIn: logins.lastAccepted(address) };
}

/**
 * The part of the good traffic that comes from an address, 0 to 1: of the requests that no rule calls an attack, or of
 * the accepted logins. A reverse proxy or a jump host has most of it, whoever attacks from behind it.
 */
export function shareOfTraffic({ logins, web }: Tallies, address: string): number {
  const client = web.find(address);
  const attacks = Object.values(client?.attacks ?? {}).reduce((sum, count) => sum + (count ?? 0), 0);
  const requests = client === null ? 0 : Math.max(0, client.requests - attacks);
  const accepted = logins.find(address)?.succeeded ?? 0;
  return Math.max(
    web.requests < LEAST.requests ? 0 : requests / web.requests,
    logins.succeeded < LEAST.logins ? 0 : accepted / logins.succeeded,
  );
}
