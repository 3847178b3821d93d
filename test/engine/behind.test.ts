/** A source with a backlog of hours beside one that is live: neither waits for the other, and both are judged. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine, type EngineInput } from '../../src/engine/engine.ts';
import { blockOf, engineOptions, everythingOf, shippedRules } from './run-engine.ts';

const options = engineOptions(await shippedRules());

function failure(source: string, time: string, ip: string, line: number): EngineInput {
  return blockOf(source, `${time} web sshd[${line}]: Failed password for root from ${ip} port 1 ssh2`, line);
}

/** Ten failures within ten seconds. */
function attack(source: string, minute: string, ip: string): EngineInput[] {
  return Array.from({ length: 10 }, (_, index) => failure(source, `${minute}:0${index}Z`, ip, index + 1));
}

const OPEN: readonly EngineInput[] = ['old', 'live'].map((source) => ({
  kind: 'open',
  source,
  format: null,
}));

test('live lines are judged while the backlog is read, and the backlog is not late against them', () => {
  const engine = new Engine(options);
  const alertsAfter = (inputs: readonly EngineInput[]): (string | undefined)[] =>
    inputs.flatMap((input) => engine.step(input).map(({ alert }) => alert.group.src_ip));
  alertsAfter([...OPEN, { kind: 'behind', source: 'old' }]);
  assert.ok(alertsAfter(attack('live', '2026-11-21T12:00', '203.0.113.1')).includes('203.0.113.1'));
  alertsAfter([{ kind: 'idle', source: 'live' }]);
  assert.ok(alertsAfter(attack('old', '2026-11-20T03:00', '203.0.113.2')).includes('203.0.113.2'));
  assert.equal(engine.counters.late, 0);
  engine.step(failure('old', '2026-11-20T02:55:00Z', '203.0.113.3', 11));
  assert.equal(engine.counters.late, 1, 'five minutes late against its own lines');
});

test('at its end it is waited for again, and its lines are still late against its own only', () => {
  const engine = new Engine(options);
  const run = (...inputs: readonly EngineInput[]): void => {
    for (const input of inputs) engine.step(input);
  };
  run(...OPEN, { kind: 'behind', source: 'old' }, { kind: 'idle', source: 'old' });
  run(failure('live', '2026-11-21T12:00:00Z', '203.0.113.1', 1), { kind: 'idle', source: 'live' });
  run(failure('old', '2026-11-20T03:00:00Z', '203.0.113.2', 1));
  assert.deepEqual([engine.events, engine.counters.late], [2, 0]);
  run(failure('live', '2026-11-21T12:00:01Z', '203.0.113.1', 2));
  assert.equal(engine.waiting('live'), 1);
});

test('saved and restored while one is behind: the same as without', () => {
  const inputs = [
    ...OPEN,
    { kind: 'behind', source: 'old' } as const,
    ...attack('live', '2026-11-21T12:00', '203.0.113.1'),
    { kind: 'idle', source: 'live' } as const,
    ...attack('old', '2026-11-20T03:00', '203.0.113.2'),
  ];
  const whole = new Engine(options);
  for (const input of inputs) whole.step(input);
  for (let cut = 3; cut < inputs.length; cut += 5) {
    let engine = new Engine(options);
    for (const [index, input] of inputs.entries()) {
      if (index === cut) engine = Engine.restore(options, JSON.parse(JSON.stringify(engine.save())));
      engine.step(input);
    }
    assert.deepEqual(everythingOf(engine), everythingOf(whole));
  }
});
