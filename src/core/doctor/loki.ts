import { LokiClient } from '../../clients/loki/client.ts';
import { LokiError } from '../../clients/loki/error.ts';
import type { LokiSettings } from '../../clients/loki/settings.ts';
import { HOUR_MS } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Check, failed, ok, warning } from './check.ts';

const NS_PER_MS = 1_000_000n;

/** Whether Loki is ready, and answers what is asked of it. */
export function lokiCheck(settings: LokiSettings, clock: Clock): Check {
  return {
    part: 'loki',
    async run(signal) {
      const client = new LokiClient({ settings });
      const ready = await client.ready(signal);
      const first = ready.isReady
        ? ok(client.address, 'it says that it is ready')
        : warning(
            client.address,
            `it is not ready: ${ready.why}`,
            'Look at its log; it needs some 15 s after its start.',
          );
      try {
        const now = BigInt(clock.now());
        const range = { from: (now - BigInt(HOUR_MS)) * NS_PER_MS, to: now * NS_PER_MS };
        const labels = await client.labels(range, signal);
        if (labels.length > 0)
          return [first, ok('answers', `it has lines of the last hour: ${labels.slice(0, 8).join(', ')}`)];
        const remedy =
          'Look whether what sends logs there (Alloy, promtail) runs, and whether LOKI_ORG_ID is right.';
        return [first, warning('answers', 'it has no lines of the last hour', remedy)];
      } catch (error) {
        if (!(error instanceof LokiError)) throw error;
        // What keeps both from being answered is told once.
        return error.kind === 'unavailable'
          ? [first, failed('answers', error.message, error.hint)]
          : [failed(client.address, error.message, error.hint)];
      }
    },
  };
}
