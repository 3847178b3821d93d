import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ProtectedSet } from '../../src/responders/protect.ts';
import { liveProtections } from '../../src/responders/protected/live.ts';

const PRIVATE = ['10.1.2.3', '172.16.0.1', '192.168.1.1', '100.64.0.9', '169.254.7.7', 'fd00::7', 'fe80::7'];

describe('private addresses', () => {
  const closed = new ProtectedSet({ live: () => [], allowlist: [], privateToo: false });
  const open = new ProtectedSet({ live: () => [], allowlist: [], privateToo: true });
  for (const address of PRIVATE) {
    test(`${address}: not by the policy unless the configuration says so, by a person at any time`, () => {
      assert.equal(closed.refusal(address, 'policy')?.why, 'it is a private address');
      assert.equal(open.refusal(address, 'policy'), null);
      assert.equal(closed.refusal(address, 'analyst'), null);
    });
  }
  test('others may be banned by the policy', () => {
    for (const address of ['203.0.113.7', '172.32.0.1', '2001:db8::7']) {
      assert.equal(closed.refusal(address, 'policy'), null);
    }
  });
});

test('what holds is asked anew only when told', () => {
  let live = ['203.0.113.7'];
  const set = new ProtectedSet({
    live: () => live.map((address) => ({ address, why: 'somebody is there' })),
    allowlist: [],
    privateToo: false,
  });
  live = ['203.0.113.8'];
  assert.equal(set.refusal('203.0.113.7', 'analyst')?.why, 'somebody is there');
  set.refresh();
  assert.equal(set.refusal('203.0.113.7', 'analyst'), null);
  assert.equal(set.refusal('203.0.113.8', 'analyst')?.why, 'somebody is there');
});

test('of this very machine: its own addresses are protected, and each says why', () => {
  const live = liveProtections();
  assert.ok(
    live.some(({ address, why }) => address === '127.0.0.1' && why === 'it is an address of this machine'),
  );
  assert.ok(live.every(({ why }) => why.length > 0));
});
