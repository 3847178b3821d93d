import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type EntityParts, entityOf } from '../../../src/core/snapshot/entity.ts';
import type { Evidence } from '../../../src/model/alerts/alert.ts';
import { alert } from '../../views/fixture.ts';

const nothing = { find: () => null };
const engine = {
  logins: { ...nothing, all: () => [] },
  web: nothing,
  intelligence: null,
} as unknown as EntityParts['engine'];

function lines(...raws: readonly string[]): readonly Evidence[] {
  return raws.map((raw, index) => ({ source: 'auth.log', line: index + 1, raw, time: 100 + index }));
}

function entity(value: string, group: Readonly<Record<string, string>>, evidence: readonly Evidence[]) {
  return entityOf(value, {
    engine,
    alerts: [alert({ id: 'a', group, firstSeen: 10, lastSeen: 900 })],
    linesOf: () => evidence,
    decisions: [],
    notes: { of: () => [] },
  });
}

const told = ({ timeline }: ReturnType<typeof entity>) =>
  timeline.flatMap(({ kind, text }) => (kind === 'line' ? [text] : []));

describe('what is known of an address', () => {
  it('of an alert about its network, are its own lines and its own time', () => {
    const own = ['refused 10.7.6.20 port 1', 'peer 10.7.6.20:443.', '10.7.6.20'];
    const others = ['refused 10.7.6.2 port 1', 'refused 110.7.6.20 port 1', 'refused 10.7.6.200'];
    const found = entity('10.7.6.20', { x_src_net: '10.7.6.0/24' }, lines(...own, ...others));
    assert.deepEqual(told(found).sort(), [...own].sort());
    assert.deepEqual([found.first, found.last], [100, 102]);
    assert.equal(found.alerts.total, 1);
  });

  it('knows its own address however a line writes it', () => {
    const own = ['from 2001:DB8::0:15 port 1', 'from [2001:db8::15]:22', 'from 2001:db8:0:0:0:0:0:15.'];
    const group = { x_src_net: '2001:db8::/64' };
    const found = entity('2001:db8::15', group, lines(...own, 'from 2001:db8::16 port 1'));
    assert.equal(told(found).length, 3);
  });

  it('of an alert about itself are all lines, also those that do not name it', () => {
    const found = entity('10.7.6.20', { src_ip: '10.7.6.20' }, lines('pam: failure', 'refused 10.7.6.20'));
    assert.deepEqual([told(found).length, found.first, found.last], [2, 10, 101]);
  });
});
