import { type DurationMs, type EpochMs, SECOND_MS } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import { pause as realPause } from '../../platform/pause.ts';
import { Waker } from '../../platform/waker.ts';
import type { LokiClient } from './client.ts';
import { LokiError } from './error.ts';
import { Following } from './following.ts';
import type { LokiEntry } from './pages.ts';
import { Place } from './place.ts';
import { hintByTail } from './tail-hint.ts';

type FollowOptions = {
  readonly client: Pick<LokiClient, 'queryRange' | 'tail'>;
  readonly query: string;
  readonly from: EpochMs;
  readonly clock: Clock;
  /** Loki does not answer now, and is asked again; null: it does. */
  readonly onTrouble?: (error: LokiError | null) => void;
  readonly pause?: (time: DurationMs, signal: AbortSignal) => Promise<void>;
};

const NS_PER_MS = 1_000_000n;
const INTERVAL_MS = 2 * SECOND_MS;
/** What comes together is read together. */
const GATHER_MS = 250;
const LONGEST_RETRY_MS = 30 * SECOND_MS;

/**
 * All lines that come to a log query, each once: told of by a tail, read as ever. Ends when aborted; rejects with
 * `LokiError` when the query is none, or may not be asked at the start: later tokens change, and gateways are restarted.
 */
export async function* followLoki(
  options: FollowOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly LokiEntry[]> {
  const { client, query, from, clock, onTrouble, pause = realPause } = options;
  const following = new Following(client, query, new Place(BigInt(from) * NS_PER_MS));
  const waker = new Waker();
  void hintByTail({ client, query, pause, onLines: () => waker.wake() }, signal);
  let retry = INTERVAL_MS;
  let hasAnswered = false;
  while (!signal.aborted) {
    try {
      for await (const { entries } of following.look(clock.now(), signal)) yield entries;
      onTrouble?.(null);
      hasAnswered = true;
      retry = INTERVAL_MS;
      if (await waker.wait(INTERVAL_MS, signal, pause)) await pause(GATHER_MS, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof LokiError) || !mayPass(error, hasAnswered)) throw error;
      onTrouble?.(error);
      await pause(retry, signal);
      retry = Math.min(LONGEST_RETRY_MS, 2 * retry);
    }
  }
}

function mayPass({ kind, isPassing }: LokiError, hasAnswered: boolean): boolean {
  return isPassing || kind === 'slow' || (hasAnswered && kind !== 'refused');
}
