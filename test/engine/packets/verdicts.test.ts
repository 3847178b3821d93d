import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Alert } from '../../../src/model/alerts/alert.ts';
import { levelRank } from '../../../src/model/level.ts';
import { alertsOfCapture } from './alerts.ts';
import { type Made, pcap } from './build.ts';
import { LAN_ATTACKS, LAN_BENIGN } from './lan-traffic.ts';
import { ATTACKS, BENIGN, GUESSING } from './traffic.ts';

/** What the shipped rules say to these packets. */
function alertsOf(packets: readonly Made[]): readonly Alert[] {
  return alertsOfCapture(pcap([...packets].sort((a, b) => a.time - b.time)));
}

describe('nobody who does no harm is told of above low', () => {
  for (const [name, packets] of Object.entries({ ...BENIGN, ...LAN_BENIGN })) {
    test(name, () => {
      const told = alertsOf(packets).filter(({ rule }) => levelRank(rule.level) > levelRank('low'));
      assert.deepEqual(
        told.map(({ rule, group }) => [rule.name, group]),
        [],
      );
    });
  }
});

describe('who attacks is found, and nothing else is', () => {
  for (const [name, [rule, group, packets]] of Object.entries({ ...ATTACKS, ...LAN_ATTACKS })) {
    test(name, () => {
      const told = alertsOf(packets);
      assert.ok(
        told.some(
          (alert) => alert.rule.name === rule && JSON.stringify(alert.group) === JSON.stringify(group),
        ),
        JSON.stringify(told.map((alert) => [alert.rule.name, alert.group])),
      );
      assert.deepEqual(
        told.map((alert) => alert.rule.name).filter((other) => other !== rule),
        [],
      );
    });
  }
});

test('who guesses passwords of a service in clear text is named, as in a log of it', () => {
  const told = alertsOf(GUESSING).filter(({ rule }) => levelRank(rule.level) > levelRank('low'));
  assert.deepEqual(told.map(({ rule, group }) => [rule.name, group]).sort(), [
    ['login_bruteforce', { src_ip: '192.0.2.7' }],
    ['login_bruteforce_fast', { src_ip: '192.0.2.7' }],
  ]);
});
