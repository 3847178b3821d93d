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
  const written = JSON.parse(text) as Written;
  if (written.fingerprint !== fingerprint(folder, files)) return null;
  return revived(written.rules, (file) => join(folder, file)) as LoadedRules;
}

/** What `readyRules` reads. */
export function writeReady(folder: string, files: readonly RuleText[], rules: LoadedRules): string {
  const written: Written = { fingerprint: fingerprint(folder, files), rules };
  return JSON.stringify(written, (key, value: unknown) => {
    if (value instanceof Map) return { pairs: [...value] };
    return key === 'file' ? relative(folder, String(value)) : value;
  });
}

/** In place: a function that `JSON.parse` calls for each value takes four times as long as reading them. */
function revived(value: unknown, place: (file: string) => string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) value[at] = revived(value[at], place);
    return value;
  }
  const record = value as Record<string, unknown>;
  for (const key in record) {
    record[key] = key === 'file' ? place(String(record[key])) : revived(record[key], place);
  }
  return 'pairs' in record ? new Map(record.pairs as [unknown, unknown][]) : record;
}

function fingerprint(folder: string, files: readonly RuleText[]): string {
  const hash = createHash('sha256');
  for (const { file, text } of files) hash.update(`${relative(folder, file)}\0${text.length}\0${text}`);
  return hash.digest('hex');
}
