import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GrowingBytes } from '../../../src/engine/arrays/growing-bytes.ts';

const PAGE = 1 << 16;

test('what was written stays while the bytes grow', () => {
  const bytes = new GrowingBytes(new Float64Array([1.5, 2.5]).buffer);
  for (const size of [64, PAGE, 16 * PAGE, 16 * PAGE + 8, 40 * PAGE]) {
    const buffer = bytes.grow(size);
    assert.ok(buffer.byteLength >= size);
    assert.deepEqual([...new Float64Array(buffer, 0, 2)], [1.5, 2.5], `of ${size} bytes`);
  }
});

test('many bytes grow where they are, and arrays of before see what is written', () => {
  const bytes = new GrowingBytes(new ArrayBuffer(8));
  const before = new Int32Array(bytes.grow(20 * PAGE));
  const after = new Int32Array(bytes.grow(30 * PAGE));
  after[7] = 42;
  assert.equal(before[7], 42);
});

test('where there is no room to grow in place, bytes are copied', () => {
  const bytes = new GrowingBytes(new ArrayBuffer(8), 20);
  new Int32Array(bytes.grow(18 * PAGE))[7] = 42;
  for (const size of [21 * PAGE, 25 * PAGE]) {
    const buffer = bytes.grow(size);
    assert.equal(buffer.byteLength, size);
    assert.equal(new Int32Array(buffer)[7], 42);
  }
});
