import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readLastingStream } from '../../src/platform/streams.ts';

test('a named pipe is read on when its writer has gone and another comes', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'soc-pipe-'));
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const stream = readLastingStream(path);
  try {
    const pieces = stream[Symbol.asyncIterator]();
    for (const line of ['one\n', 'two\n']) {
      await writeFile(path, line);
      assert.equal(String((await pieces.next()).value), line);
    }
  } finally {
    stream.destroy();
    rmSync(folder, { recursive: true });
  }
});
