/** Whole processes, measured from outside: what a person at a shell waits for. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** A program and its arguments. */
export type Command = readonly [string, ...string[]];

export type Measurement = {
  readonly seconds: number;
  /** Most resident memory, in bytes; null where the system does not tell. */
  readonly peakMemory: number | null;
};

const memoryPollMs = 10;

/** A setting of some machines that makes every Node read a hundred certificates before its first line: 35 ms. */
const { NODE_EXTRA_CA_CERTS: _, ...others } = process.env;
export const ENVIRONMENT = others;

/** Whether `program` can be started at all. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** The core to pin to: the last that this process may use, so that the measuring itself runs on another. */
export function pinnedCore(): number | null {
  if (!isInstalled('taskset') || !existsSync('/proc/self/status')) return null;
  const allowed = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return Number(allowed?.split(/[,-]/).at(-1) ?? availableParallelism() - 1);
}

/** Runs to the end; rejects when the exit code is not 0. Standard output is thrown away. */
export function measure(command: Command, core: number | null): Promise<Measurement> {
  const [program, ...args] = core === null ? command : ['taskset', '-c', String(core), ...command];
  return new Promise((resolve, reject) => {
    let peakMemory: number | null = null;
    const startedAt = performance.now();
    // Into a pipe: grep stops at its first match when it sees that nobody reads.
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], env: ENVIRONMENT });
    child.stdout.resume();
    const poll = setInterval(() => {
      peakMemory = peakMemoryOf(child.pid) ?? peakMemory;
    }, memoryPollMs);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearInterval(poll);
      const seconds = (performance.now() - startedAt) / 1_000;
      if (code === 0) resolve({ seconds, peakMemory });
      else reject(new Error(`${command.join(' ')} ended with ${signal ?? code}`));
    });
  });
}

function peakMemoryOf(pid: number | undefined): number | null {
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1_024;
  } catch {
    // Ended since, or a system without /proc.
    return null;
  }
}
