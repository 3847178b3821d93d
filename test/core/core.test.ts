import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Core } from '../../src/core/core.ts';
import { RefusedError } from '../../src/model/refused-error.ts';
import { coreOf as coreWithParts, fedSource, VIEW } from './core-run.ts';

const ATTACKER = '203.0.113.7';
const failures = (count: number): string[] =>
  Array.from(
    { length: count },
    (_, index) =>
      `2026-11-21T11:59:${String(index).padStart(2, '0')}Z web sshd[${index}]: Failed password for root from ${ATTACKER} port 1 ssh2`,
  );

/** Stopped whatever becomes of the test: it looks at the clock once a second. */
async function coreOf(t: TestContext): Promise<Core> {
  const core = await coreWithParts();
  t.after(() => core.stop());
  return core;
}

/** The number of the latest news once it is not `seen`; null when there is none before the core has done what it can. */
async function newsAfter(core: Core, seen: number): Promise<number | null> {
  let heard: number | null = null;
  void core.handle({ kind: 'news', after: seen }).then((count) => {
    heard = count;
  });
  for (let turns = 0; turns < 20 && heard === null; turns++) await nextTurn();
  return heard;
}

const ruleIds = (core: Core): string[] => [...core.alerts.all()].map(({ rule }) => rule.id);

test('an alert of lines that waited for another source is news at once', async (t) => {
  const core = await coreOf(t);
  const [fast, slow] = [fedSource('fast'), fedSource('slow')];
  const running = core.run([fast.opened, slow.opened]);
  const given = fast.give(failures(30));
  const before = (await newsAfter(core, 0)) ?? 0;
  assert.deepEqual(ruleIds(core), []);
  assert.equal(await newsAfter(core, before), null, 'nothing new while the lines are held');

  await slow.idle();
  assert.notEqual(await newsAfter(core, before), null, 'a screen is told');
  const { alerts } = await core.handle({ kind: 'snapshot', view: VIEW });
  assert.ok(alerts.rows.length > 0, 'and shown the alert');
  for (const source of [fast, slow]) source.end();
  await Promise.all([given, running]);
});

test('who may only look gets every view, and a reason instead of an act', async (t) => {
  const core = await coreOf(t);
  const source = fedSource('auth');
  const running = core.run([source.opened]);
  await source.give(failures(30));
  source.end();
  await running;
  const reader = { permits: 'nothing', actor: 'visitor' } as const;
  const { alerts, permits } = await core.handle({ kind: 'snapshot', view: VIEW }, reader);
  const [alert] = alerts.rows;
  assert.ok(alert !== undefined);
  assert.equal(permits, 'nothing');
  await assert.rejects(core.handle({ kind: 'acknowledge', alertId: alert.id }, reader), RefusedError);
  assert.equal((await core.handle({ kind: 'acknowledge', alertId: alert.id })).status, 'acknowledged');
  const [action] = await core.handle({ kind: 'actions', limit: 1 });
  assert.deepEqual([action?.kind, action?.subject], ['acknowledge', alert.id]);
});

test('the sources of a demo that is over have ended: they are not silent later', async (t) => {
  const core = await coreOf(t);
  const source = fedSource('auth');
  const running = core.run([source.opened]);
  await source.give(failures(30));
  await source.idle();
  const state = async () => (await core.handle({ kind: 'snapshot', view: VIEW })).sources[0]?.state;
  assert.equal(await state(), 'live');
  core.finished = true;
  assert.equal(await state(), 'ended');
  source.end();
  await running;
});

test('a source is waited for, however long the process itself stood still', async (t) => {
  const core = await coreOf(t);
  const [early, late] = [fedSource('early'), fedSource('late')];
  const running = core.run([early.opened, late.opened]);
  const given = late.give(failures(30));
  await newsAfter(core, 0);
  core.tick();
  // Nothing can come in while this thread stands still, and then the core looks before anything has come in.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
  core.tick();
  assert.deepEqual(ruleIds(core), [], 'its lines may still come, and be older');
  await early.idle();
  assert.notDeepEqual(ruleIds(core), []);
  for (const source of [early, late]) source.end();
  await Promise.all([given, running]);
});
