import assert from 'node:assert/strict';
import { test } from 'node:test';
import { incidents } from '../../../src/engine/incident/incidents.ts';
import type { Alert } from '../../../src/model/alerts/alert.ts';
import { alertOf } from '../../core/record/alert-of.ts';

const HOUR = 3_600_000;

function from(address: string, part: Parameters<typeof alertOf>[0] = {}): Alert {
  return alertOf({ id: `${address} ${part.firstSeen ?? 1000}`, group: { src_ip: address }, ...part });
}

function tagged(alert: Alert, ...tags: readonly string[]): Alert {
  return { ...alert, rule: { ...alert.rule, tags } };
}

function attackers(...alerts: readonly Alert[]): string[] {
  return incidents(alerts).map(({ attacker, kind, alerts: own }) => `${kind} ${attacker} ${own.length}`);
}

test('alerts of one address from several sources are one incident, told in order of time', () => {
  const scan = tagged(
    from('203.0.113.7', { firstSeen: 1000, sources: ['dump.pcap'], level: 'low' }),
    'attack.reconnaissance',
    'attack.t1595.001',
  );
  const guess = tagged(
    from('203.0.113.7', { firstSeen: 5000, sources: ['auth.log'], users: ['root', 'admin'], level: 'high' }),
    'attack.t1110.001',
  );
  const again = tagged(
    from('203.0.113.7', { firstSeen: 9000, sources: ['auth.log'] }),
    'attack.t1110.001',
    'attack.collection',
    'attack.t9999',
  );
  const [incident, ...others] = incidents([again, guess, scan]);
  assert.ok(incident);
  assert.deepEqual(others, []);
  assert.equal(incident.level, 'high');
  assert.deepEqual(incident.alerts, [scan.id, guess.id, again.id]);
  assert.deepEqual(incident.sources, ['dump.pcap', 'auth.log']);
  assert.deepEqual(incident.users, ['root', 'admin']);
  assert.deepEqual(
    incident.chain.map(({ technique, tactic, first }) => [technique, tactic, first]),
    [
      ['T1595.001', 'reconnaissance', 1000],
      ['T1110.001', 'credential-access', 5000],
      ['T9999', 'collection', 9000],
    ],
  );
  assert.match(
    incident.story[1] ?? '',
    /^1970-01-01T00:00:05.000Z Rule \(high, 5 events, accounts root, admin\)$/,
  );
});

test('the worst incident comes first, and what names nobody is in none', () => {
  const flood = alertOf({ group: { dst_ip: '192.0.2.80' }, level: 'critical' });
  assert.deepEqual(
    attackers(from('203.0.113.7', { level: 'low' }), from('198.51.100.1', { level: 'critical' }), flood),
    ['address 198.51.100.1 1', 'address 203.0.113.7 1'],
  );
});

test('addresses of one /64 are one attacker', () => {
  const all = ['2001:db8:1:2::1', '2001:db8:1:2::2'].map((address) => from(address));
  const [incident] = incidents(all);
  assert.deepEqual(incident?.addresses, ['2001:db8:1:2::1', '2001:db8:1:2::2']);
  assert.match(incident?.story[0] ?? '', /2001:db8:1:2::1: Rule/);
  assert.deepEqual(attackers(...all, from('2001:db8:1:3::1')), [
    'network 2001:db8:1:2::/64 2',
    'address 2001:db8:1:3::1 1',
  ]);
});

test('of a /24 it takes four that do the same within an hour; neighbours in a private network are not one', () => {
  const three = [1, 2, 3].map((host) => from(`203.0.113.${host}`));
  assert.equal(incidents(three).length, 3);
  assert.deepEqual(attackers(...three, from('203.0.113.4')), ['network 203.0.113.0/24 4']);
  const later = from('203.0.113.4', { firstSeen: 2 * HOUR });
  const other = from('203.0.113.4', { class: 'sqli' });
  for (const fourth of [later, other]) assert.equal(incidents([...three, fourth]).length, 4);
  for (const network of ['10.0.0.', '172.30.77.', '192.168.1.', '100.64.3.', 'fd00::', 'fe80::'])
    assert.equal(incidents([1, 2, 3, 4].map((host) => from(`${network}${host}`))).length, 4, network);
});

test('a network that a rule has found takes its addresses, private ones too', () => {
  const spraying = alertOf({ id: 'net', group: { x_src_net: '10.0.0.0/24' } });
  assert.deepEqual(attackers(from('10.0.0.1'), from('10.0.1.1'), spraying), [
    'network 10.0.0.0/24 2',
    'address 10.0.1.1 1',
  ]);
  const [alone] = incidents([spraying]);
  assert.match(alone?.story[0] ?? '', /Z Rule \(/, 'nobody of it is known by address');
});

test('what an account does after it was broken into belongs to the intruder', () => {
  const brokeIn = tagged(
    from('203.0.113.7', { firstSeen: HOUR, users: ['deploy'], level: 'critical' }),
    'attack.t1078',
  );
  const sudo = (user: string, at: number): Alert =>
    alertOf({ id: `sudo ${user} ${at}`, group: { user }, firstSeen: at });
  assert.deepEqual(attackers(brokeIn, sudo('deploy', 2 * HOUR)), ['address 203.0.113.7 2']);
  assert.deepEqual(attackers(brokeIn, sudo('alice', 2 * HOUR)).length, 2);
  assert.deepEqual(attackers(brokeIn, sudo('deploy', 0)).length, 2);
  assert.deepEqual(attackers(brokeIn, sudo('deploy', 26 * HOUR)).length, 2);
});

test('a host name that a daemon wrote is an attacker of its own', () => {
  assert.deepEqual(attackers(alertOf({ group: { src_host: 'evil.example' } })), ['host evil.example 1']);
});
