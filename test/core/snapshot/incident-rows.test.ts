import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { incidentRows } from '../../../src/core/snapshot/incident-rows.ts';
import type { Alert } from '../../../src/model/alerts/alert.ts';
import { alert } from '../../views/fixture.ts';

const of = (attacker: string, level: Alert['rule']['level'], part: Partial<Alert> = {}): Alert => {
  const made = alert({
    id: attacker,
    group: { src_ip: attacker },
    eventCount: 2,
    firstSeen: 10,
    lastSeen: 20,
    ...part,
  });
  return { ...made, rule: { ...made.rule, level, title: `a ${level} rule` } };
};

describe('the rows of incidents', () => {
  it('hold all alerts of one attacker: the worst level, how many are open, the whole time', () => {
    const rows = incidentRows([
      of('203.0.113.7', 'medium', { firstSeen: 5 }),
      of('203.0.113.8', 'low'),
      of('203.0.113.7', 'critical', { lastSeen: 90, status: 'acknowledged' }),
    ]);
    assert.deepEqual(rows[0], {
      attacker: '203.0.113.7',
      ...{ level: 'critical', alerts: 2, open: 1, events: 4, firstSeen: 5, lastSeen: 90 },
      titles: ['a medium rule', 'a critical rule'],
    });
    assert.deepEqual(
      rows.map(({ attacker }) => attacker),
      ['203.0.113.7', '203.0.113.8'],
    );
  });

  it('count an event once, however many rules count it', () => {
    const steady = of('203.0.113.7', 'medium', { eventCount: 9 });
    const twice = [steady, steady, { ...steady, rule: { ...steady.rule, id: 'slow' }, eventCount: 12 }];
    assert.deepEqual(
      incidentRows(twice).map(({ alerts, events }) => [alerts, events]),
      [[3, 18]],
    );
  });

  it('give the alerts of addresses to their network, where a rule tells of it as one', () => {
    const network = (net: string) => of(net, 'medium', { group: { x_src_net: net }, lastSeen: 50 });
    const rows = incidentRows([
      of('203.0.113.7', 'critical', { firstSeen: 1, status: 'acknowledged' }),
      of('2001:db8::1', 'low'),
      network('203.0.113.0/24'),
      network('2001:db8::/64'),
      of('198.51.100.7', 'high'),
    ]);
    assert.deepEqual(
      rows.map(({ attacker, level, alerts, open, firstSeen, lastSeen }) => {
        return [attacker, level, alerts, open, firstSeen, lastSeen];
      }),
      [
        ['203.0.113.0/24', 'critical', 2, 1, 1, 50],
        ['2001:db8::/64', 'medium', 2, 2, 10, 50],
        ['198.51.100.7', 'high', 1, 1, 10, 20],
      ],
    );
  });

  it('leave out alerts about nobody, and those that a stronger one tells of', () => {
    const covered = of('203.0.113.7', 'low', { status: 'covered' });
    assert.deepEqual(incidentRows([covered, of('', 'high', { group: {} })]), []);
  });

  it('name no more than a few rules of an attacker that trips all', () => {
    const many = Array.from({ length: 50 }, (_, number) => ({
      ...of('203.0.113.7', 'low'),
      rule: { ...of('', 'low').rule, title: `rule ${number}` },
    }));
    const [row] = incidentRows(many);
    assert.deepEqual([row?.alerts, row?.titles.length], [50, 6]);
  });
});
