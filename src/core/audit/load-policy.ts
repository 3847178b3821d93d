import { join } from 'node:path';
import { ENGLISH_PHRASES, FRENCH_PHRASES } from '../../engine/audit/phrases.ts';
import type { Policy } from '../../engine/audit/policy.ts';
import { readyPolicy } from '../../rules/ready-policy.ts';

/** `readPolicy`; the shipped one as the build left it, without what reads YAML. */
export async function loadPolicy(
  file: string | null,
  shippedFolder: string,
  language: 'en' | 'fr' = 'en',
): Promise<Policy> {
  const ready = file === null ? readyPolicy(join(shippedFolder, 'policy'), language) : null;
  if (ready !== null) return { ...ready, phrases: language === 'fr' ? FRENCH_PHRASES : ENGLISH_PHRASES };
  const { readPolicy } = await import('./read-policy.ts');
  return readPolicy(file, shippedFolder, language);
}
