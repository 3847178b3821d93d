import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AddressKeys } from '../../../src/engine/address/address-keys.ts';

test('every key reads as it was given: addresses, near misses of one, other texts', () => {
  const given = [
    ...['0.0.0.0', '203.0.113.7', '255.255.255.254', '255.255.255.255', '01.2.3.4', '1.2.3'],
    ...['2001:db8::1', 'host.example', '', '192.0.2.1 ', '1.2.3.4.5'],
  ];
  const keys = new AddressKeys();
  assert.deepEqual(
    given.map((key) => keys.push(key)),
    given.map((_, number) => number),
  );
  assert.deepEqual([...keys.all()], given);
  assert.equal(keys.size, given.length);
});

test('a number that is used again has its new key only', () => {
  const keys = new AddressKeys();
  const [first, second] = [keys.push('host.example'), keys.push('192.0.2.1')];
  keys.set(first, '192.0.2.2');
  keys.set(second, '2001:db8::1');
  assert.deepEqual([...keys.all()], ['192.0.2.2', '2001:db8::1']);
  keys.drop(second);
  assert.equal(keys.text(second), '');
  keys.set(second, '192.0.2.3');
  assert.deepEqual([...keys.all()], ['192.0.2.2', '192.0.2.3']);
});

test('more keys than there is room for at first', () => {
  const keys = new AddressKeys();
  const given = Array.from({ length: 1000 }, (_, at) => `198.51.${at >> 8}.${at & 255}`);
  for (const key of given) keys.push(key);
  assert.deepEqual([...keys.all()], given);
});
