import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { loadShippedRules, readRules, ruleTexts } from '../../src/rules/load.ts';
import { readyRules, writeReady } from '../../src/rules/ready-rules.ts';

const shipped = fileURLToPath(new URL('../../config/rules', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'soc-ready-'));
after(() => rmSync(folder, { recursive: true }));

const texts = ruleTexts(shipped);
const read = await readRules(texts);
const ready = pathToFileURL(join(folder, 'ready.json'));
writeFileSync(ready, writeReady(shipped, texts, read));

test('what was written at build time is what reading the files gives', () => {
  assert.ok(read.rules.length > 50);
  assert.deepEqual(readyRules(shipped, texts, ready), read);
});

test('places name the files where the rules stand now, not where they were built', async () => {
  const moved = join(folder, 'moved');
  cpSync(shipped, moved, { recursive: true });
  const there = ruleTexts(moved);
  assert.deepEqual(readyRules(moved, there, ready), await readRules(there));
});

test('a rule that differs by a byte, is new or is gone makes all of them be read', () => {
  const [first, ...others] = texts;
  assert.ok(first);
  const changed = { ...first, text: first.text.replace(':', ' :') };
  const added = { file: join(shipped, 'zz.yml'), text: '', problem: null };
  assert.equal(readyRules(shipped, [changed, ...others], ready), null);
  assert.equal(readyRules(shipped, [...texts, added], ready), null);
  assert.equal(readyRules(shipped, others, ready), null);
});

test('without a build the rules are read', () => {
  assert.equal(readyRules(shipped, texts, pathToFileURL(join(folder, 'missing.json'))), null);
});

test('the build has left the rules as they are now', () => {
  const built = new URL('../../dist/shipped-rules.json', import.meta.url);
  assert.ok(readyRules(shipped, texts, built), 'dist is stale (npm run build)');
});

test('an installation without rules is an error: nothing would ever be found', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'soc-no-rules-'));
  try {
    await assert.rejects(loadShippedRules(empty), { name: 'UserError', hint: /install soc-console again/ });
  } finally {
    rmSync(empty, { recursive: true });
  }
});
