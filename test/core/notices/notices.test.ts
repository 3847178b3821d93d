import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Channel, Notices } from '../../../src/core/notices/notices.ts';
import type { Alert } from '../../../src/model/alerts/alert.ts';
import type { Attempt, Notice } from '../../../src/model/notice.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/model/time.ts';
import type { Message } from '../../../src/report/notice/message.ts';
import { alertOf } from '../record/alert-of.ts';

const START = 1_800_000_000_000;

/** One channel that remembers what it was given, a clock, and the alerts as they stand. */
function setup({ maxPerHour = 12, answers = [] as (() => Promise<Attempt>)[] } = {}) {
  let time = START;
  const sent: Message[] = [];
  const alerts = new Map<string, Alert>();
  const stored: Notice[] = [];
  const channel: Channel = {
    policy: { name: 'mail', atOnce: 'high', digest: 'low', digestEvery: 15 * MINUTE_MS, maxPerHour },
    send: (message) => {
      sent.push(message);
      return answers.shift()?.() ?? Promise.resolve({ kind: 'sent' });
    },
  };
  const notices: Notices = new Notices({
    channels: [channel],
    stored: [],
    clock: { now: () => time },
    options: { host: 'web01', language: 'en' },
    settle: 0,
    alert: (id) => alerts.get(id) ?? null,
    context: (alert) => ({ alert, rule: null, others: [], decisions: [] }),
    onChange: () => {},
    onAttempt: () => stored.push(...notices.takeUnsaved()),
  });
  return {
    notices,
    sent,
    stored,
    put: (part: Parameters<typeof alertOf>[0]) => {
      const alert = alertOf(part);
      alerts.set(alert.id, alert);
      notices.onAlert(alert);
    },
    /** Lets the time pass, and all that is due be sent. */
    async pass(duration: number): Promise<void> {
      time += duration;
      notices.tick();
      while (notices.underway !== null) await notices.underway;
    },
    later: (duration: number) => {
      time += duration;
    },
  };
}

test('all that is due is sent in one go, and each success is stored before the next is sent', async () => {
  const { put, pass, sent, stored } = setup({ maxPerHour: 100 });
  for (const id of ['a', 'b', 'c']) put({ id, level: 'high' });
  await pass(1000);
  assert.deepEqual(
    sent.map(({ alerts }) => alerts[0]?.id),
    ['a', 'b', 'c'],
  );
  const done = stored.filter(({ state }) => state === 'sent').map(({ alertIds }) => alertIds[0]);
  assert.deepEqual(done, ['a', 'b', 'c']);
});

test('a digest leaves out what a stronger alert tells by now and what was dealt with, and counts what was held back', async () => {
  const { put, pass, sent } = setup({ maxPerHour: 2 });
  for (const id of ['a', 'b', 'c', 'd']) put({ id, level: 'high' });
  put({ id: 'weak', level: 'low' });
  put({ id: 'seen', level: 'low' });
  await pass(1000);
  put({ id: 'd', level: 'high', status: 'covered' });
  put({ id: 'seen', level: 'low', status: 'acknowledged' });
  await pass(HOUR_MS / 2);
  const digest = sent[1];
  assert.deepEqual([digest?.alerts.map(({ id }) => id).sort(), digest?.heldBack], [['b', 'c', 'weak'], 2]);
});

test('a digest of nothing that is still open is not sent', async () => {
  const { put, pass, sent, notices } = setup();
  put({ id: 'a', level: 'low' });
  put({ id: 'a', level: 'low', status: 'covered' });
  await pass(HOUR_MS);
  assert.equal(sent.length, 0);
  assert.deepEqual(notices.statuses, [{ name: 'mail', waiting: 0, givenUp: 0, problem: null }]);
});

test('a server that takes its time is told of, and the next message waits', async () => {
  const answer: { give: (attempt: Attempt) => void } = { give: () => {} };
  const { put, pass, sent, later, notices } = setup({
    answers: [
      () =>
        new Promise((resolve) => {
          answer.give = resolve;
        }),
    ],
  });
  put({ id: 'a', level: 'high' });
  put({ id: 'b', level: 'high' });
  const passing = pass(1000);
  later(2 * MINUTE_MS);
  notices.tick();
  assert.equal(sent.length, 1);
  assert.match(notices.troubles.join(), /^mail: no answer since \d\d:\d\d:\d\dZ; 2 to be sent$/);
  answer.give({ kind: 'sent' });
  await passing;
  assert.equal(sent.length, 2);
  assert.deepEqual(notices.troubles, []);
});
