/**
 * `scan` on generated access logs: 98 % ordinary requests, 2 % payloads; the same with as many rules besides as SigmaHQ has;
 * then how much of the labelled set is found.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { writeRules } from './generate-rules.ts';
import { webLog } from './generate-web.ts';
import { type Command, measure } from './measure.ts';
import { printRecall } from './web-recall.ts';

const TARGETS = { combined: 400_000, json: 300_000 } as const;
/** With very many rules besides, so much of the speed is to be left. */
const LEFT_WITH_RULES = 0.5;
const OTHER_RULES = 3_800;

type WebBench = {
  /** Where the logs are written. */
  readonly folder: string;
  readonly lines: number;
  readonly runs: number;
  readonly seed: number;
  /** The core to run on; null: any. */
  readonly core: number | null;
  readonly scan: (log: string, ...more: readonly string[]) => Command;
  /** A folder of Sigma rules; null: they are made. */
  readonly sigma: string | null;
};

/** Prints two lines for each form of log, and the recall; returns the forms that missed their targets. */
export async function benchWeb({
  folder,
  lines,
  runs,
  seed,
  core,
  scan,
  sigma,
}: WebBench): Promise<string[]> {
  const missed: string[] = [];
  const others = sigma ?? join(folder, 'rules');
  if (sigma === null) writeRules({ folder: others, rules: OTHER_RULES, seed });
  const seconds = async (command: Command): Promise<number> => {
    const each: number[] = [];
    for (let run = 0; run < runs; run++) each.push((await measure(command, core)).seconds);
    return each.sort((a, b) => a - b)[each.length >> 1] ?? 0;
  };
  for (const form of ['combined', 'json'] as const) {
    const log = join(folder, `access.${form}`);
    const file = openSync(log, 'w');
    for (const chunk of webLog({ lines, seed, form })) writeSync(file, chunk);
    closeSync(file);
    const alone = await seconds(scan(log));
    const perSecond = Math.round(lines / alone);
    console.log(
      `access log, ${form.padEnd(8)} ${alone.toFixed(2)} s ${perSecond.toLocaleString('en')} lines/s`,
    );
    const beside = await seconds(scan(log, '--rules', others));
    const left = alone / beside;
    const rules = sigma ?? `${OTHER_RULES.toLocaleString('en')} made rules`;
    console.log(`  besides ${rules}: ${beside.toFixed(2)} s, ${Math.round(100 * left)} % of the speed`);
    if (perSecond < TARGETS[form]) missed.push(form);
    if (left < LEFT_WITH_RULES) missed.push(`${form} with other rules`);
  }
  console.log();
  await printRecall({ missed: false });
  return missed;
}
