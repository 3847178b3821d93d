/**
 * `node --import keep-compiled.mjs dist/main.js …`: at the end of that run, and of each of its threads, what V8 compiled
 * of the chunks is written where the program looks for it. Only the build runs this.
 */
import { setFlagsFromString } from 'node:v8';
import { keep, scripts } from '../dist/program-loader.js';

process.on('exit', () => {
  // As a run begins: V8 takes nothing that was kept under the flags of a console that runs (`platform/spare-memory.ts`).
  setFlagsFromString('--no-optimize-for-size');
  setFlagsFromString('--max-semi-space-size=0');
  setFlagsFromString('--heap-growing-percent=0');
  setFlagsFromString('--semi-space-growth-factor=2');
  for (const [name, script] of scripts) keep(name, script);
});
