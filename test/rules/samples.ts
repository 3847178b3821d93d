import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** `match`: the rule must. `near`: looks like it and must not. `missed`: should match, and is known not to. */
export type Sample = {
  readonly kind: 'match' | 'near' | 'missed';
  readonly target: string;
  readonly userAgent: string;
  readonly referer: string;
  readonly status: number;
  /** Bytes of the answer. */
  readonly bytes: number;
};

const FOLDER = new URL('samples/', import.meta.url);
const KINDS: Readonly<Record<string, Sample['kind']>> = { '+': 'match', '-': 'near', '?': 'missed' };

/** Rules that have samples, by the names of the files. */
export function sampledRules(): string[] {
  return readdirSync(FOLDER).map((name) => name.replace(/\.txt$/, ''));
}

/** `+ TARGET`, `+ ua: USER AGENT`, `+ referer: REFERER` or `+ [200 1024] TARGET`, one a line. */
export function readSamples(rule: string): Sample[] {
  const text = readFileSync(fileURLToPath(new URL(`${rule}.txt`, FOLDER)), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const kind = KINDS[line.slice(0, 2).trim()];
      if (kind === undefined) throw new Error(`${rule}: a sample begins with +, - or ?: ${line}`);
      return { ...readRequest(line.slice(2)), kind };
    });
}

function readRequest(text: string): Omit<Sample, 'kind'> {
  const plain = { target: '/', userAgent: 'Mozilla/5.0', referer: '-', status: 200, bytes: 5 };
  const answered = /^\[(\d{3}) (\d+)\] (.*)$/.exec(text);
  if (answered)
    return { ...plain, target: answered[3] ?? '/', status: Number(answered[1]), bytes: Number(answered[2]) };
  if (text.startsWith('ua: ')) return { ...plain, userAgent: text.slice(4) };
  return text.startsWith('referer: ') ? { ...plain, referer: text.slice(9) } : { ...plain, target: text };
}
