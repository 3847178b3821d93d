/** What the live core spends on a log that is there already (store, checkpoints, alerts that grow), against `scan` of the same. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processorSeconds } from './live-process.ts';
import type { Command } from './measure.ts';

export type Backlog = {
  readonly program: string;
  readonly folder: string;
  readonly log: string;
  readonly lines: number;
  readonly scan: Command;
};

const PORT = 29_464;
const POLL_MS = 100;

/** Prints one line; returns how many times the processor time of `scan` the live core takes until the last line is judged. */
export async function benchBacklog({ program, folder, log, lines, scan }: Backlog): Promise<number> {
  const once = await untilEnd(scan);
  const live = await untilRead(
    [process.execPath, program, 'watch', log, '--state', join(folder, 'state')],
    lines,
  );
  const ratio = live / once;
  console.log(
    `a backlog of ${lines} lines live: ${live.toFixed(2)} s of processor time, scan ${once.toFixed(2)} s, x${ratio.toFixed(2)}`,
  );
  return ratio;
}

/** Seconds of processor time of the whole process, as last seen before its end. */
async function untilEnd([program, ...args]: Command): Promise<number> {
  const child = spawn(program, args, { stdio: 'ignore' });
  let seconds = 0;
  while (child.exitCode === null) {
    if (child.pid !== undefined) seconds = processorOf(child.pid) ?? seconds;
    await sleep(POLL_MS);
  }
  return seconds;
}

async function untilRead([program, ...args]: Command, lines: number): Promise<number> {
  const child = spawn(program, [...args, '--metrics', `127.0.0.1:${PORT}`], { stdio: 'ignore' });
  try {
    while (child.exitCode === null) {
      await sleep(4 * POLL_MS);
      const text = await fetch(`http://127.0.0.1:${PORT}/metrics`).then(
        (answer) => answer.text(),
        () => '',
      );
      const records = Number(/^soc_console_source_records_total\{.*\} (\d+)$/m.exec(text)?.[1]);
      if (records >= lines && child.pid !== undefined) return processorSeconds(child.pid);
    }
    throw new Error(`watch ended with ${child.exitCode}`);
  } finally {
    child.kill();
  }
}

function processorOf(pid: number): number | null {
  try {
    return processorSeconds(pid);
  } catch {
    // It has just ended.
    return null;
  }
}
