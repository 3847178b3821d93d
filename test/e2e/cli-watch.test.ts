/** The commands that go on: `watch` and the plain feed, as processes of their own. */
import assert from 'node:assert/strict';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { Store } from '../../src/store/store.ts';
import { run, start, temporaryFolder } from './cli-program.ts';

const folder = temporaryFolder();

/** `count` refused logins of one address, one a second, the last of them now. */
function failures(ip: string, count: number): string {
  const stamp = (ago: number): string => new Date(Date.now() - ago * 1000).toISOString();
  return Array.from({ length: count }, (_, index) => {
    const time = stamp(count - 1 - index);
    return `${time} web01 sshd[${100 + index}]: Failed password for root from ${ip} port ${4000 + index} ssh2\n`;
  }).join('');
}

type Said = { readonly type: string; readonly [key: string]: unknown };

/** The objects that the process writes, one at a time. */
function objects(child: ChildProcessWithoutNullStreams): AsyncIterator<string> {
  return createInterface({ input: child.stdout })[Symbol.asyncIterator]();
}

async function next(lines: AsyncIterator<string>): Promise<Said> {
  const { value, done } = await lines.next();
  assert.ok(!done, 'it ended');
  return JSON.parse(value) as Said;
}

test('watch is ready first, tells each alert while the file grows, and SIGTERM leaves it stored', async () => {
  const log = join(folder, 'auth.log');
  const state = join(folder, 'state');
  writeFileSync(log, '');
  const child = start(['watch', log, '--state', state]);
  const lines = objects(child);
  const ready = await next(lines);
  assert.deepEqual([ready.type, ready.sources], ['ready', [{ id: log, kind: 'file' }]]);

  appendFileSync(log, failures('203.0.113.7', 6));
  const told = new Map<unknown, Said>();
  while (told.size < 3) {
    const alert = await next(lines);
    assert.equal(alert.type, 'alert');
    told.set((alert.rule as { name: string }).name, alert);
  }
  assert.deepEqual([...told.keys()].sort(), [
    'login_failures_total',
    'sshd_bruteforce',
    'sshd_bruteforce_fast',
  ]);
  assert.deepEqual(told.get('sshd_bruteforce_fast')?.group, { src_ip: '203.0.113.7' });
  assert.equal(told.get('sshd_bruteforce_fast')?.historical, false);

  child.kill('SIGTERM');
  const [code] = (await once(child, 'close')) as [number];
  assert.equal(code, 143);
  const store = Store.open(state);
  assert.deepEqual(
    store
      .alerts()
      .map(({ id }) => id)
      .sort(),
    [...told.values()].map(({ id }) => id).sort(),
  );
  store.close();
  assert.equal(statSync(state).mode & 0o777, 0o700);
});

test('watch without anything to read says so and ends with 3', async () => {
  const { code, stdout, stderr } = await run([
    'watch',
    join(folder, 'nope.log'),
    '--state',
    join(folder, 's'),
  ]);
  assert.deepEqual({ code, stdout }, { code: 3, stdout: '' });
  assert.match(stderr, /nope\.log: no such file\. Check the path\./);
});

test('demo without a terminal begins to tell alerts within 10 s, and leaves nothing behind', async () => {
  const own = join(folder, 'tmp');
  mkdirSync(own);
  const started = Date.now();
  const child = start(['demo'], { env: { TMPDIR: own } });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value } = await lines.next();
  assert.ok(Date.now() - started < 10_000);
  assert.match(value, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}(?:LOW|MEDIUM|HIGH|CRITICAL) /);
  child.kill('SIGINT');
  const [code] = (await once(child, 'close')) as [number];
  assert.equal(code, 130);
  assert.deepEqual(readdirSync(own), []);
});
