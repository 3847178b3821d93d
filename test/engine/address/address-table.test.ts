import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AddressTable, UNKNOWN } from '../../../src/engine/address/address-table.ts';

test('addresses, names and what only looks like an address are told apart', () => {
  const keys = [
    '0.0.0.0',
    '255.255.255.255',
    '192.0.2.1',
    '192.0.2.01',
    '192.0.2.256',
    '192.0.2',
    '192.0.2.1.1',
    '192.0.2.',
    '.192.0.2.1',
    '2001:db8::1',
    'bastion.example.org',
    '3221225985',
    '',
  ];
  const table = new AddressTable();
  for (const [value, key] of keys.entries()) {
    assert.equal(table.get(key), UNKNOWN, key);
    table.add(key, value);
  }
  assert.deepEqual(
    keys.map((key) => table.get(key)),
    keys.map((_, value) => value),
  );
  assert.equal(table.get('192.0.2.2'), UNKNOWN);
});

test('as many as come are found again, and none after clearing', () => {
  const addressOf = (index: number): string => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
  const table = new AddressTable();
  for (let index = 0; index < 100_000; index++) table.add(addressOf(index), index);
  for (let index = 0; index < 100_000; index++) assert.equal(table.get(addressOf(index)), index);
  table.clear();
  assert.equal(table.get(addressOf(0)), UNKNOWN);
});
