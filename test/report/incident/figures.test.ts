import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Alert } from '../../../src/model/alerts/alert.ts';
import { eventsOf, figuresOf } from '../../../src/report/incident/figures.ts';
import { alertOf } from '../../core/record/alert-of.ts';

const BRUTE = { ...alertOf({}).rule, id: 'brute', name: 'sshd_bruteforce' };
const SLOW = { ...BRUTE, id: 'slow', name: 'sshd_slow' };
const NETWORK = { ...BRUTE, id: 'network', name: 'sshd_network' };

/** Four addresses of a network that fail ten times each, as three rules see it. */
const ALERTS: readonly Alert[] = [
  ...[1, 2, 3, 4].flatMap((n) => [
    alertOf({ id: `b${n}`, rule: BRUTE, group: { src_ip: `203.0.113.${n}` }, eventCount: 10 }),
    alertOf({ id: `s${n}`, rule: SLOW, group: { src_ip: `203.0.113.${n}` }, eventCount: 6 }),
  ]),
  alertOf({ id: 'n', rule: NETWORK, group: { x_src_net: '203.0.113.0/24' }, eventCount: 38 }),
];

const eventsOfKind = (alerts: readonly Alert[]) =>
  Object.fromEntries(figuresOf({ alerts, decisions: [] }).kinds.map(({ kind, events }) => [kind, events]));

test('what several rules count of an address, and a rule of its network again, is counted once', () => {
  assert.deepEqual(eventsOfKind(ALERTS), { ssh: 40 });
  const figures = figuresOf({ alerts: ALERTS, decisions: [] });
  assert.deepEqual(
    figures.incidents.map((incident) => [incident.attacker, eventsOf(incident, figures)]),
    [['203.0.113.0/24', 40]],
  );
});

test('a network that has more than its addresses were alerted for counts in full', () => {
  const many = alertOf({ id: 'n', rule: NETWORK, group: { x_src_net: '203.0.113.0/24' }, eventCount: 90 });
  assert.deepEqual(eventsOfKind([...ALERTS.slice(0, -1), many]), { ssh: 90 });
});

test('who is elsewhere is added; what is counted by account, or of all together, is not', () => {
  const elsewhere = alertOf({ id: 'e', rule: BRUTE, group: { src_ip: '198.51.100.1' }, eventCount: 5 });
  const byAccount = alertOf({
    id: 'u',
    rule: { ...SLOW, id: 'user' },
    group: { user: 'root' },
    eventCount: 30,
  });
  const all = alertOf({ id: 'all', rule: { ...SLOW, id: 'all' }, group: {}, eventCount: 45 });
  assert.deepEqual(eventsOfKind([...ALERTS, elsewhere, byAccount, all]), { ssh: 45 });
  assert.deepEqual(eventsOfKind([...ALERTS, { ...all, eventCount: 50 }]), { ssh: 50 });
});

test('an attack on the web beside it is another kind', () => {
  const web = alertOf({
    id: 'w',
    class: 'sqli',
    rule: { ...BRUTE, id: 'w', name: 'web_sqli' },
    eventCount: 7,
  });
  assert.deepEqual(eventsOfKind([...ALERTS, { ...web, group: { src_ip: '203.0.113.1' } }]), {
    ssh: 40,
    sqli: 7,
  });
});
