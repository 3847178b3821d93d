import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Policy } from '../engine/audit/policy.ts';

/** Reading the YAML of the shipped policy takes half as long as the rest of a start: the build leaves here what comes of it. */
const READY_FILE = new URL('./shipped-policy.json', import.meta.url);

/** All of a policy but the language's own phrases, which are functions. */
type ToldPolicy = Omit<Policy, 'phrases'>;

type Written = {
  readonly fingerprint: string;
  readonly en: ToldPolicy;
  readonly fr: ToldPolicy;
};

/** The policy in this folder as it was read when the program was built; null when it differs by a byte. */
export function readyPolicy(folder: string, language: 'en' | 'fr', ready = READY_FILE): ToldPolicy | null {
  try {
    const written = JSON.parse(readFileSync(ready, 'utf8')) as Written;
    return written.fingerprint === fingerprint(folder) ? written[language] : null;
  } catch {
    // A run from source: nothing was built. Or there is no policy, which whoever reads it will say.
    return null;
  }
}

/** What `readyPolicy` reads. */
export function writeReadyPolicy(
  folder: string,
  { en, fr }: { readonly en: Policy; readonly fr: Policy },
): string {
  const written = { fingerprint: fingerprint(folder), en: withoutPhrases(en), fr: withoutPhrases(fr) };
  return JSON.stringify(written satisfies Written);
}

function withoutPhrases({ phrases: _, ...told }: Policy): ToldPolicy {
  return told;
}

function fingerprint(folder: string): string {
  const hash = createHash('sha256');
  for (const name of ['default.yml', 'default.fr.yml']) {
    const text = readFileSync(join(folder, name));
    hash.update(`${text.length}\0`).update(text);
  }
  return hash.digest('hex');
}
