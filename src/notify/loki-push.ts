import type { LokiClient } from '../clients/loki/client.ts';
import { LokiError } from '../clients/loki/error.ts';
import type { Alert } from '../model/alerts/alert.ts';
import { type Level, levelRank } from '../model/level.ts';
import { type EpochMs, MINUTE_MS } from '../model/time.ts';
import type { Clock } from '../platform/clock.ts';

/** The label that tells our own lines from all others: they are never read as logs again. */
const OWN_JOB = 'soc-console';

type LokiPushOptions = {
  readonly client: Pick<LokiClient, 'push'>;
  readonly clock: Clock;
  readonly host: string;
  /** One line that tells all of an alert. */
  readonly lineOf: (alert: Alert) => string;
};

type Waiting = { readonly level: Level; readonly time: EpochMs; readonly line: string };

/** Alerts that wait while Loki is away; of more, the oldest are let go. */
const MOST_WAITING = 1000;
const MOST_AT_ONCE = 100;
/** Loki takes lines up to an hour behind what a stream has. */
const OLD_MS = 30 * MINUTE_MS;
/** Alerts of which it is known that they were told. */
const MOST_KNOWN = 10_000;

/** Tells Loki of alerts: when they open, and when their level rises. Lines wait in memory while it cannot be reached. */
export class LokiPush {
  /** Told to nobody, because too many waited. */
  dropped = 0;
  private trouble: string | null = null;
  private readonly told = new Map<string, Level>();
  private waiting: Waiting[] = [];

  constructor(private readonly options: LokiPushOptions) {}

  note(alert: Alert): void {
    const { level } = alert.rule;
    const before = this.told.get(alert.id);
    if (before !== undefined && levelRank(before) >= levelRank(level)) return;
    this.told.delete(alert.id);
    this.told.set(alert.id, level);
    const [oldest] = this.told.keys();
    if (this.told.size > MOST_KNOWN && oldest !== undefined) this.told.delete(oldest);
    const now = this.options.clock.now();
    // The same line again, after a restart, has the same time: Loki keeps it once.
    const time = Math.abs(now - alert.lastSeen) < OLD_MS ? alert.lastSeen : now;
    this.waiting.push({ level, time, line: this.options.lineOf(alert) });
    if (this.waiting.length > MOST_WAITING) {
      this.waiting.shift();
      this.dropped++;
    }
  }

  /** Sends what waits. Never rejects: what could not be sent waits on, unless Loki refuses it for good. */
  async flush(signal: AbortSignal): Promise<void> {
    while (this.waiting.length > 0 && !signal.aborted) {
      const batch = this.waiting.slice(0, MOST_AT_ONCE);
      try {
        await this.options.client.push(this.streamsOf(batch), signal);
        this.trouble = null;
      } catch (error) {
        if (signal.aborted) return;
        this.trouble = error instanceof LokiError ? `${error.message}. ${error.hint}` : String(error);
        if (!(error instanceof LokiError) || error.kind !== 'refused') return;
        this.dropped += batch.length;
      }
      const sent = new Set(batch);
      this.waiting = this.waiting.filter((it) => !sent.has(it));
    }
  }

  /** For the operator; null when all is well. */
  get warning(): string | null {
    const { trouble, dropped, waiting } = this;
    if (trouble === null && dropped === 0) return null;
    const counts = `${waiting.length} wait, ${dropped} were let go`;
    return `Alerts for Loki: ${counts}${trouble === null ? '' : ` (${trouble})`}`;
  }

  private streamsOf(batch: readonly Waiting[]): Parameters<LokiClient['push']>[0] {
    const levels = [...new Set(batch.map(({ level }) => level))];
    return levels.map((level) => ({
      labels: { job: OWN_JOB, host: this.options.host, level },
      entries: batch
        .filter((it) => it.level === level)
        .map(({ time, line }) => [BigInt(time) * 1_000_000n, line] as const),
    }));
  }
}
