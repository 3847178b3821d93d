import type { Runner } from './execute.ts';

/** What systemd is told by the service it started (sd_notify(3)). */
export type ServiceManager = {
  /** Tells that the program works, and on what: also after `reloading`. */
  ready(status: string): Promise<void>;
  reloading(): Promise<void>;
  stopping(): Promise<void>;
  /** Sent before this many milliseconds are over, again and again; null when nobody watches. */
  readonly aliveWithin: number | null;
  alive(): Promise<void>;
  /** Why the last message could not be sent; null when it could. */
  readonly trouble: string | null;
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The service manager of this process; null when there is none. Its messages are datagrams, which Node cannot send on
 * a Unix socket: the program systemd-notify does (the unit needs `NotifyAccess=all`).
 */
export function serviceManager(
  { NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID }: Environment,
  run: Runner,
  pid: number,
): ServiceManager | null {
  if (NOTIFY_SOCKET === undefined || NOTIFY_SOCKET === '') return null;
  let trouble: string | null = null;
  async function tell(...assignments: readonly string[]): Promise<void> {
    const { exitCode, failure, stderr } = await run(['systemd-notify', ...assignments]);
    const why = failure === 'missing' ? 'there is no program of that name' : stderr.trim() || failure;
    trouble = exitCode === 0 ? null : `systemd-notify failed: ${why ?? `exit code ${exitCode}`}`;
  }
  const isWatched = WATCHDOG_PID === undefined || WATCHDOG_PID === String(pid);
  const within =
    isWatched && /^[1-9]\d{0,15}$/.test(WATCHDOG_USEC ?? '') ? Number(WATCHDOG_USEC) / 1000 : null;
  return {
    ready: (status) => tell('READY=1', `STATUS=${status}`),
    // systemd compares the time with that of the READY=1 that follows.
    reloading: () => tell('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`),
    stopping: () => tell('STOPPING=1', 'STATUS=storing what was found'),
    aliveWithin: within,
    alive: () => tell('WATCHDOG=1'),
    get trouble() {
      return trouble;
    },
  };
}
