import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PerSecond, type SecondCount } from '../../../src/engine/packets/analysis/per-second.ts';
import { type Sample, Samples } from '../../../src/engine/packets/samples.ts';

const MOST = 4096;

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
  assert.equal(samples.get(11)?.number, 11);
  assert.equal(samples.get(MOST + 10)?.number, MOST + 10);
});

test('who comes after the first few thousand of a second is not counted, and counts again in the next', () => {
  const told = new Map<number, SecondCount>();
  const storm = new PerSecond((who, counted) => told.set(who, counted));
  for (let who = 0; who < MOST; who++) assert.equal(storm.add(who, 1000, who + 1, 20, String), true);
  assert.equal(storm.add(MOST, 1000, MOST + 1, 20, String), false);
  assert.equal(storm.add(7, 1001, MOST + 2, 20, String), true);
  storm.turn();
  assert.equal(told.size, MOST);
  assert.equal(told.get(7)?.count, 2);
  assert.equal(storm.displaced, 1);
  assert.equal(storm.add(MOST, 2000, MOST + 3, 20, String), true);
});
