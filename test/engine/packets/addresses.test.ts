import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Addresses, placeOf } from '../../../src/engine/packets/table/addresses.ts';

const LIMIT = 3072;
const SEED = 77;

function filled(add: (table: Addresses, index: number) => void): Addresses {
  const table = new Addresses(LIMIT, SEED);
  for (let index = 0; !table.isFull; index++) add(table, index);
  return table;
}

test('IPv6 addresses take more memory, and so the table holds two thirds as many of them', () => {
  const plain = filled((table, index) => table.plain(index));
  const wide = filled((table, index) => table.tagged(0x20010db8, 0, 0, index, 1));
  assert.ok(Math.abs(plain.size - LIMIT) <= 2, `${plain.size} of IPv4`);
  assert.ok(Math.abs(wide.size - (2 * LIMIT) / 3) <= 2, `${wide.size} of IPv6`);
});

test('who is kept when room is made is found where it was, and the others are new', () => {
  const table = filled((addresses, index) => addresses.plain(index));
  const before = Array.from({ length: 100 }, (_, index) => table.plain(index));
  assert.equal(
    table.sweep((place) => place % 2 === 0),
    Math.floor(table.places / 2),
  );
  for (const [index, handle] of before.entries()) {
    const isKept = placeOf(handle) % 2 === 0;
    assert.equal(table.plain(index) === handle, isKept, `address ${index}`);
  }
});

test('places that became free are used again, and each address is told apart as before', () => {
  const table = filled((addresses, index) =>
    index % 3 === 0 ? addresses.tagged(0x20010db8, 0, 0, index, 1) : addresses.plain(index),
  );
  const places = table.places;
  for (let round = 1; round <= 3; round++) {
    table.sweep((place) => place % 2 === 0);
    for (let index = 0; !table.isFull; index++) {
      const plain = table.plain(round * 10_000 + index);
      if (index % 5 === 0 && !table.isFull) table.tagged(round, 0, 0, index, 1);
      assert.equal(table.plain(round * 10_000 + index), plain);
    }
    assert.ok(table.places <= places + places / 2, `${table.places} places`);
  }
  const texts = new Set(
    Array.from({ length: table.places }, (_, place) => place)
      .filter((place) => table.isUsed(place))
      .map((place) => table.text(table.handle(place))),
  );
  assert.equal(texts.size, table.size);
});
