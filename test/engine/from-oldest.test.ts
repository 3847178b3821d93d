import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FromOldest } from '../../src/engine/from-oldest.ts';

/** The first that is wanted; those before it are put back at the end. */
function take(
  map: Map<string, number>,
  walk: FromOldest<string, number>,
  isWanted: (value: number) => boolean,
) {
  for (const [key, value] of walk) {
    map.delete(key);
    if (isWanted(value)) return key;
    map.set(key, value);
  }
  return null;
}

const anything = () => true;

test('entries come oldest first, those that came meanwhile too, and an empty map ends it', () => {
  const map = new Map([
    ['a', 1],
    ['b', 2],
  ]);
  const walk = new FromOldest(map);
  assert.equal(take(map, walk, anything), 'a');
  map.set('c', 3);
  assert.equal(take(map, walk, anything), 'b');
  assert.equal(take(map, walk, anything), 'c');
  assert.equal(take(map, walk, anything), null);
  map.set('d', 4);
  assert.equal(take(map, walk, anything), 'd');
});

test('an entry that is put back comes after all others, and again when it is its turn', () => {
  const map = new Map([
    ['growing', 1],
    ['over', 0],
    ['over, too', 0],
  ]);
  const walk = new FromOldest(map);
  const isOver = (value: number) => value === 0;
  assert.equal(take(map, walk, isOver), 'over');
  assert.equal(take(map, walk, isOver), 'over, too');
  assert.deepEqual([...map.keys()], ['growing']);
  assert.equal(take(map, walk, anything), 'growing');
});
