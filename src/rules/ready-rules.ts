import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { LoadedRules, RuleText } from './load.ts';

/** Reading the YAML of the shipped rules takes longer than starting Node: the build leaves here what it makes of it. */
const READY_FILE = new URL('./shipped-rules.json', import.meta.url);

type Written = { readonly fingerprint: string; readonly rules: LoadedRules };

/** The rules in these files as they were read when the program was built; null when they are others, or differ by a byte. */
export function readyRules(
  folder: string,
  files: readonly RuleText[],
  ready = READY_FILE,
): LoadedRules | null {
  let text: string;
  try {
    text = readFileSync(ready, 'utf8');
  } catch {
    // A run from source: nothing was built.
    return null;
  }
  const written = JSON.parse(text, (key, value) => revive(key, value, folder)) as Written;
  return written.fingerprint === fingerprint(folder, files) ? written.rules : null;
}

/** What `readyRules` reads. */
export function writeReady(folder: string, files: readonly RuleText[], rules: LoadedRules): string {
  const written: Written = { fingerprint: fingerprint(folder, files), rules };
  return JSON.stringify(written, (key, value: unknown) => {
    if (value instanceof Map) return { pairs: [...value] };
    return key === 'file' ? relative(folder, String(value)) : value;
  });
}

function revive(key: string, value: unknown, folder: string): unknown {
  if (key === 'file') return join(folder, String(value));
  const isMap = typeof value === 'object' && value !== null && 'pairs' in value;
  return isMap ? new Map(value.pairs as [unknown, unknown][]) : value;
}

function fingerprint(folder: string, files: readonly RuleText[]): string {
  const hash = createHash('sha256');
  for (const { file, text } of files) hash.update(`${relative(folder, file)}\0${text.length}\0${text}`);
  return hash.digest('hex');
}
