import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Wanted } from '../../src/commands/reach.ts';
import { storedByRunning } from '../../src/commands/storing.ts';
import { openDoors } from '../../src/core/doors/doors.ts';

test('the core that runs on a state directory stores what it knows before that is read', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'soc-storing-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const wanted: Wanted = { folders: [folder], state: folder, door: 'act', actor: 'anna', version: '1.0.0' };
  assert.equal(await storedByRunning(wanted), null, 'nobody runs there');

  const asked: string[] = [];
  let answer: string | null = null;
  const doors = await openDoors(
    { folder, readGroup: null, actGroup: null, version: '1.0.0' },
    folder,
    async ({ kind }) => {
      asked.push(kind);
      return answer;
    },
  );
  t.after(() => doors.close());
  assert.equal(await storedByRunning(wanted), null);
  answer = '7 alerts wait for the store';
  assert.equal(await storedByRunning(wanted), answer);
  assert.deepEqual(asked, ['store', 'store']);
  assert.equal(await storedByRunning({ ...wanted, version: '2.0.0' }), null, 'one that may not be asked');
});
