/**
 * What the live core spends on a log that is there already (store, checkpoints, alerts that grow), against `scan` of the same:
 * until the alert of its last line is told, as `scan` has told all at its end; and until all is stored and it has ended,
 * as `scan --state`.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, copyFileSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processorSeconds } from './live-process.ts';
import { type Command, ENVIRONMENT } from './measure.ts';

type Backlog = {
  readonly program: string;
  readonly folder: string;
  readonly log: string;
  readonly lines: number;
  readonly runs: number;
};

/** `processor`: seconds of all its threads; `clock`: seconds that somebody waits. */
type Spent = { readonly processor: number; readonly clock: number };
type Run = Record<'scan' | 'storing' | 'told' | 'ended', Spent>;

/** A tick of the processor time that the system tells. */
const POLL_MS = 10;
const STAMP_LENGTH = 'Jun  1 00:00:00'.length;
const ATTEMPTS = 20;
/** The account of the last line, and of no other. */
const LAST_USER = 'the-last-of-all';

/** Prints two lines; returns how many times the processor time of `scan` the live core takes until all is told. */
export async function benchBacklog({ program, folder, log, lines, runs }: Backlog): Promise<number> {
  const whole = join(folder, 'backlog.log');
  copyFileSync(log, whole);
  appendFileSync(whole, breakIn(stampOf(log)));
  const all: Run[] = [];
  for (let run = 0; run < runs; run++) all.push(await inTurn(program, folder, whole));
  rmSync(whole);
  const least = (what: keyof Run, of: keyof Spent): number => Math.min(...all.map((run) => run[what][of]));
  const against = (live: keyof Run, once: keyof Run): string =>
    (['processor', 'clock'] as const)
      .map((of) => {
        const [its, scans] = [least(live, of), least(once, of)];
        return `${its.toFixed(2)} s (x${(its / scans).toFixed(2)}) ${of === 'clock' ? 'on the clock' : 'of the processor'}`;
      })
      .join(', ');
  console.log(`a backlog of ${lines} lines live, least of ${runs} runs in turns:`);
  console.log(`  until its last line is told ${against('told', 'scan')}, against scan`);
  console.log(`  until all is stored and it has ended ${against('ended', 'storing')}, against scan --state`);
  return least('told', 'processor') / least('scan', 'processor');
}

/** What ends with an alert that nothing before its last line can make. */
function breakIn(stamp: string): string {
  const line = (pid: number, what: string): string =>
    `${stamp} bastion sshd[${pid}]: ${what} for ${LAST_USER} from 192.0.2.77 port 50022 ssh2\n`;
  const attempts = Array.from({ length: ATTEMPTS }, (_, index) => line(index + 1, 'Failed password'));
  return [...attempts, line(ATTEMPTS + 1, 'Accepted password')].join('');
}

/** Of the last line. */
function stampOf(log: string): string {
  const end = Buffer.alloc(2048);
  const file = openSync(log, 'r');
  const length = readSync(file, end, 0, end.length, Math.max(0, statSync(log).size - end.length));
  closeSync(file);
  return end.toString('latin1', 0, length).trimEnd().split('\n').at(-1)?.slice(0, STAMP_LENGTH) ?? '';
}

async function inTurn(program: string, folder: string, log: string): Promise<Run> {
  const state = join(folder, 'state');
  const output = join(folder, 'backlog.out');
  const scan = ['scan', log, '--format', 'ndjson', '--quiet', '--output', output];
  const once = await untilEnd([process.execPath, program, ...scan]);
  const storing = await untilEnd([process.execPath, program, ...scan, '--state', state]);
  rmSync(state, { recursive: true });
  const live = await untilTold([process.execPath, program, 'watch', log, '--state', state], output);
  rmSync(state, { recursive: true });
  return { scan: once, storing, ...live };
}

async function untilEnd([program, ...args]: Command): Promise<Spent> {
  const stopwatch = new Stopwatch(spawn(program, args, { stdio: 'ignore', env: ENVIRONMENT }));
  return stopwatch.until(() => false);
}

/** The alert of the last line is told, and then the end. */
async function untilTold(
  [program, ...args]: Command,
  output: string,
): Promise<{ readonly told: Spent; readonly ended: Spent }> {
  const file = openSync(output, 'w+');
  const child = spawn(program, args, { stdio: ['ignore', file, 'ignore'], env: ENVIRONMENT });
  try {
    const stopwatch = new Stopwatch(child);
    const isAlert = told(file, `Accepted password for ${LAST_USER}`);
    const spent = await stopwatch.until(isAlert);
    if (child.exitCode !== null) throw new Error(`watch ended with ${child.exitCode}`);
    child.kill();
    return { told: spent, ended: await stopwatch.until(() => false) };
  } finally {
    child.kill();
    closeSync(file);
  }
}

/** Whether the file has this text, asked again and again while it is written. */
function told(file: number, text: string): () => boolean {
  const piece = Buffer.alloc(1 << 20);
  let at = 0;
  let rest = '';
  return () => {
    for (;;) {
      const length = readSync(file, piece, 0, piece.length, at);
      if (length === 0) return false;
      at += length;
      rest += piece.toString('latin1', 0, length);
      if (rest.includes(text)) return true;
      rest = rest.slice(-text.length);
    }
  };
}

class Stopwatch {
  private readonly started = performance.now();
  private processor = 0;

  constructor(private readonly child: ReturnType<typeof spawn>) {}

  /** As it was when it was so, or last seen before the end of the process. */
  async until(isSo: () => boolean): Promise<Spent> {
    const { child } = this;
    while (child.exitCode === null && child.signalCode === null) {
      const isNow = isSo();
      this.look();
      if (isNow) break;
      await sleep(POLL_MS);
    }
    return { processor: this.processor, clock: (performance.now() - this.started) / 1000 };
  }

  private look(): void {
    try {
      // Of one that has ended, and was not waited for yet, nothing is told any more.
      if (this.child.pid !== undefined)
        this.processor = Math.max(this.processor, processorSeconds(this.child.pid));
    } catch {
      // It has just ended.
    }
  }
}
