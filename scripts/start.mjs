/**
 * `npm start`: installs and builds what is missing, then becomes the program: `soc-console demo`, or what was asked
 * for (`npm start -- scan auth.log`). Loaded into this very process, so that signals, exit code, standard streams and
 * the terminal are the program's own and no parent stands between.
 */
import { pathToFileURL } from 'node:url';
import { requireNode } from './require-node.mjs';

requireNode();
import('./setup.mjs').then(({ install, buildIfStale, program }) => {
  install();
  buildIfStale();

  const asked = process.argv.slice(2);
  const isCommand = asked.length > 0 && !/^-./.test(asked[0]);
  process.argv.splice(1, process.argv.length, program, ...(isCommand ? asked : ['demo', ...asked]));
  // npm changes to the project's folder; a relative path means the one where it was typed.
  if (process.env.npm_lifecycle_event === 'start' && process.env.INIT_CWD)
    process.chdir(process.env.INIT_CWD);
  return import(pathToFileURL(program).href);
});
