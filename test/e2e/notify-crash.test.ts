/** Mails and webhooks of a program that is killed at every point of sending: the real program, real servers. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import Database from 'libsql';
import { httpReceiver } from '../support/http-receiver.ts';
import { mailServer } from '../support/mail-server.ts';
import { start, temporaryFolder } from './cli-program.ts';

const folder = temporaryFolder();
const PATIENCE_MS = 60_000;
const ATTACKERS = ['203.0.113.1', '203.0.113.2', '203.0.113.3', '203.0.113.4', '203.0.113.5'];

/** Each is found out, at once and for good. */
const attack = (): string =>
  ATTACKERS.flatMap((ip) =>
    Array.from({ length: 12 }, (_, at) => {
      const stamp = new Date(Date.now() - (12 - at) * 200).toISOString();
      return `${stamp} web01 sshd[${100 + at}]: Failed password for root from ${ip} port ${4000 + at} ssh2\n`;
    }),
  ).join('');

/** How often each message came, by its key: the order says nothing. */
function timesEach(keys: readonly (string | undefined)[]): number[] {
  const times = new Map<string | undefined, number>();
  for (const key of keys) times.set(key, (times.get(key) ?? 0) + 1);
  return [...times.values()];
}

test('killed at any point of sending: no mail and no webhook is lost, and again comes only what was under way, with its key', async (t) => {
  const mail = await mailServer(t, { disabledCommands: ['STARTTLS'] });
  const hook = await httpReceiver(t);
  const [log, config, state] = [join(folder, 'auth.log'), join(folder, 'c.yaml'), join(folder, 'state')];
  writeFileSync(log, attack());
  const limits = 'digest: off, max_per_hour: 1000';
  writeFileSync(
    config,
    `notify:
  settle: 0s
  mail: {smtp: "smtp://127.0.0.1:${mail.port}", security: none, from: a@b.example, to: [c@d.example], ${limits}}
  webhooks: [{url: "${hook.url}", shape: slack, ${limits}}]
`,
  );
  const watch = (crashAt: string) =>
    start(['watch', log, '-c', config, '--state', state], { env: { SOC_CRASH_AT: crashAt } });
  const isKilled = async (crashAt: string): Promise<boolean> => {
    const child = watch(crashAt);
    const timer = setTimeout(() => child.kill('SIGTERM'), PATIENCE_MS);
    const [, signal] = await once(child, 'exit');
    clearTimeout(timer);
    return signal === 'SIGKILL';
  };

  const points = ['after-commit:1', 'after-effect:1', 'inside-commit:1', 'after-effect:3'];
  for (const point of points) assert.ok(await isKilled(point), point);
  const last = watch('never');
  const states = (): string[] => {
    const database = new Database(join(state, 'soc-console.db'));
    try {
      const rows = database.prepare('SELECT state FROM outbox').all() as { readonly state: string }[];
      return rows.map((row) => row.state);
    } finally {
      database.close();
    }
  };
  const allSent = Array.from({ length: 2 * ATTACKERS.length }, () => 'sent');
  const deadline = Date.now() + PATIENCE_MS;
  while (!isDeepStrictEqual(states(), allSent)) {
    assert.ok(Date.now() < deadline, `not all sent: ${states()}`);
    await sleep(100);
  }
  const ended = once(last, 'exit');
  last.kill('SIGTERM');
  await ended;

  const mailed = timesEach(mail.mails.map(({ source }) => /^Message-ID: (.*)$/m.exec(source)?.[1]));
  const hooked = timesEach(hook.got.map(({ headers }) => String(headers['idempotency-key'])));
  assert.deepEqual([mailed.length, hooked.length], [ATTACKERS.length, ATTACKERS.length]);
  // With each kill at most the one message of a channel that was under way; two kills hit just behind an answer.
  const again = (times: readonly number[]): number => times.reduce((sum, each) => sum + each - 1, 0);
  for (const times of [mailed, hooked]) assert.ok(again(times) <= points.length, `${mailed} ${hooked}`);
  assert.ok(again(mailed) + again(hooked) >= 2, `${mailed} ${hooked}`);
});
