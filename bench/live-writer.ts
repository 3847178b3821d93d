/**
 * A process that writes an auth.log as fast as told: `live-writer.ts FILE LINES_PER_SECOND SECONDS SEED`.
 * Prints what a reader must have counted in the end.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { authLog } from './generate-auth.ts';

const stepMs = 20;

const [path = '', rate = '', seconds = '', seed = ''] = process.argv.slice(2);
const linesPerSecond = Number(rate);
const linesPerChunk = Math.ceil((linesPerSecond * stepMs) / 1_000);
const { text, truth } = authLog(
  { lines: linesPerSecond * Number(seconds), seed: Number(seed) },
  { start: Date.now(), linesPerSecond, linesPerChunk },
);

const file = openSync(path, 'a');
const startedAt = performance.now();
let written = 0;
for (const chunk of text) {
  written += 1;
  writeSync(file, chunk);
  const ahead = written * stepMs - (performance.now() - startedAt);
  if (ahead > 1) await sleep(ahead);
}
closeSync(file);
console.log(JSON.stringify({ ...truth, seconds: (performance.now() - startedAt) / 1_000 }));
