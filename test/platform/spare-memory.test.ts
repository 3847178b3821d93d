import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getHeapSpaceStatistics } from 'node:v8';
import { ScreenRoom, spareMemory } from '../../src/platform/spare-memory.ts';

function youngBytes(): number {
  return getHeapSpaceStatistics().find((space) => space.space_name === 'new_space')?.space_size ?? 0;
}

test('room for new objects that has grown is given back, and what little there is stays as it is', async () => {
  spareMemory();
  const room = new ScreenRoom();
  let kept: unknown[] = [];
  for (let round = 0; round < 1_000 && youngBytes() <= 8 * 2 ** 20; round++)
    kept = Array.from({ length: 20_000 }, (_, at) => ({ at, before: [round] }));
  assert.equal(kept.length, 20_000);
  const grown = youngBytes();
  assert.ok(grown > 8 * 2 ** 20, `${grown} bytes`);
  kept = [];
  await room.look();
  const small = youngBytes();
  assert.ok(small < grown / 2, `${small} of ${grown} bytes`);
  await room.look();
  assert.equal(youngBytes(), small);
});
