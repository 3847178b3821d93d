/** `scan` on generated access logs: 98 % ordinary requests, 2 % payloads; then how much of the labelled set is found. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { webLog } from './generate-web.ts';
import { type Command, measure } from './measure.ts';
import { printRecall } from './web-recall.ts';

const TARGETS = { combined: 400_000, json: 300_000 } as const;

export type WebBench = {
  /** Where the logs are written. */
  readonly folder: string;
  readonly lines: number;
  readonly runs: number;
  readonly seed: number;
  /** The core to run on; null: any. */
  readonly core: number | null;
  readonly scan: (log: string) => Command;
};

/** Prints a line for each form of log, and the recall; returns the forms that missed their target. */
export async function benchWeb({ folder, lines, runs, seed, core, scan }: WebBench): Promise<string[]> {
  const missed: string[] = [];
  for (const form of ['combined', 'json'] as const) {
    const log = join(folder, `access.${form}`);
    const file = openSync(log, 'w');
    for (const chunk of webLog({ lines, seed, form })) writeSync(file, chunk);
    closeSync(file);
    const seconds: number[] = [];
    for (let run = 0; run < runs; run++) seconds.push((await measure(scan(log), core)).seconds);
    const middle = seconds.sort((a, b) => a - b)[seconds.length >> 1] ?? 0;
    const perSecond = Math.round(lines / middle);
    console.log(
      `access log, ${form.padEnd(8)} ${middle.toFixed(2)} s ${perSecond.toLocaleString('en')} lines/s`,
    );
    if (perSecond < TARGETS[form]) missed.push(form);
  }
  console.log();
  await printRecall({ missed: false });
  return missed;
}
