import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PerSecond, type SecondCount } from '../../../src/engine/packets/analysis/per-second.ts';
import { type Sample, Samples } from '../../../src/engine/packets/samples.ts';

const MOST = 4096;
const MOST_COUNTED = 512;
const MOST_TOLD = 64;
const MESSAGE = Uint8Array.of(1, 2, 3, 4);

function sample(number: number): Sample {
  const bytes = Uint8Array.of(number & 255);
  return { number, time: 0, nanos: 0, link: 1, length: 1, bytes, isCut: false };
}

test('the latest packets are kept, the oldest go first, and one that is kept again takes no second place', () => {
  const samples = new Samples();
  for (let number = 1; number <= MOST + 10; number++) {
    samples.add(sample(number));
    samples.add(sample(number));
  }
  assert.equal(samples.get(10), null);
  assert.deepEqual(samples.get(11), sample(11));
  assert.equal(samples.get(MOST + 10)?.number, MOST + 10);
});

test('of a storm of askers those with most are told of, and all others are counted as let go', () => {
  const told = new Map<number, SecondCount>();
  const storm = new PerSecond((who, counted) => told.set(who, counted));
  for (let who = 0; who < MOST_COUNTED; who++)
    assert.equal(storm.add(who, 1000, who + 1, 20, MESSAGE, 0, 4), true);
  assert.equal(storm.add(MOST_COUNTED, 1000, MOST_COUNTED + 1, 20, MESSAGE, 0, 4), false);
  assert.equal(storm.add(500, 1001, MOST_COUNTED + 2, 20, MESSAGE, 0, 4), true);
  storm.turn();
  assert.equal(told.size, MOST_TOLD);
  assert.equal(told.get(500)?.count, 2);
  assert.deepEqual(told.get(500)?.message.subarray(0, 5), Uint8Array.of(1, 2, 3, 4, 0));
  assert.equal(storm.displaced, MOST_COUNTED + 1 - MOST_TOLD);
  assert.equal(
    storm.add(MOST_COUNTED, 2000, MOST_COUNTED + 3, 20, MESSAGE, 0, 4),
    true,
    'the next second begins anew',
  );
});
