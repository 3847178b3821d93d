import { existsSync } from 'node:fs';
import type { EpochMs } from '../../model/time.ts';
import type { Runner } from '../../platform/execute.ts';
import { type Check, type CheckResult, ok, warning } from './check.ts';

/** This version was made after that: a clock before it stands wrong. */
const BUILT: EpochMs = Date.UTC(2026, 0, 1);
/** What systemd-timesyncd leaves when it has set the clock. */
export const TIMESYNCD: string = '/run/systemd/timesync/synchronized';

type TimeCheckOptions = {
  readonly now: () => EpochMs;
  /** The zone that stamps without one are taken to be in. */
  readonly timeZone: string;
  readonly run: Runner;
  /** The file that systemd-timesyncd leaves. */
  readonly timesyncd: string;
};

/** The clock, who sets it, and the zone in which stamps without one are read. */
export function timeCheck({ now, timeZone, run, timesyncd }: TimeCheckOptions): Check {
  return {
    part: 'time',
    async run() {
      return [clock(now()), await synchronised(run, timesyncd), zone(timeZone)];
    },
  };
}

function clock(now: EpochMs): CheckResult {
  const shown = new Date(now).toISOString();
  if (now >= BUILT) return ok('clock', `${shown} by this machine`);
  return warning('clock', `it says ${shown}: that is past`, 'Set it: timedatectl set-ntp true.');
}

/** Whoever is asked first that knows: systemd, chrony, the file of timesyncd. */
async function synchronised(run: Runner, timesyncd: string): Promise<CheckResult> {
  const systemd = await run(['timedatectl', 'show', '--property=NTPSynchronized', '--value']);
  if (systemd.stdout.trim() === 'yes' || existsSync(timesyncd)) return ok('set by', 'the network (NTP)');
  const chrony = await run(['chronyc', '-n', 'tracking']);
  if (/^Leap status\s*:\s*Normal/m.test(chrony.stdout)) return ok('set by', 'the network (chrony)');
  const isKnown = systemd.exitCode === 0 || chrony.exitCode === 0;
  const remedy = 'timedatectl set-ntp true; windows over several sources are only as right as the clocks.';
  if (isKnown) return warning('set by', 'nobody: the clock is not set by the network', remedy);
  return ok('set by', 'not known here: neither systemd nor chrony answers');
}

/** Stamps of classic syslog have no zone: what writes and what reads must agree. */
function zone(timeZone: string): CheckResult {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (timeZone === own) return ok('zone', `stamps without a zone are read as ${timeZone}, this machine's`);
  return ok('zone', `stamps without a zone are read as ${timeZone}; this machine is in ${own}`);
}
