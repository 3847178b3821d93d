import { type DurationMs, type EpochMs, toRfc3339 } from '../model/time.ts';

/** How a source does now, as `watch` tells it. */
type SourceHealth = {
  readonly id: string;
  readonly kind: string;
  readonly format: string | null;
  readonly state: string;
  readonly error: string | null;
  readonly retryAt: EpochMs | null;
  readonly records: number;
  readonly events: number;
  readonly behind: number;
  readonly rate: number;
  readonly lag: DurationMs | null;
  readonly whenFull: 'wait' | 'shed';
  readonly last: EpochMs | null;
  readonly unparsed: Readonly<Partial<Record<string, number>>>;
  readonly counts: Readonly<Partial<Record<string, number>>>;
};

export function sourceHealthJson(source: SourceHealth): Record<string, unknown> {
  const {
    id,
    kind,
    format,
    state,
    error,
    retryAt,
    records,
    events,
    behind,
    rate,
    lag,
    whenFull,
    last,
    unparsed,
    counts,
  } = source;
  return {
    ...{ id, kind, format, state, error },
    retry_at: retryAt === null ? null : toRfc3339(retryAt),
    ...{ records, events, bytes_behind: behind, lines_per_second: rate, lag_ms: lag, when_full: whenFull },
    last: last === null ? null : toRfc3339(last),
    unparsed_by_reason: unparsed,
    dropped_by_reason: counts,
  };
}
