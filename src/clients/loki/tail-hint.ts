import type { HuntLabels } from '../../model/hunt/hunt.ts';
import { type DurationMs, MINUTE_MS, SECOND_MS } from '../../model/time.ts';
import type { LokiClient } from './client.ts';
import { LokiError } from './error.ts';

type TailHintOptions = {
  readonly client: Pick<LokiClient, 'tail'>;
  readonly query: string;
  /** Lines came to a stream with these labels. */
  readonly onLines: (labels: HuntLabels) => void;
  readonly pause: (time: DurationMs, signal: AbortSignal) => Promise<void>;
};

/** Where so many lines come that each question finds some, a hint is of no use, and each line is sent twice. */
const MOST_LINES = 20_000;
/** Then there is no hint for so long. */
const BUSY_MS = 10 * MINUTE_MS;
/** Before the next tail: the first after one that told of lines, the others after one trouble and another. */
const RETRY_MS: readonly DurationMs[] = [SECOND_MS, 5 * SECOND_MS, 30 * SECOND_MS, 5 * MINUTE_MS];

/**
 * Tells of lines as soon as Loki has them, so that whoever asks for them need not wait for the next time. Nothing is
 * taken from a tail but that: it loses lines. Without one (a proxy that knows no websockets, too many of them) all goes on
 * as before. Resolves when aborted, or when Loki takes no tail of this query; never rejects.
 */
export async function hintByTail(options: TailHintOptions, signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted; ) {
    const { frames, outcome } = await oneTail(options, signal);
    if (outcome === 'refused') return;
    failures = frames > 0 ? 0 : Math.min(failures + 1, RETRY_MS.length - 1);
    await options.pause(outcome === 'busy' ? BUSY_MS : (RETRY_MS[failures] ?? BUSY_MS), signal);
  }
}

type Outcome = { readonly frames: number; readonly outcome: 'ended' | 'busy' | 'refused' };

async function oneTail({ client, query, onLines }: TailHintOptions, signal: AbortSignal): Promise<Outcome> {
  let [frames, lines] = [0, 0];
  try {
    for await (const { streams, dropped } of client.tail(query, signal)) {
      frames++;
      lines += dropped;
      for (const { labels, entries } of streams) {
        lines += entries.length;
        onLines(labels);
      }
      if (lines > MOST_LINES) return { frames, outcome: 'busy' };
    }
    return { frames, outcome: 'ended' };
  } catch (error) {
    const isRefused = error instanceof LokiError && error.kind === 'refused';
    return { frames, outcome: isRefused ? 'refused' : 'ended' };
  }
}
