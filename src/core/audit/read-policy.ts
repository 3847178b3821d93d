import { basename, dirname, join, resolve } from 'node:path';
import { type ConfigIssue, formatIssue } from '../../config/issues.ts';
import { loadStrictDocument } from '../../config/load.ts';
import type { StrictDocument } from '../../config/strict-yaml.ts';
import { ENGLISH_PHRASES, FRENCH_PHRASES } from '../../engine/audit/phrases.ts';
import type { Policy } from '../../engine/audit/policy.ts';
import { UserError } from '../../model/user-error.ts';
import { compilePolicy, lacking } from '../../rules/policy.ts';
import { type PolicyFile, policySchema } from '../../rules/policy-schema.ts';
import { type PolicyTexts, policyTextsSchema, translated } from '../../rules/policy-texts.ts';

/** Files that a policy may be made of: more is a mistake. */
const MOST_FILES = 10;
const SHIPPED_NAME = 'default';

/**
 * Reads a policy file (null: the shipped one) and those that it extends. `extends: default` is the shipped one, anything
 * else a file beside it. `shippedFolder` has `policy/default.yml`, and
 * its texts in other languages beside it; a user's policy keeps its own words. Throws `UserError` with every mistake, each with its place.
 */
export function readPolicy(file: string | null, shippedFolder: string, language: 'en' | 'fr' = 'en'): Policy {
  const shipped = join(shippedFolder, 'policy', 'default.yml');
  const layers: { readonly path: string; readonly document: StrictDocument<PolicyFile> }[] = [];
  for (let path: string | null = file ?? shipped; path !== null; ) {
    const document = documentOf(path);
    if (layers.some((layer) => layer.path === path) || layers.length === MOST_FILES) {
      throw wrong([issueAt(path, document, ['extends'], 'extends a policy that extends this one')]);
    }
    layers.unshift({ path, document });
    const parent: string | undefined = document.content.extends;
    if (parent === undefined) path = null;
    else path = parent === SHIPPED_NAME ? shipped : resolve(dirname(path), parent);
  }
  const [first] = layers;
  const missing = first === undefined ? [] : lacking(first.document.content);
  if (first !== undefined && missing.length > 0) {
    throw wrong(missing.map((path) => issueAt(first.path, first.document, path, 'is missing')));
  }
  const texts = language === 'fr' ? textsOf(join(shippedFolder, 'policy', 'default.fr.yml')) : null;
  return compilePolicy(
    layers.map(({ path, document: { content, placeOf } }) => ({
      file: path === shipped && texts !== null ? translated(content, texts) : content,
      placeOf: (part) => `${basename(path)}:${placeOf(part).line}`,
    })),
    language === 'fr' ? FRENCH_PHRASES : ENGLISH_PHRASES,
  );
}

function documentOf(file: string): StrictDocument<PolicyFile> {
  const checked = loadStrictDocument(file, policySchema);
  if (checked.ok) return checked.value;
  throw wrong(checked.issues);
}

function textsOf(file: string): PolicyTexts {
  const checked = loadStrictDocument(file, policyTextsSchema);
  if (checked.ok) return checked.value.content;
  throw wrong(checked.issues);
}

function issueAt(
  file: string,
  { placeOf }: StrictDocument<PolicyFile>,
  path: readonly string[],
  message: string,
): ConfigIssue {
  const parts = { path: path.join('.'), message, allowed: null, nearest: null };
  return { file, ...placeOf(path), ...parts };
}

function wrong(issues: readonly ConfigIssue[]): UserError {
  return new UserError(
    issues.map(formatIssue).join('\n'),
    'Correct the policy, or leave it out to use the one that is shipped; "extends: default" begins with that one.',
  );
}
