import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aboutAttacker, attackerIn } from '../../../src/model/alerts/attacker.ts';

test('what is told of a network is told of its addresses, and the other way round', () => {
  const network = { x_src_net: '203.0.113.0/24' };
  assert.equal(attackerIn(network), '203.0.113.0/24');
  assert.ok(aboutAttacker('203.0.113.7')(network));
  assert.ok(aboutAttacker('203.0.113.0/24')({ src_ip: '203.0.113.7' }));
  assert.ok(!aboutAttacker('203.0.114.7')(network));
  assert.ok(!aboutAttacker('203.0.113.7')({ src_ip: '203.0.113.8' }));
  assert.ok(aboutAttacker('2001:db8:0:1::/64')({ src_ip: '2001:db8:0:1::3' }));
});

test('a host name is itself; an alert about an account or a port is about nobody by address', () => {
  assert.ok(aboutAttacker('evil.example')({ src_host: 'evil.example' }));
  assert.ok(!aboutAttacker('root')({ user: 'root' }));
  assert.equal(attackerIn({ port: '22' }), null);
});
