import { hostname } from 'node:os';
import type { LokiSettings } from '../../clients/loki/settings.ts';
import type { Alert } from '../../model/alerts/alert.ts';
import { type DurationMs, SECOND_MS } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import { safeJson } from '../../platform/safe-text.ts';
import { alertJson } from '../../report/scan-report.ts';

export type Telling = {
  note(alert: Alert): void;
  readonly warning: string | null;
  /** Sends what waits, if it goes at once. */
  stop(): Promise<void>;
};

const EVERY_MS: DurationMs = 2 * SECOND_MS;
const LAST_MS: DurationMs = SECOND_MS;

/** Tells a Loki of alerts, from time to time and beside everything else. */
export async function tellLoki(settings: LokiSettings, clock: Clock): Promise<Telling> {
  const { LokiClient } = await import('../../clients/loki/client.ts');
  const { LokiPush } = await import('../../notify/loki-push.ts');
  const client = new LokiClient({ settings });
  const lineOf = (alert: Alert): string => safeJson(alertJson(alert));
  const push = new LokiPush({ client, clock, host: hostname(), lineOf });
  const stopping = new AbortController();
  let isFlushing = false;
  const timer = setInterval(async () => {
    if (isFlushing) return;
    isFlushing = true;
    await push.flush(stopping.signal);
    isFlushing = false;
  }, EVERY_MS);
  return {
    note: (alert) => push.note(alert),
    get warning() {
      return push.warning;
    },
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await push.flush(AbortSignal.timeout(LAST_MS));
    },
  };
}
