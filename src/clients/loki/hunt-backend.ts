import type { HuntBackend, HuntRequest, HuntResult } from '../../model/hunt.ts';
import { HOUR_MS } from '../../model/time.ts';
import { UserError } from '../../model/user-error.ts';
import type { Clock } from '../../platform/clock.ts';
import type { LokiClient } from './client.ts';
import { LokiError } from './error.ts';

const NS_PER_MS = 1_000_000n;

/** Hunts on a Loki server. Without a range it is the last hour, as with logcli. */
export function lokiBackend(client: LokiClient, clock: Clock): HuntBackend {
  return {
    async query(request, signal) {
      try {
        return await ask(client, request, clock, signal);
      } catch (error) {
        if (!(error instanceof LokiError)) throw error;
        throw new UserError(error.message, error.hint, error.kind === 'refused' ? 2 : 3);
      }
    },
  };
}

function ask(
  client: LokiClient,
  { query, range, step, limit, direction }: HuntRequest,
  clock: Clock,
  signal: AbortSignal,
): Promise<HuntResult> {
  const until = range.until ?? clock.now();
  const from = BigInt(range.since ?? until - HOUR_MS) * NS_PER_MS;
  const to = BigInt(until) * NS_PER_MS;
  if (step === null && isMetricQuery(query)) return client.query(query, to, signal);
  return client.queryRange({ query, from, to, direction, limit, ...(step !== null && { step }) }, signal);
}

/** A log query begins with its selector; whatever else there is gives numbers. */
function isMetricQuery(query: string): boolean {
  return !/^\s*\(*\s*\{/.test(query.replace(/^\s*#.*$/gm, ''));
}
