/**
 * `node --import keep-compiled.mjs dist/main.js …`: at the end of that run, and of each of its threads, what V8 compiled
 * of the chunks is written where the program looks for it. Only the build runs this.
 */
import { keep, scripts } from '../dist/program-loader.js';

process.on('exit', () => {
  for (const [name, script] of scripts) keep(name, script);
});
