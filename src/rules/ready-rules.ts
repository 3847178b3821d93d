import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { LoadedRules, RuleText } from './load.ts';

/** Reading the YAML of the shipped rules takes longer than starting Node: the build leaves here what it makes of it. */
const READY_FILE = new URL('./shipped-rules.json', import.meta.url);

/** What the build made of the rules: their maps stand as lists of pairs, and `maps` tells where, the innermost first. */
type Written = {
  readonly fingerprint: string;
  readonly rules: LoadedRules;
  readonly maps: readonly (readonly string[])[];
};

/** The rules in these files as they were read when the program was built; null when they are others, or differ by a byte. */
export function readyRules(
  folder: string,
  files: readonly RuleText[],
  ready = READY_FILE,
): LoadedRules | null {
  let text: string;
  try {
    // ASCII: V8 reads it in half the time.
    text = readFileSync(ready, 'latin1');
  } catch {
    // A run from source: nothing was built.
    return null;
  }
  // Before it is read: going through each value then takes longer than reading them.
  const here = JSON.stringify(join(folder, '/')).slice(0, -1);
  const written = JSON.parse(text.replaceAll('"file":"', () => `"file":${here}`)) as Written;
  if (written.fingerprint !== fingerprint(folder, files)) return null;
  for (const path of written.maps) revive(written.rules, path);
  return written.rules;
}

/** What `readyRules` reads. */
export function writeReady(folder: string, files: readonly RuleText[], rules: LoadedRules): string {
  const written: Written = { fingerprint: fingerprint(folder, files), rules, maps: [...mapsIn(rules, [])] };
  const text = JSON.stringify(written, (key, value: unknown) => {
    if (value instanceof Map) return [...value];
    return key === 'file' ? relative(folder, String(value)) : value;
  });
  return text.replace(NOT_ASCII, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const NOT_ASCII = /[\u0080-\uffff]/g;

/** The ways to all maps, and into them as lists of pairs. */
function* mapsIn(value: unknown, path: readonly string[]): Generator<readonly string[]> {
  if (typeof value !== 'object' || value === null) return;
  const held = value instanceof Map ? [...value] : value;
  for (const [key, each] of Object.entries(held)) yield* mapsIn(each, [...path, key]);
  if (value instanceof Map) yield path;
}

function revive(rules: LoadedRules, path: readonly string[]): void {
  let holder = rules as unknown as Record<string, unknown>;
  for (const key of path.slice(0, -1)) holder = holder[key] as Record<string, unknown>;
  const last = path.at(-1) as string;
  holder[last] = new Map(holder[last] as [unknown, unknown][]);
}

function fingerprint(folder: string, files: readonly RuleText[]): string {
  const within = join(folder, '/');
  const nameOf = (file: string): string =>
    file.startsWith(within) ? file.slice(within.length) : relative(folder, file);
  const all = files.map(({ file, text }) => `${nameOf(file)}\0${text.length}\0${text}`);
  return createHash('sha256').update(all.join('')).digest('hex');
}
