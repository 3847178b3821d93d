import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LoginStream, rulesWith } from '../login-stream.ts';

const RULES = rulesWith(`title: Two failures
id: two
name: two
correlation: {type: event_count, rules: [login_failed], group-by: [src_ip], timespan: 1h, condition: {gte: 2}}
x_tiers: [{gte: 4, level: critical}]
level: high`);

test('an alert is news when it opens and when it gets worse; between, it only grows', () => {
  const stream = new LoginStream(RULES);
  const told = [1, 2, 3, 4, 5].map((time) =>
    stream.changes({ time, ip: '192.0.2.1' }).map(({ what }) => what),
  );
  assert.deepEqual(told, [[], ['news'], ['grown'], ['news'], ['grown']]);
});

test('that an alert grew is told once until somebody reads it; that it got worse, always', () => {
  const stream = new LoginStream(RULES);
  const seen = [1, 2, 3].flatMap((time) => stream.changes({ time, ip: '192.0.2.1', user: 'root' }));
  assert.deepEqual(
    seen.map(({ what }) => what),
    ['news', 'grown'],
  );
  const next = (time: number) =>
    stream.changes({ time, ip: '192.0.2.1', user: 'root' }).map(({ what }) => what);
  assert.deepEqual([next(4), next(5), next(6)], [['news'], ['grown'], []]);
  assert.equal(stream.correlations.open.get(seen[0]?.id ?? '')?.eventCount, 6);
  assert.deepEqual([next(7), next(8)], [['grown'], []]);
});

test('an alert that makes room for others is told of a last time, as far as it grew', () => {
  const stream = new LoginStream(RULES, { alerts: { resting: 2, most: 2 } });
  const day = 86_400_000;
  const seen = [0, 1, 2].flatMap((index) => {
    const ip = `192.0.2.${index}`;
    return [1, 2, 3].flatMap((step) => stream.changes({ time: index * day + step, ip }));
  });
  const over = seen.filter(({ what }) => what === 'over').map(({ alert }) => [alert.group, alert.eventCount]);
  assert.deepEqual(over, [[{ src_ip: '192.0.2.0' }, 3]]);
  assert.equal(stream.correlations.evicted.alerts, 1);
});

test('beyond those that may rest only what is over makes room, one that may still grow when there is no more room at all', () => {
  const stream = new LoginStream(RULES, { alerts: { resting: 2, most: 4 } });
  const attack = (ip: string, time: number) =>
    [1, 2].flatMap((step) => stream.changes({ time: time + step, ip }));
  const kept = () => stream.correlations.open.all().map(({ group }) => group.src_ip);
  for (const [index, ip] of ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'].entries())
    attack(ip, index * 1000);
  assert.equal(kept().length, 4);
  attack('192.0.2.5', 5000);
  assert.deepEqual([kept().length, stream.correlations.evicted.alerts], [4, 1]);
  for (let hour = 3; hour < 9; hour++) attack(`192.0.2.${hour + 10}`, hour * 3_600_000);
  assert.equal(kept().length, 4, 'one that is over for each new one');
});

test('when there is no more room, what grows at this moment stays, and then the graver one, the later one', () => {
  const stream = new LoginStream(RULES, { alerts: { resting: 4, most: 4 } });
  const attack = (ip: string, times: number, from: number) => {
    for (let step = 0; step < times; step++) stream.changes({ time: from + step, ip });
  };
  const kept = () =>
    stream.correlations.open.all().map(({ group }) => group.src_ip?.slice('192.0.2.'.length));
  const minute = 60_000;
  attack('192.0.2.1', 2, 0);
  attack('192.0.2.2', 4, 0);
  attack('192.0.2.3', 2, minute);
  attack('192.0.2.4', 2, 2 * minute);
  attack('192.0.2.1', 1, 3 * minute);
  attack('192.0.2.5', 2, 3 * minute + 5);
  assert.deepEqual(kept(), ['1', '2', '4', '5'], 'the longest unseen of the lower level made room');
  attack('192.0.2.6', 2, 3 * minute + 10);
  assert.deepEqual(kept(), ['1', '2', '5', '6'], 'and the next one, not the critical one');
  attack('192.0.2.7', 2, 3 * minute + 20);
  assert.deepEqual(kept(), ['1', '5', '6', '7'], 'which is nearer to its end than what grows');
});

test('an alert lists each account once, in the order in which they came, and no more than fifty', () => {
  const stream = new LoginStream(RULES);
  const names = Array.from({ length: 70 }, (_, index) => `user${index}`);
  const tried = [...names.slice(0, 40), ...names.slice(0, 3), 'user39', ...names, ...names];
  const listed = tried.map((user, time) => stream.accept({ time, ip: '192.0.2.1', user })[0]?.users);
  assert.deepEqual(listed[43], names.slice(0, 40));
  assert.deepEqual(listed.at(-1), names.slice(0, 50));
});
