import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine, type EngineInput } from '../../src/engine/engine.ts';
import { blockOf, engineOptions, run, shippedRules } from './run-engine.ts';

const start = Date.parse('2026-11-21T00:00:00Z');

function failure(client: number, line: number): EngineInput {
  const stamp = new Date(start + line * 100).toISOString();
  const text = `${stamp} web sshd[7]: Failed password for u${client} from 192.0.${client >> 8}.${client & 255} port 1 ssh2`;
  return blockOf('a', text, line);
}

/** `clients`, each refused so many times in a row. */
function refused(clients: number, times: number): EngineInput[] {
  return Array.from({ length: clients * times }, (_, index) => failure(Math.floor(index / times), index + 1));
}

test('an engine with less room counts what it lets go, and its totals stay true', async () => {
  const rules = await shippedRules();
  const engine = new Engine({ ...engineOptions(rules), room: { groups: 64, sources: 50, alerts: 5 } });
  run(engine, [
    { kind: 'open', source: 'a', format: null },
    ...refused(300, 6),
    { kind: 'end', source: 'a' },
  ]);
  assert.equal(engine.logins.failed, 1800);
  const { groups, alerts, logins } = engine.evicted;
  assert.equal(logins, 250 * 6);
  assert.ok((groups as number) > 0);
  assert.ok((alerts as number) > 0);
});

test('with the room of a log nothing of the same is let go', async () => {
  const engine = new Engine(engineOptions(await shippedRules()));
  run(engine, [
    { kind: 'open', source: 'a', format: null },
    ...refused(300, 6),
    { kind: 'end', source: 'a' },
  ]);
  const { groups, alerts, logins } = engine.evicted;
  assert.deepEqual([groups, alerts, logins], [0, 0, 0]);
});
