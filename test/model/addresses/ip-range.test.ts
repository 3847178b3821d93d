import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { banScope, overlap, parseRange, widerBan } from '../../../src/model/addresses/ip-range.ts';

describe('what may be banned', () => {
  const cases: readonly [text: string, value: string | null][] = [
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['203.0.113.7/32', '203.0.113.7'],
    ['203.0.113.77/24', '203.0.113.0/24'],
    ['2001:DB8::77/128', '2001:db8::77'],
    ['2001:db8:1:2:3:4:5:6/64', '2001:db8:1:2::/64'],
    ['::ffff:203.0.113.77/120', '203.0.113.0/24'],
    ['::ffff:203.0.113.77/24', null],
    ['203.0.113.0/16', null],
    ['203.0.113.0/25', null],
    ['2001:db8::/48', null],
    ['0.0.0.0/0', null],
    ['::/0', null],
    ['203.0.113.0/24/24', null],
    ['203.0.113.0/-8', null],
    ['203.0.113.0/', null],
    ['203.0.113.0/24 ', null],
    ['example.net/24', null],
    ['', null],
  ];
  for (const [text, value] of cases) {
    test(`"${text}" is ${value ?? 'nothing'}`, () => {
      assert.equal(banScope(text)?.value ?? null, value);
    });
  }
});

test('the wider ban of an address is its /24 or /64', () => {
  assert.deepEqual(
    [widerBan('203.0.113.7'), widerBan('2001:db8:0:1::7')],
    ['203.0.113.0/24', '2001:db8:0:1::/64'],
  );
});

test('ranges overlap when they share an address, and never across families', () => {
  const pairs: readonly [a: string, b: string, shared: boolean][] = [
    ['203.0.113.0/24', '203.0.113.255', true],
    ['203.0.113.0/24', '203.0.114.0', false],
    ['10.0.0.0/8', '10.255.0.0/24', true],
    ['::/0', '0.0.0.0/0', false],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
  ];
  for (const [a, b, shared] of pairs) {
    const [one, other] = [parseRange(a), parseRange(b)];
    assert.ok(one && other);
    assert.deepEqual([overlap(one, other), overlap(other, one)], [shared, shared], `${a} ${b}`);
  }
});
