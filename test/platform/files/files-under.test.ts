import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { filesUnder } from '../../../src/platform/files/files-under.ts';

const folder = mkdtempSync(join(tmpdir(), 'soc-files-'));
after(() => rmSync(folder, { recursive: true }));

test('files of all folders below, in order of name, but hidden ones; links are followed, one that leads back is not', () => {
  for (const path of ['rules/b/deep', 'rules/a', 'rules/.github', 'elsewhere'])
    mkdirSync(join(folder, path), { recursive: true });
  for (const file of ['rules/z.yml', 'rules/b/deep/x.yml', 'rules/a/y.yml', 'elsewhere/linked.yml'])
    writeFileSync(join(folder, file), '');
  symlinkSync(join(folder, 'elsewhere'), join(folder, 'rules/link'));
  symlinkSync(join(folder, 'rules'), join(folder, 'rules/b/back'));
  symlinkSync('nowhere', join(folder, 'rules/dangling.yml'));
  // What Emacs locks a file by, what others save by, what a clone brings along.
  symlinkSync('me@here.1', join(folder, 'rules/.#z.yml'));
  for (const hidden of ['rules/.z.yml.swp', 'rules/.tmp7.yml', 'rules/.github/ci.yml'])
    writeFileSync(join(folder, hidden), '');
  assert.deepEqual(filesUnder(join(folder, 'rules')), [
    'a/y.yml',
    'b/deep/x.yml',
    'dangling.yml',
    'link/linked.yml',
    'z.yml',
  ]);
});

test('a folder that is not there is an error', () => {
  assert.throws(() => filesUnder(join(folder, 'nowhere')), { code: 'ENOENT' });
});
