/** The core's thread, which fails as soon as the file `fail` is in the folder of its state, and takes that away. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { workerData } from 'node:worker_threads';

await import('../../scripts/dev-worker.mjs');
const order = join(workerData.state, 'fail');
setInterval(() => {
  try {
    rmSync(order);
  } catch {
    return;
  }
  throw new Error('told to fail');
}, 20);
