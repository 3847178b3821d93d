import { startWorkerCore } from '../core/link.ts';
import type { CoreSettings } from '../core/settings.ts';
import type { Level } from '../model/level.ts';
import { systemClock } from '../platform/clock.ts';
import { openTerminal } from '../platform/terminal.ts';

export type LiveOptions = {
  readonly settings: CoreSettings;
  readonly level: Level;
  readonly ascii: boolean;
  readonly colour: boolean;
  readonly fps: number;
  readonly term: string | undefined;
};

const SIGNAL_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** The core's thread: bundled beside this file, or its source during development. */
const WORKER = new URL(
  import.meta.url.endsWith('.ts') ? '../core/worker.ts' : './worker.js',
  import.meta.url,
);

/**
 * The live console on the terminal. Returns the exit code; null when there is no terminal for it, and
 * the plain feed is the answer.
 */
export async function live(options: LiveOptions): Promise<number | null> {
  // The core first: what is wrong with its settings is said on an untouched terminal.
  const starting = startWorkerCore(options.settings, WORKER);
  const views = import('../views/console.tsx');
  const core = await starting;
  let end: (code: number) => void = () => {};
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  const opened = openTerminal({
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    term: options.term,
    fps: options.fps,
    onSignal: (signal) => end(SIGNAL_CODES[signal]),
  });
  if (!opened.ok) {
    await core.stop();
    return null;
  }
  const { terminal } = opened;
  const { mountConsole } = await views;
  const mounted = mountConsole({
    terminal,
    link: core,
    clock: systemClock,
    level: options.level,
    fps: options.fps,
    look: { ascii: options.ascii, colour: options.colour },
    onQuit: () => end(0),
  });
  const failed = Promise.all([core.died, mounted.ended.then(() => new Promise<never>(() => {}))]);
  try {
    return await Promise.race([ended, failed.then(() => 0)]);
  } finally {
    mounted.unmount();
    await terminal.close();
    await core.stop();
  }
}
