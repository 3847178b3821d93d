import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  float64s,
  float64sOf,
  int32s,
  int32sOf,
  longerFloat64s,
  longerInt32s,
  longerUint8s,
  numbersIn,
  uint8s,
  uint32s,
  uint32sOf,
} from '../../../src/engine/arrays/large-arrays.ts';

/** Below and above the size from which they are pages of their own. */
const LENGTHS = [0, 3, 1 << 10, 1 << 16, (1 << 18) + 1] as const;

test('arrays of any length begin at nothing', () => {
  for (const length of LENGTHS)
    for (const array of [int32s(length), uint32s(length), uint8s(length), float64s(length)]) {
      assert.equal(array.length, length);
      assert.ok(array.every((each) => each === 0));
    }
});

test('an array that becomes longer has what it had, and nothing behind it', () => {
  for (const length of LENGTHS) {
    let numbers: Int32Array = int32s(length).map((_, at) => -at);
    let times: Float64Array = float64s(length).map((_, at) => at + 0.5);
    let bytes: Uint8Array = uint8s(length).fill(7);
    for (let longer = length + 1; longer < 1 << 20; longer *= 2) {
      numbers = longerInt32s(numbers, longer);
      times = longerFloat64s(times, longer);
      bytes = longerUint8s(bytes, longer);
      assert.deepEqual([numbers.length, times.length, bytes.length], [longer, longer, longer]);
    }
    assert.ok(numbers.every((each, at) => each === (at < length ? -at : 0)));
    assert.ok(times.every((each, at) => each === (at < length ? at + 0.5 : 0)));
    assert.ok(bytes.every((each, at) => each === (at < length ? 7 : 0)));
  }
});

test('a copy has what the array has, and neither is written through the other, nor as they grow', () => {
  for (const length of LENGTHS) {
    const times = float64s(length).map((_, at) => at + 0.5);
    const numbers = int32s(length).map((_, at) => -at);
    for (const [copy, original] of [
      [float64sOf(times), times],
      [int32sOf(numbers), numbers],
    ] as const) {
      assert.deepEqual(copy, original);
      copy.fill(7);
      assert.ok(original.every((each) => each !== 7));
    }
    const copy = int32sOf(numbers);
    longerInt32s(numbers, 2 * length).fill(7);
    assert.ok(copy.every((each) => each !== 7));
    assert.deepEqual([...uint32sOf(uint32s(length).fill(9))], new Array(length).fill(9));
  }
});

test('a shorter copy has the first ones', () => {
  const length = 1 << 18;
  assert.deepEqual([...int32sOf(int32s(length).fill(5), 3)], [5, 5, 5]);
  assert.deepEqual([...float64sOf(float64s(length).fill(0.5), 2)], [0.5, 0.5]);
});

test('whole numbers among times stay as they are, also where they are no time', () => {
  for (const length of LENGTHS.slice(1)) {
    const times = float64s(length);
    // A NaN with bits of its own.
    const bits = [0x1234_5678, 0x7ff4_0001];
    numbersIn(times).set(bits);
    for (const others of [float64sOf(times), longerFloat64s(times, 2 * length)])
      assert.deepEqual([...numbersIn(others).subarray(0, 2)], bits);
  }
});
