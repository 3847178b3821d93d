import type { Environment } from '../../config/locate.ts';
import type { CoreSettings } from '../../core/settings.ts';
import { systemRunner } from '../../platform/execute.ts';
import { serviceManager } from '../../platform/service-manager.ts';
import { createLog, isJournal, type LogLevel } from '../log.ts';
import type { CommandStreams } from '../scan/scan.ts';
import type { Common } from '../settings/settings.ts';
import { loopbackAddress } from './metrics-server.ts';
import { watch } from './watch.ts';

type StartWatch = {
  /** Reads the configuration: now, and at each SIGHUP. */
  readonly read: () => Promise<{ readonly common: Common; readonly settings: CoreSettings }>;
  readonly flags: { readonly metrics: string | null; readonly log: LogLevel; readonly quiet: boolean };
  readonly version: string;
  readonly env: Environment;
  /** Somebody sits there: then SIGHUP is the end of the terminal. */
  readonly isInteractive: boolean;
};

/** A service manager that does not take a message by then is not waited for. */
const NOTIFY_MS = 10_000;

/** `watch` with what this process was started with. Returns the exit code. */
export async function startWatch(
  { read, flags, version, env, isInteractive }: StartWatch,
  streams: CommandStreams,
): Promise<number> {
  const { common, settings } = await read();
  const listen = flags.metrics ?? common.config.metrics.listen;
  const reread = async () => {
    const next = await read();
    return { settings: next.settings, level: next.common.level };
  };
  return watch(
    {
      ...{ settings, level: common.level, version },
      metrics: listen === null ? null : loopbackAddress(listen),
      log: createLog(streams.stderr, flags.quiet ? 'error' : flags.log, isJournal(env.JOURNAL_STREAM)),
      manager: serviceManager(env, systemRunner({ timeout: NOTIFY_MS, env }), process.pid),
      reread: isInteractive ? null : reread,
    },
    streams,
  );
}
