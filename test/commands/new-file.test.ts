import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { writeNewFile } from '../../src/commands/new-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'soc-new-file-'));
after(() => rmSync(folder, { recursive: true }));

test('a file that cannot be written is told of in words, with its folder', async () => {
  const named = { name: 'alerts', extension: 'csv', now: 0 };
  await assert.rejects(writeNewFile(join(folder, 'gone'), named, 'one'), {
    message: `no file is written: no such file or folder (${join(folder, 'gone')})`,
  });
});

test('a new file is its owner’s, and never written over another or through a link', async () => {
  const named = { name: 'alerts', extension: 'csv', now: Date.UTC(2026, 10, 22, 3, 0, 5, 250) };
  symlinkSync('elsewhere', join(folder, 'soc-alerts-2026-11-22T03-00-05Z.csv'));
  const first = await writeNewFile(folder, named, 'one');
  assert.equal(basename(first), 'soc-alerts-2026-11-22T03-00-05Z-2.csv');
  assert.equal(statSync(first).mode & 0o777, 0o600);
  assert.match(await writeNewFile(folder, named, 'two'), /Z-3\.csv$/);
  assert.equal(readFileSync(first, 'utf8'), 'one');
});
