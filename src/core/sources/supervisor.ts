import type { Cursor } from '../../model/log-record.ts';
import { type DurationMs, type EpochMs, MINUTE_MS, SECOND_MS } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Source, SourceError, type SourceSink } from '../../sources/source.ts';

/** What trying again needs of the world. */
export type Retrying = {
  readonly clock: Clock;
  /** From 0 to 1: sources that failed together are not to come back together. */
  readonly random: () => number;
  /** Resolves after that time, or at once when aborted. Never rejects. */
  readonly pause: (time: DurationMs, signal: AbortSignal) => Promise<void>;
};

type Supervised = {
  readonly source: Source;
  readonly sink: SourceSink;
  readonly signal: AbortSignal;
  /** Where it goes on: the last cursor that was kept. */
  readonly cursor: () => Cursor | undefined;
  /** Whether it may start again without a cursor: a source that has handed over lines would hand them over twice. */
  readonly mayStartOver: () => boolean;
  /** It failed, and is tried again at that time. */
  readonly onRetry: (error: SourceError, at: EpochMs) => void;
  readonly onStart: () => void;
};

const FIRST_DELAY_MS = SECOND_MS;
const LONGEST_DELAY_MS = MINUTE_MS;

/**
 * Reads a source to its end, and starts it again from its last cursor when it fails: after 1 s, then 2, 4, … 60 s, each
 * up to a quarter less. One that ran for a minute begins at 1 s again. Resolves with null when the source ended (or was
 * aborted), with the error when it failed for good.
 */
export async function supervise(
  supervised: Supervised,
  retrying: Retrying | null,
): Promise<SourceError | null> {
  const { source, sink, signal } = supervised;
  let delay = FIRST_DELAY_MS;
  for (;;) {
    const started = retrying?.clock.now() ?? 0;
    try {
      supervised.onStart();
      await source.read(sink, signal, supervised.cursor());
      return null;
    } catch (thrown) {
      if (signal.aborted) return null;
      const error = asSourceError(source, thrown);
      const lost = supervised.cursor() === undefined && !supervised.mayStartOver();
      if (retrying === null || error.outlook === 'final' || lost) return error;
      const now = retrying.clock.now();
      if (now - started >= LONGEST_DELAY_MS) delay = FIRST_DELAY_MS;
      const pause = Math.round(delay * (1 - retrying.random() / 4));
      supervised.onRetry(error, now + pause);
      await retrying.pause(pause, signal);
      if (signal.aborted) return null;
      delay = Math.min(LONGEST_DELAY_MS, delay * 2);
    }
  }
}

function asSourceError({ id }: Source, thrown: unknown): SourceError {
  return thrown instanceof SourceError
    ? thrown
    : new SourceError(id, `${id}: ${String(thrown)}`, 'This is a bug.');
}
