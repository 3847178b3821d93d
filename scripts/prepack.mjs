/** What `npm pack` needs before it packs, in a fresh clone too: packages and a build. */
import { requireNode } from './require-node.mjs';

requireNode();
import('./setup.mjs').then(({ install, run }) => {
  install();
  process.exitCode = run(process.execPath, ['scripts/build.mjs']);
});
