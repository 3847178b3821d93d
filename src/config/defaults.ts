import { readFileSync } from 'node:fs';
import type { Config } from './schema.ts';

/** The build leaves here what `defaultConfig` makes: for most runs all that is wanted of the schema, which takes 20 ms to load. */
const READY_FILE = new URL('./default-config.json', import.meta.url);

/** What holds without a configuration file. */
export async function defaults(ready = READY_FILE): Promise<Config> {
  return readyDefaults(ready) ?? (await import('./schema.ts')).defaultConfig();
}

function readyDefaults(ready: URL): Config | null {
  try {
    return JSON.parse(readFileSync(ready, 'utf8')) as Config;
  } catch {
    // A run from source: nothing was built.
    return null;
  }
}
