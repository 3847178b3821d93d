import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine, type EngineInput } from '../../src/engine/engine.ts';
import { recordLine } from '../../src/engine/packets/records.ts';
import { blockOf, engineOptions, everythingOf, run, shippedRules } from './run-engine.ts';

const start = Date.parse('2026-11-21T00:00:00Z');
const captureRoom = { groups: 64, sources: 50, alerts: 5 };

function address(client: number): string {
  return `192.0.${client >> 8}.${client & 255}`;
}

function inLog(client: number, line: number): EngineInput {
  const stamp = new Date(start + line * 100).toISOString();
  const text = `${stamp} web sshd[7]: Failed password for u${client} from ${address(client)} port 1 ssh2`;
  return blockOf('log', text, line);
}

function inCapture(client: number, line: number): EngineInput {
  const what = {
    kind: 'login',
    service: 'ftp',
    server: '198.51.100.1',
    port: 21,
    outcome: 'failure',
  } as const;
  const who = { client: address(client), user: `u${client}` };
  const text = recordLine({ ...what, ...who, time: start + line * 100, packet: line });
  const { block } = blockOf('capture', text, line) as Extract<EngineInput, { kind: 'block' }>;
  return { kind: 'block', block: { ...block, format: 'packets' } };
}

/** `clients`, each refused so many times in a row. */
function refused(clients: number, times: number, told: typeof inLog, first = 0): EngineInput[] {
  return Array.from({ length: clients * times }, (_, index) =>
    told(first + Math.floor(index / times), index + 1),
  );
}

function open(source: string): EngineInput {
  return { kind: 'open', source, format: null };
}

function end(source: string): EngineInput {
  return { kind: 'end', source };
}

test('of what captures show more than there is room for is let go and counted, and totals stay true', async () => {
  const engine = new Engine({ ...engineOptions(await shippedRules()), captureRoom });
  run(engine, [open('capture'), ...refused(300, 6, inCapture), end('capture')]);
  assert.equal(engine.logins.failed, 1800);
  assert.equal(engine.logins.size, 50);
  const { groups, alerts, logins } = engine.evicted;
  assert.equal(logins, 250 * 6);
  assert.ok((groups as number) > 0);
  assert.ok((alerts as number) > 0);
  assert.ok(engine.alerts().length <= captureRoom.alerts);
});

test('of what logs tell nothing of the same is let go', async () => {
  const engine = new Engine({ ...engineOptions(await shippedRules()), captureRoom });
  run(engine, [open('log'), ...refused(300, 6, inLog), end('log')]);
  const { groups, alerts, logins } = engine.evicted;
  assert.deepEqual([groups, alerts, logins], [0, 0, 0]);
});

test('a flood in a capture makes no room among what a log tells', async () => {
  const rules = await shippedRules();
  const alone = new Engine({ ...engineOptions(rules), captureRoom });
  run(alone, [open('log'), ...refused(40, 6, inLog), end('log')]);
  const beside = new Engine({ ...engineOptions(rules), captureRoom });
  run(beside, [open('log'), ...refused(40, 3, inLog)]);
  run(beside, [open('capture'), ...refused(300, 6, inCapture, 1000), end('capture')]);
  run(beside, [...refused(40, 3, inLog), end('log')]);
  const ofLog = (engine: Engine): string[] =>
    engine
      .alerts()
      .filter(({ evidence, group }) => evidence[0]?.source === 'log' && group.src_ip !== undefined)
      .map(({ rule, group }) => `${rule.id} ${group.src_ip}`)
      .sort();
  assert.ok(ofLog(alone).length >= 40);
  assert.deepEqual(ofLog(beside), ofLog(alone));
  assert.ok((beside.evicted.groups as number) > 0);
});

test('who is in a log as well counts with what the capture showed of him, and stays', async () => {
  const engine = new Engine({ ...engineOptions(await shippedRules()), captureRoom });
  const mixed = [1, 2, 3].flatMap((line) => [inCapture(7, line), inLog(7, line)]);
  run(engine, [open('log'), open('capture'), ...mixed]);
  run(engine, refused(300, 1, inCapture, 1000));
  run(
    engine,
    [4, 5, 6].map((line) => inLog(7, line)),
  );
  run(engine, [end('capture'), end('log')]);
  assert.equal(engine.logins.find(address(7))?.failed, 9);
  assert.ok(engine.alerts().some(({ group }) => group.src_ip === address(7)));
});

test('an engine that was saved goes on with the same room', async () => {
  const options = { ...engineOptions(await shippedRules()), captureRoom };
  const inputs = [
    open('log'),
    open('capture'),
    ...refused(40, 6, inLog),
    ...refused(300, 6, inCapture, 1000),
  ];
  const whole = new Engine(options);
  run(whole, inputs);
  const first = new Engine(options);
  run(first, inputs.slice(0, 900));
  const second = Engine.restore(options, JSON.parse(JSON.stringify(first.save())));
  run(second, inputs.slice(900));
  assert.deepEqual(everythingOf(second), everythingOf(whole));
});
