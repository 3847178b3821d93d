import type { LokiClient } from '../../clients/loki/client.ts';
import { LokiError } from '../../clients/loki/error.ts';
import type { HuntLabels } from '../../model/hunt.ts';
import type { SourceId } from '../../model/log-record.ts';
import { DAY_MS, type DurationMs, type EpochMs, HOUR_MS } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import { pause as realPause } from '../../platform/pause.ts';
import { type Source, SourceError, type SourceSink } from '../source.ts';
import { groupSource } from './group.ts';
import { ANY_SELECTORS, groupOf, type LogQuery, selectorOf } from './groups.ts';
import { lokiTrouble } from './trouble.ts';

export type LokiSourceOptions = {
  readonly id: SourceId;
  /** Null: every stream that says what it is of. */
  readonly query: LogQuery | null;
  readonly client: LokiClient;
  readonly clock: Clock;
  readonly follow: boolean;
  /** Null: an hour ago, as Loki itself has it. */
  readonly since: EpochMs | null;
  /** Null: now. */
  readonly until: EpochMs | null;
  readonly pause?: (time: DurationMs, signal: AbortSignal) => Promise<void>;
  readonly limit?: number;
};

/** Streams that come are noticed within this time; none of their lines is lost meanwhile. */
const LOOK_MS = 30_000;
/** Our own alerts (`notify/loki-push.ts`) tell of the lines that they rest on: read as logs they would alert again. */
const OWN_JOB = 'soc-console';
const SHORTEST_INTERVAL_MS = 2000;
/** Many groups are asked about more seldom: ten questions a second in all. */
const INTERVAL_PER_GROUP_MS = 100;
/** Lines may come so late that they are the first of their stream. */
const LATE_MS = 2 * HOUR_MS;
const NS_PER_MS = 1_000_000n;

/** The streams that a selector chooses, in groups of one format each: each group is a source. */
export function lokiSource(options: LokiSourceOptions): Source {
  const { id, client, follow } = options;
  const look = new Look(options);
  return {
    id,
    finder: true,
    async read(sink, signal) {
      const finding = new Finding(options, look, sink);
      try {
        await finding.look(signal);
        if (!follow && finding.groups === 0) throw nothingThere(id);
        while (follow && !signal.aborted) {
          if (finding.groups === 0) sink.missing();
          else sink.idle();
          await (options.pause ?? realPause)(LOOK_MS, signal);
          await finding.look(signal);
        }
      } catch (error) {
        if (signal.aborted) return;
        throw error instanceof SourceError ? error : await explained(id, client, error, signal);
      }
    },
  };
}

/** While it starts, Loki says more about itself than the question got out of it. */
async function explained(
  id: SourceId,
  client: LokiClient,
  error: unknown,
  signal: AbortSignal,
): Promise<SourceError> {
  const trouble = lokiTrouble(id, error);
  if (!(error instanceof LokiError) || (error.kind !== 'unavailable' && error.kind !== 'slow'))
    return trouble;
  const readiness = await client.ready(signal).catch(() => null);
  if (readiness === null || readiness.isReady) return trouble;
  return new SourceError(id, trouble.message, `Loki is not ready: ${readiness.why}. It is asked again.`);
}

/** What is to be looked at; it stays when Loki was away meanwhile. */
class Look {
  /** Where groups begin that were never read. */
  readonly since: EpochMs;
  private before: EpochMs | null = null;

  constructor({ since, until, clock }: LokiSourceOptions) {
    this.since = since ?? (until ?? clock.now()) - HOUR_MS;
  }

  /** A group that was silent for a day is found when it speaks again, and goes on where it was. */
  from(now: EpochMs): EpochMs {
    const from = this.before === null ? Math.min(this.since, now - DAY_MS) : this.before - LATE_MS;
    return Math.max(0, from);
  }

  done(now: EpochMs): void {
    this.before = now;
  }
}

class Finding {
  private readonly told = new Set<string>();

  constructor(
    private readonly options: LokiSourceOptions,
    private readonly times: Look,
    private readonly sink: SourceSink,
  ) {}

  get groups(): number {
    return this.told.size;
  }

  async look(signal: AbortSignal): Promise<void> {
    const { client, clock, query, until } = this.options;
    const now = until ?? clock.now();
    const selectors = query === null ? ANY_SELECTORS : [selectorOf(query)];
    const from = BigInt(this.times.from(now)) * NS_PER_MS;
    const streams = await client.series(selectors, { from, to: BigInt(now) * NS_PER_MS }, signal);
    for (const labels of streams) this.tell(labels, now);
    this.times.done(now);
  }

  private tell(labels: HuntLabels, now: EpochMs): void {
    const { query, client, clock, follow, limit, pause = realPause } = this.options;
    if (labels.job === OWN_JOB && query?.matchers.includes(OWN_JOB) !== true) return;
    const group = groupOf(query ?? { matchers: '', pipeline: '' }, labels);
    // No address begins so: what was asked for and what was found never have one name.
    const id = `loki ${group.name}`;
    if (this.told.has(id)) return;
    this.told.add(id);
    this.sink.found(
      groupSource({
        ...{ id, client, clock, follow, pause, since: this.times.since, until: now, query: group.query },
        interval: () => Math.max(SHORTEST_INTERVAL_MS, this.groups * INTERVAL_PER_GROUP_MS),
        ...(limit !== undefined && { limit }),
      }),
    );
  }
}

function nothingThere(id: SourceId): SourceError {
  return new SourceError(
    id,
    `${id}: Loki has no such stream in that time`,
    'Check the selector; --since reaches further back.',
    'missing',
  );
}
