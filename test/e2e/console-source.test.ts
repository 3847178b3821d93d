import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openSession } from '../support/session.ts';

const SOURCE = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

test('the console runs from source, its core too', async () => {
  const session = openSession({ command: process.execPath, args: ['--import', 'tsx', SOURCE, 'demo'] });
  try {
    await session.waitFor(/SSH brute force .*172\.30\.77\.101/);
    session.press('q');
    assert.equal((await session.exit).code, 0);
  } finally {
    await session.close();
  }
});
