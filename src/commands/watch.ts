import type { SourceStatus } from '../core/protocol.ts';
import type { CoreSettings } from '../core/settings.ts';
import { sourceStatuses } from '../core/source-status.ts';
import { startCore } from '../core/start.ts';
import type { Alert, AlertId } from '../model/alert.ts';
import { type Level, levelRank } from '../model/level.ts';
import { SECOND_MS } from '../model/time.ts';
import { safeJson, safeText } from '../platform/safe-text.ts';
import { alertJson } from '../report/scan-report.ts';
import { sourceHealthJson } from '../report/source-json.ts';
import type { CommandStreams } from './scan.ts';
import { untilSignal } from './signals.ts';
import { SourceNews } from './source-news.ts';

export type WatchOptions = {
  readonly settings: CoreSettings;
  readonly level: Level;
  readonly version: string;
  readonly quiet: boolean;
};

/** An alert that grows is told again at most this often. */
const GROWTH_MS = SECOND_MS;

/**
 * The engine without a screen: NDJSON, first `ready`, then alerts as they open and
 * grow, and each source when its state changes and at
 * the end. Returns the exit code.
 */
export async function watch(options: WatchOptions, streams: CommandStreams): Promise<number> {
  const put = (value: unknown): void => void streams.stdout.write(`${safeJson(value)}\n`);
  const growth = new Growth((alert) => put({ type: 'alert', ...alertJson(alert) }));
  const started = await startCore(options.settings, (alert) => {
    if (levelRank(alert.rule.level) >= levelRank(options.level)) growth.alert(alert);
  });
  const { sources, failures } = started.opened;
  if (!options.quiet) {
    for (const { message, hint } of failures)
      streams.stderr.write(`soc-console: ${safeText(`${message}. ${hint}`)}\n`);
  }
  if (sources.length === 0) {
    await started.stop();
    return 3;
  }
  put({
    type: 'ready',
    version: options.version,
    sources: sources.map(({ source, kind }) => ({ id: source.id, kind })),
  });
  const news = new SourceNews();
  const { core, engine } = started;
  const statuses = (): SourceStatus[] => sourceStatuses(core.feed.statuses, engine, core.audit);
  const tell = (status: SourceStatus): void => put({ type: 'source', ...sourceHealthJson(status) });
  const telling = setInterval(() => news.take(statuses()).forEach(tell), SECOND_MS);
  const { code } = await untilSignal(started.run());
  clearInterval(telling);
  growth.flush();
  statuses().forEach(tell);
  await started.stop();
  return code === 0 && failures.length > 0 ? 3 : code;
}

/** Tells an alert at once when it is new or worse, and its growth once an interval. */
class Growth {
  private readonly told = new Map<AlertId, Level>();
  private readonly grown = new Map<AlertId, Alert>();
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly tell: (alert: Alert) => void) {}

  alert(alert: Alert): void {
    if (this.told.get(alert.id) === alert.rule.level) {
      this.grown.set(alert.id, alert);
      this.timer ??= setTimeout(() => this.flush(), GROWTH_MS);
      return;
    }
    this.told.set(alert.id, alert.rule.level);
    this.grown.delete(alert.id);
    this.tell(alert);
  }

  flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    for (const alert of this.grown.values()) this.tell(alert);
    this.grown.clear();
  }
}
