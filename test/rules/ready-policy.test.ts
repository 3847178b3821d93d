import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readPolicy } from '../../src/core/audit/read-policy.ts';
import { readyPolicy, writeReadyPolicy } from '../../src/rules/ready-policy.ts';

const config = fileURLToPath(new URL('../../config', import.meta.url));
const shipped = join(config, 'policy');
const folder = mkdtempSync(join(tmpdir(), 'soc-ready-policy-'));
after(() => rmSync(folder, { recursive: true }));

const read = { en: readPolicy(null, config, 'en'), fr: readPolicy(null, config, 'fr') };
const ready = pathToFileURL(join(folder, 'ready.json'));
writeFileSync(ready, writeReadyPolicy(shipped, read));

test('what was written at build time is what reading the file gives, in each language', () => {
  for (const language of ['en', 'fr'] as const) {
    const { phrases, ...told } = read[language];
    assert.equal(typeof phrases.theService, 'string');
    assert.deepEqual(readyPolicy(shipped, language, ready), told);
  }
});

test('a policy that differs by a byte is read', () => {
  for (const name of ['default.yml', 'default.fr.yml']) {
    const changed = join(folder, name.replaceAll('.', '-'));
    cpSync(shipped, changed, { recursive: true });
    assert.ok(readyPolicy(changed, 'en', ready), 'the same elsewhere');
    appendFileSync(join(changed, name), '\n');
    assert.equal(readyPolicy(changed, 'en', ready), null);
  }
});

test('without a build, and without a policy, there is none', () => {
  assert.equal(readyPolicy(shipped, 'en', pathToFileURL(join(folder, 'missing.json'))), null);
  assert.equal(readyPolicy(join(folder, 'nowhere'), 'en', ready), null);
});

test('the build has left the policy as it is now', () => {
  const built = new URL('../../dist/shipped-policy.json', import.meta.url);
  const { phrases: _, ...told } = read.fr;
  assert.deepEqual(readyPolicy(shipped, 'fr', built), told, 'dist is stale (npm run build)');
});
