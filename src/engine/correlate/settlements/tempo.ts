import { type DurationMs, type EpochMs, SECOND_MS } from '../../../model/time.ts';

/** Nobody reads that a password was wrong and types it again in less. */
const LEAST_RETRY: DurationMs = 2 * SECOND_MS;
/** Two people sometimes log in within this time of each other by chance; where most logins are so close, it is a program. */
const SHORT_PAUSE: DurationMs = SECOND_MS;
const BY_CHANCE = 2;

/** How fast accounts got in that had failed: people are slow, and each in their own way. */
export type Tempo = {
  /** The shortest and the longest time between two tries of an account, the last of which got in. */
  readonly quickest: DurationMs;
  readonly slowest: DurationMs;
  /** When the last of them got in, */
  readonly last: EpochMs;
  /** how often one got in after another, and how often of these after a short pause. */
  readonly pauses: number;
  readonly short: number;
};

/** The tempo with one more account that got in. `failed`: when it failed before, the latest first. */
export function tempoWith(tempo: Tempo | null, failed: readonly EpochMs[], time: EpochMs): Tempo {
  const retries = failed.map((at, later) => (failed[later - 1] ?? time) - at);
  const [pauses, short] = tempo === null ? [0, 0] : [tempo.pauses + 1, tempo.short];
  const isShort = tempo !== null && time - tempo.last < SHORT_PAUSE;
  return {
    quickest: Math.min(tempo?.quickest ?? Number.MAX_SAFE_INTEGER, ...retries),
    slowest: Math.max(tempo?.slowest ?? 0, ...retries),
    ...{ last: time, pauses, short: isShort ? short + 1 : short },
  };
}

/** A program: it tries again at once, gets in many times a second, or goes round its list of accounts at an even pace. */
export function isOfProgram({ quickest, slowest, pauses, short }: Tempo): boolean {
  const isEven = slowest - quickest <= Math.max(SECOND_MS, quickest / 4);
  return quickest < LEAST_RETRY || 2 * short > pauses + BY_CHANCE || isEven;
}
