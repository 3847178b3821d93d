import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Protection } from '../protect.ts';

/** Nobody writes so much by hand. */
const MOST = 1000;

/**
 * Whom the user has told fail2ban never to ban, in any jail: `ignoreip` of its configuration, where that is on this machine.
 * fail2ban itself does not look there when it is told to ban. Names are left out: only addresses and ranges can be compared.
 */
export function fail2banIgnored(folder: string): Protection[] {
  const found = new Map<string, Protection>();
  for (const file of configFiles(folder)) {
    for (const address of ignoredIn(read(join(folder, file)))) {
      const why = `fail2ban is told to ignore it (ignoreip in ${join(folder, file)})`;
      if (found.size < MOST && !found.has(address)) found.set(address, { address, why });
    }
  }
  return [...found.values()];
}

function configFiles(folder: string): string[] {
  return [
    ...['jail.conf', 'jail.local'],
    ...list(join(folder, 'jail.d'))
      .filter((name) => /\.(?:conf|local)$/.test(name))
      .map((name) => join('jail.d', name)),
  ];
}

/** Words of `ignoreip = …` in all sections; a line that begins with a blank goes on with the value before it. */
function ignoredIn(text: string): string[] {
  const words: string[] = [];
  let isInside = false;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*[#;]/.test(line)) continue;
    const named = /^ignoreip\s*[=:](.*)/.exec(line);
    isInside = named !== null || (isInside && /^\s+\S/.test(line));
    if (!isInside) continue;
    const value = (named?.[1] ?? line).replace(/\s[#;].*/, '');
    words.push(...value.split(/[\s,]+/).filter((word) => /^[\da-fA-F.:]+(?:\/\d{1,3})?$/.test(word)));
  }
  return words;
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
