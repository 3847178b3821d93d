/** A log with a million addresses: how much memory a scan takes, and what it let go. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { authLog } from './generate-auth.ts';
import { type Command, measure } from './measure.ts';

const LINES = 3_000_000;
/** So many try that a few more than a million are seen. */
const ATTACKERS = 1_800_000;
const TARGET_MB = 400;

type AddressesBench = {
  readonly folder: string;
  readonly seed: number;
  readonly core: number | null;
  readonly scan: (output: string, log: string) => Command;
};

/** Whether a scan took more memory than it may. */
export async function benchAddresses({ folder, seed, core, scan }: AddressesBench): Promise<boolean> {
  const log = join(folder, 'addresses.log');
  const file = openSync(log, 'w');
  for (const chunk of authLog({ lines: LINES, seed }, { attackers: ATTACKERS }).text) writeSync(file, chunk);
  closeSync(file);
  const report = join(folder, 'addresses.json');
  const { seconds, peakMemory } = await measure(scan(report, log), core);
  const { logins, counters } = JSON.parse(readFileSync(report, 'utf8'));
  const megabytes = (peakMemory ?? 0) / 1e6;
  const isLarge = megabytes >= TARGET_MB;
  console.log(
    `${logins.by_ip.length} addresses in ${LINES} lines: ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB${isLarge ? '   MISSED' : ''}`,
  );
  console.log(
    `let go: ${counters.evicted_groups} groups, ${counters.evicted_logins} logins of more addresses`,
  );
  return isLarge;
}
