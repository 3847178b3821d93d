/** Files of a folder that are no logs: the kernel's own, and what this program writes. */
import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { listFiles } from '../../../src/core/sources/list-files.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'soc-list-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

async function list(path: string, follow: boolean) {
  const { files, failures } = await listFiles([{ path, format: null, label: null }], follow);
  return { files, failures: [...failures.values()].flat(), names: files.map((file) => basename(file.path)) };
}

for (const follow of [false, true]) {
  const how = follow ? 'live' : 'once';

  test(`${how}: a folder's file that this process writes is no log of it, until it is closed`, async () => {
    writeFileSync(join(folder, 'auth.log'), 'a line\n');
    const output = openSync(join(folder, 'report.json'), 'w');
    symlinkSync('report.json', join(folder, 'latest'));
    const reading = openSync(join(folder, 'auth.log'), 'r');
    try {
      assert.deepEqual((await list(folder, follow)).names, ['auth.log']);
    } finally {
      closeSync(output);
      closeSync(reading);
    }
    assert.ok((await list(folder, follow)).names.some((name) => name !== 'auth.log'));
  });

  test(`${how}: folders of the kernel's own are not looked into`, async () => {
    const { files, failures } = await list('/proc/self', follow);
    assert.deepEqual(files, []);
    assert.deepEqual(
      failures.map(({ message }) => message),
      ['/proc/self: the kernel makes up what is there: it holds no logs'],
    );
    // What a process sees as its root is a file system as any other.
    const seen = await list(join('/proc/self/root', folder), follow);
    assert.deepEqual(
      seen.failures.filter(({ outlook }) => outlook === 'final'),
      [],
    );
  });
}
