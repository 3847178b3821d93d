import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** `match`: the rule must. `near`: looks like it and must not. `missed`: should match, and is known not to. */
export type Sample = {
  readonly kind: 'match' | 'near' | 'missed';
  readonly target: string;
  readonly userAgent: string;
};

const FOLDER = new URL('samples/', import.meta.url);
const KINDS: Readonly<Record<string, Sample['kind']>> = { '+': 'match', '-': 'near', '?': 'missed' };

/** Rules that have samples, by the names of the files. */
export function sampledRules(): string[] {
  return readdirSync(FOLDER).map((name) => name.replace(/\.txt$/, ''));
}

/** `+ TARGET` or `+ ua: USER AGENT`, one a line. */
export function readSamples(rule: string): Sample[] {
  const text = readFileSync(fileURLToPath(new URL(`${rule}.txt`, FOLDER)), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const kind = KINDS[line.slice(0, 2).trim()];
      if (kind === undefined) throw new Error(`${rule}: a sample begins with +, - or ?: ${line}`);
      const rest = line.slice(2);
      return rest.startsWith('ua: ')
        ? { kind, target: '/', userAgent: rest.slice(4) }
        : { kind, target: rest, userAgent: 'Mozilla/5.0' };
    });
}
