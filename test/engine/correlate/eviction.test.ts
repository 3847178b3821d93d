import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LoginStream, rulesWith } from './login-stream.ts';

const RULES = rulesWith(`title: Two failures
id: two
name: two
correlation: {type: event_count, rules: [login_failed], group-by: [src_ip], timespan: 1h, condition: {gte: 2}}
level: high`);

const addressOf = (index: number): string => `198.18.${index >> 8}.${index & 255}`;

/** Which of these sources are still remembered: a second failure of theirs is an alert. */
function remembered(stream: LoginStream, time: number, indices: readonly number[]): number[] {
  return indices.filter((index) => stream.accept({ time, ip: addressOf(index) }).length > 0);
}

test('beyond the limit the half that was not touched for longest goes, and is counted', () => {
  const stream = new LoginStream(RULES, { groups: 8 });
  for (let index = 0; index < 8; index++) stream.accept({ time: index, ip: addressOf(index) });
  assert.equal(stream.correlations.groups, 8);
  assert.equal(stream.correlations.evicted.groups, 0);
  stream.accept({ time: 8, ip: addressOf(8) });
  assert.equal(stream.correlations.groups, 5);
  assert.equal(stream.correlations.evicted.groups, 4, 'the first four');
  assert.deepEqual(remembered(stream, 9, [4, 5, 6]), [4, 5, 6]);
});

test('a source that goes on is never let go, however many others come', () => {
  const stream = new LoginStream(RULES, { groups: 8 });
  for (let index = 1; index < 1000; index++) {
    stream.accept({ time: index, ip: addressOf(index) });
    const alerts = stream.accept({ time: index, ip: addressOf(0), outcome: 'failure' });
    if (index > 1) assert.equal(alerts[0]?.eventCount, index);
    assert.ok(stream.correlations.groups <= 8);
  }
});

test('what has been quiet for longer than its rules look back is no loss', () => {
  const stream = new LoginStream(RULES, { groups: 4 });
  for (let index = 0; index < 100; index++) stream.accept({ time: index * 3_600_000, ip: addressOf(index) });
  assert.ok(stream.correlations.groups <= 4);
  assert.equal(stream.correlations.evicted.groups, 0);
});

test('a success of a source that never failed keeps no group', () => {
  const stream = new LoginStream(
    rulesWith(`title: Many
id: many
name: many
correlation: {type: event_count, rules: [login_failed], group-by: [src_ip], timespan: 1h, condition: {gte: 3}}
x_reset_by: [login_accepted]
level: low
---
title: Then one
id: then
name: then
correlation: {type: temporal_ordered, rules: [many, login_accepted], group-by: [src_ip], timespan: 1h}
level: critical`),
  );
  for (let index = 0; index < 10; index++) {
    stream.accept({ time: index, ip: addressOf(index), outcome: 'success' });
  }
  assert.equal(stream.correlations.groups, 0);
});
