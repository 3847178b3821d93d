/** The core's thread in a run from source: tsx teaches TypeScript to the main thread only, and this teaches it to ours. */
import { register } from 'tsx/esm/api';

register();
await import('../src/core/worker.ts');
