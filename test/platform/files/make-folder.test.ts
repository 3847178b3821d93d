import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { makeFolder } from '../../../src/platform/files/make-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'soc-make-'));
after(() => rmSync(folder, { recursive: true }));

test('makes what is missing, says what the outermost of it is, and is content with what is there', () => {
  assert.equal(makeFolder(join(folder, 'a/b/c'), 0o700), join(folder, 'a'));
  assert.equal(statSync(join(folder, 'a/b/c')).mode & 0o777, 0o700);
  assert.equal(makeFolder(join(folder, 'a/b/c'), 0o700), null);
});

test('throws where nothing can be made: under a file, in place of a file, and under /proc, where mkdir never ends', () => {
  writeFileSync(join(folder, 'file'), '');
  assert.throws(() => makeFolder(join(folder, 'file/x'), 0o700), /ENOTDIR/);
  assert.throws(() => makeFolder(join(folder, 'file'), 0o700), /EEXIST/);
  assert.throws(() => makeFolder('/proc/no-such-process/x', 0o700), /ENOENT/);
});
