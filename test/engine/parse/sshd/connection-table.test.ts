import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConnectionTable } from '../../../../src/engine/parse/sshd/connection-table.ts';

const NOW = Date.UTC(2026, 10, 20);

test('finds each connection under its own number, those of one slot too', () => {
  const table = new ConnectionTable();
  const ids = [5, 5 + 8192, 5 + 2 * 8192, '5', '@192.0.2.1', 6];
  const connections = ids.map((id) => table.add(id, NOW));
  for (const gone of [1, 3, 0, 5, 2, 4]) {
    const connection = connections[gone];
    assert.ok(connection);
    table.remove(connection);
    for (const [index, id] of ids.entries()) {
      const expected = connections[index]?.known ? connections[index] : undefined;
      assert.equal(table.get(id), expected, `${id} after ${ids[gone]} was removed`);
    }
  }
});

test('finds them all while it grows, and when they have gone again', () => {
  const table = new ConnectionTable();
  const ids = Array.from({ length: 10_000 }, (_, index) => 7 * index);
  const connections = ids.map((id) => table.add(id, NOW));
  for (const [index, id] of ids.entries()) assert.equal(table.get(id), connections[index], `${id}`);
  for (const connection of connections.slice(1)) table.remove(connection);
  assert.deepEqual(
    ids.filter((id) => table.get(id) !== undefined),
    [0],
  );
});

test('makes an object that was given back into a connection of which nothing is known', () => {
  const table = new ConnectionTable();
  const first = table.add(1, NOW);
  const { life } = first;
  Object.assign(first, { port: 22, ended: true, told: true, keyboard: 1, pamErrors: 1, pamCounted: 1 });
  first.pamModule = 'pam_unix';
  table.remove(first);
  table.reuse(first);
  const second = table.add(2, NOW + 1000);
  assert.equal(second, first, 'the same object');
  assert.notEqual(second.life, life);
  assert.deepEqual(second.save(), { ...new ConnectionTable().add(2, NOW + 1000).save() });
});
