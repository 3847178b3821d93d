import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { joinParts, stateParts } from '../../../src/core/record/state-parts.ts';

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

test('a state comes back from its parts, whatever is long in it', () => {
  const state = {
    name: 'x',
    nothing: null,
    short: [1, [2, { deep: 'é\ud83d\ude00' }]],
    long: numbers(5001),
    inside: {
      of: [
        { list: numbers(2001), beside: true },
        { list: [], beside: false },
      ],
    },
  };
  assert.deepEqual(joinParts([...stateParts(state)]), state);
});

test('a long list is written piece by piece, so that no text is as long as the whole', () => {
  const parts = [...stateParts({ long: numbers(10_000), rest: 1 })];
  assert.equal(parts.length, 6);
  assert.deepEqual(JSON.parse(inflateRawSync(parts[0] ?? Buffer.alloc(0)).toString()), { long: [], rest: 1 });
});

test('what is an iterable is asked for its items as they are written, and comes back as a list', () => {
  let made = 0;
  const items = {
    *[Symbol.iterator]() {
      for (; made < 4500; made++) yield made;
    },
  };
  const parts = stateParts({ items })[Symbol.iterator]();
  parts.next();
  parts.next();
  assert.equal(made, 1999);
  made = 0;
  assert.deepEqual(joinParts([...stateParts({ items })]), { items: numbers(4500) });
});

test('damaged parts are an error', () => {
  const [part = Buffer.alloc(0)] = stateParts({ a: 1 });
  assert.throws(() => joinParts([part.slice(0, 2)]));
  assert.throws(() => joinParts([]));
});
