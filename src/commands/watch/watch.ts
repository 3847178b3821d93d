import { SECOND_MS } from '../../model/time.ts';
import { UserError } from '../../model/user-error.ts';
import { safeJson, safeText } from '../../platform/safe-text.ts';
import type { ServiceManager } from '../../platform/service-manager.ts';
import { reasonOf } from '../../platform/system-reason.ts';
import { metricsText } from '../../report/metrics.ts';
import type { Log } from '../log.ts';
import type { CommandStreams } from '../scan/scan.ts';
import { EXIT_CODES, listenToSignals } from '../signals.ts';
import { GatheredLines } from './gathered-lines.ts';
import { type ListenAddress, serveMetrics } from './metrics-server.ts';
import { beginRun, type Watched, type WatchRun } from './watch-run.ts';

type WatchOptions = Watched & {
  readonly version: string;
  readonly log: Log;
  /** Reads the configuration again; null where SIGHUP means that the terminal is gone. */
  readonly reread: (() => Promise<Watched>) | null;
  /** Where metrics are given; null: nowhere. */
  readonly metrics: ListenAddress | null;
  readonly manager: ServiceManager | null;
};

/** A service manager is to start it again: this is no end that somebody wanted. */
const UNREAD = 3;

/** False when the reader has not taken what was put before. */
type Put = (value: object) => boolean;

/**
 * The engine without a screen: NDJSON, first `ready`, then alerts as they open and grow, and each source when its state
 * changes and at the end. SIGHUP reads configuration and rules again. Returns the exit code.
 */
export async function watch(options: WatchOptions, { stdout }: CommandStreams): Promise<number> {
  const { log, manager, version, reread } = options;
  const lines = new GatheredLines(stdout);
  const put: Put = (value) => lines.write(safeJson(value));
  const signals = listenToSignals();
  const unread = new Promise<Error>((resolve) => stdout.on('error', resolve));
  let watched: Watched = { settings: options.settings, level: options.level };
  const first = await beginRun(watched, log, put);
  if (first === null) return 3;
  let run = first;
  const metrics =
    options.metrics &&
    (await serveMetrics(options.metrics, async () => {
      return metricsText(await run.snapshot(), version);
    }));
  if (metrics) log.info(`metrics: http://${options.metrics?.host}:${metrics.port}/metrics`);
  put({ type: 'ready', version, sources: run.sources });
  log.info(statusOf(run));
  await manager?.ready(statusOf(run));
  if (manager?.trouble) log.error(manager.trouble);
  const pulse = beginPulse(manager, log);
  try {
    for (;;) {
      const end = await Promise.race([run.ended.then(() => null), signals.next(), unread]);
      if (end !== 'SIGHUP' || reread === null) {
        if (end instanceof Error) log.error(`ended, for standard output takes no more: ${reasonOf(end)}`);
        await manager?.stopping();
        // Who cannot wait for the last answers says it a second time.
        await Promise.race([run.stop(), signals.next()]);
        if (end instanceof Error) return UNREAD;
        return end === null ? run.exitCode : EXIT_CODES[end];
      }
      await manager?.reloading();
      const reloaded = await reload({ run, watched, reread, log, put });
      if (reloaded !== null) {
        [run, watched] = reloaded;
        put({ type: 'reloaded', sources: run.sources });
        log.info(`reloaded; ${statusOf(run)}`);
      }
      await manager?.ready(statusOf(run));
    }
  } finally {
    lines.flush();
    clearInterval(pulse);
    metrics?.close();
    signals.close();
  }
}

type Reloading = {
  readonly run: WatchRun;
  readonly watched: Watched;
  readonly reread: () => Promise<Watched>;
  readonly log: Log;
  readonly put: Put;
};

/**
 * With the same settings only the rules are read again, and counting goes on. With others the core is started anew, from
 * what it had stored. Null when the settings are wrong, and all stays as it was.
 */
async function reload({
  run,
  watched,
  reread,
  log,
  put,
}: Reloading): Promise<readonly [WatchRun, Watched] | null> {
  const next = await reread().catch((error: unknown) => keeping(error, log));
  if (next === null) return null;
  const readsStdin = watched.settings.paths.some(({ path }) => path === '-');
  const isSame = JSON.stringify(next) === JSON.stringify(watched) && next.settings.policy === null;
  if (isSame || readsStdin) {
    if (!isSame) log.warning('standard input cannot be opened again: only the rules were');
    await run.reloadRules();
    return [run, watched];
  }
  await run.stop();
  const begun = await beginRun(next, log, put).catch((error: unknown) => keeping(error, log));
  if (begun !== null) return [begun, next];
  const again = await beginRun(watched, log, put);
  if (again !== null) return [again, watched];
  throw new UserError('There is nothing to read any more', 'Correct the sources and start again.', 3);
}

function keeping(error: unknown, log: Log): null {
  if (!(error instanceof UserError)) throw error;
  log.error(`not reloaded, all stays as it was: ${error.message.replace(/\.$/, '')}. ${error.hint}`);
  return null;
}

function statusOf({ sources }: WatchRun): string {
  const [first] = sources;
  return sources.length === 1 ? `reading ${safeText(first?.id ?? '')}` : `reading ${sources.length} sources`;
}

/** Tells the service manager that the core's thread still turns. */
function beginPulse(manager: ServiceManager | null, log: Log): NodeJS.Timeout | undefined {
  if (manager === null || manager.aliveWithin === null) return undefined;
  const every = Math.max(SECOND_MS, manager.aliveWithin / 3);
  let isTelling = false;
  return setInterval(async () => {
    if (isTelling) return;
    isTelling = true;
    const before = manager.trouble;
    await manager.alive();
    isTelling = false;
    if (manager.trouble !== null && manager.trouble !== before) log.error(manager.trouble);
  }, every);
}
