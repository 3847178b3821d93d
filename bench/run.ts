/**
 * `npm run bench`: lines per second of `scan` on a generated auth.log, beside `grep -c` and `fail2ban-regex`.
 * Then access logs, with the share of attacks found; captures; the live console under load. Options: --lines N, --runs N,
 * --seed N, --packets N (of the large capture; 0: none), --seconds N (of each live measurement; 0: none), --sigma DIR
 * (a copy of SigmaHQ; else as many rules are made), --check (exit code 1 when a target is missed).
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchAddresses } from './addresses.ts';
import { benchBacklog } from './backlog.ts';
import { type AuthLog, authLog } from './generate-auth.ts';
import { benchHunt } from './hunt.ts';
import { benchLive } from './live.ts';
import { type Command, isInstalled, measure, pinnedCore } from './measure.ts';
import { benchPackets } from './packets.ts';
import { benchWeb } from './web.ts';

const targetLinesPerSecond = 500_000;
const liveLinesPerSecond = 20_000;
/** fail2ban-regex would take minutes for a million; its speed does not depend on their number. */
const linesForFail2ban = 50_000;

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const core = pinnedCore();

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    packets: { type: 'string', default: '10000000' },
    seconds: { type: 'string', default: '30' },
    sigma: { type: 'string' },
    check: { type: 'boolean', default: false },
  },
});
const lines = Number(values.lines);
const runs = Number(values.runs);
const seed = Number(values.seed);

const folder = mkdtempSync(join(tmpdir(), 'soc-bench-'));
try {
  const linesPerSecond = await bench();
  if (values.check && linesPerSecond < targetLinesPerSecond) {
    console.error(`Below ${grouped(targetLinesPerSecond)} lines/s.`);
    process.exitCode = 1;
  }
  const log = join(folder, 'auth.log');
  await benchBacklog({ program, folder, log, lines, runs });
  console.log();
  const timeHunt = (name: string, command: Command) => time(name, command, lines, runs);
  const late = await benchHunt({ program, log: join(folder, 'auth.log'), time: timeHunt }, lines);
  if (values.check && late.length > 0) process.exitCode = 1;
  console.log('\na million addresses');
  const isLarge = await benchAddresses({ folder, seed, core, scan: scanTo });
  if (values.check && isLarge) process.exitCode = 1;
  console.log('\nweb');
  const scan = (log: string, ...more: readonly string[]): Command => [...scanTo('/dev/null', log), ...more];
  const sigma = values.sigma ?? null;
  const slow = await benchWeb({ folder, lines, runs, seed, core, scan, sigma });
  if (values.check && slow.length > 0) process.exitCode = 1;
  console.log('\npackets');
  const big = Number(values.packets);
  const flood = { packets: 1_000_000, syn: 300_000, sources: 50_000, seed };
  const far = await benchPackets({ program, folder, capture: flood, big, runs, core });
  if (values.check && far.length > 0) process.exitCode = 1;
  const seconds = Number(values.seconds);
  if (seconds > 0) {
    console.log('\nlive console at 120x36');
    const missed = await benchLive({ seconds, linesPerSecond: liveLinesPerSecond });
    if (values.check && missed.length > 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** Lines per second of `scan`. */
async function bench(): Promise<number> {
  const log = join(folder, 'auth.log');
  const truth = write(log, lines);
  console.log(
    `auth.log of ${grouped(lines)} lines, ${(statSync(log).size / 1e6).toFixed(1)} MB, seed ${seed}`,
  );
  const where = core === null ? 'not pinned to a core' : `pinned to core ${core}`;
  console.log(`whole processes, ${where}, median of ${runs} runs, Node.js ${process.versions.node}\n`);

  await refuseWrongFigures(log, truth);
  const scan = await time('soc-console scan', scanTo('/dev/null', log), lines, runs);
  const grep = await time('grep -c', ['grep', '-c', 'Failed password', log], lines, runs);
  if (isInstalled('fail2ban-regex')) {
    const part = join(folder, 'part.log');
    const partLines = Math.min(lines, linesForFail2ban);
    write(part, partLines);
    await time('fail2ban-regex', ['fail2ban-regex', part, 'sshd'], partLines, 1);
  } else {
    console.log('fail2ban-regex     not installed');
  }
  console.log(`\nscan takes ${(scan / grep).toFixed(1)} times as long as grep in the same run.`);
  return lines / scan;
}

function scanTo(output: string, log: string): Command {
  return [process.execPath, program, 'scan', log, '--format', 'json', '--output', output, '--quiet'];
}

/** What is fast and wrong is not worth measuring. Reads the file into the page cache, too. */
async function refuseWrongFigures(log: string, truth: AuthLog['truth']): Promise<void> {
  const output = join(folder, 'report.json');
  await measure(scanTo(output, log), core);
  const { failed, succeeded } = JSON.parse(readFileSync(output, 'utf8')).logins;
  if (failed === truth.failed && succeeded === truth.succeeded) return;
  throw new Error(
    `scan counts ${failed} failed and ${succeeded} succeeded logins; there are ${truth.failed} and ${truth.succeeded}`,
  );
}

/** Prints one line of the table; the median in seconds. */
async function time(name: string, command: Command, count: number, times: number): Promise<number> {
  const seconds: number[] = [];
  let memory = 0;
  for (let run = 0; run < times; run += 1) {
    const measured = await measure(command, core);
    seconds.push(measured.seconds);
    memory = Math.max(memory, measured.peakMemory ?? 0);
  }
  const middle = median(seconds);
  const columns = [
    name.padEnd(17),
    `${middle.toFixed(2)} s`.padStart(9),
    `${grouped(Math.round(count / middle))} lines/s`.padStart(19),
    memory === 0 ? '' : `${Math.round(memory / 1e6)} MB`.padStart(7),
    count === lines ? '' : `(${grouped(count)} lines)`,
  ];
  console.log(columns.join(' ').trimEnd());
  return middle;
}

function write(path: string, count: number): AuthLog['truth'] {
  const { text, truth } = authLog({ lines: count, seed });
  const file = openSync(path, 'w');
  for (const chunk of text) writeSync(file, chunk);
  closeSync(file);
  return truth;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}
