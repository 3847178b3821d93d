/** The commands that go on: `watch` and the plain feed, as processes of their own. */
import assert from 'node:assert/strict';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { pause } from '../../src/platform/pause.ts';
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

  assert.match(readFileSync(`/proc/${child.pid}/cmdline`, 'utf8'), /^soc-console watch /, 'as ps shows it');

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

test('watch whose reader has gone stores what it found, says so, and does not end well', async () => {
  const log = join(folder, 'unread.log');
  const state = join(folder, 'unread');
  writeFileSync(log, '');
  const child = start(['watch', log, '--state', state]);
  const said = text(child.stderr);
  await next(objects(child));
  child.stdout.destroy();
  appendFileSync(log, failures('203.0.113.7', 6));
  const [code] = (await once(child, 'close')) as [number];
  assert.equal(code, 3);
  assert.match(await said, /error: ended, for standard output takes no more: nobody reads it any more/);
  const store = Store.open(state);
  assert.ok(store.alerts().length > 0);
  store.close();
});

test('watch goes on when nobody reads what it says', async () => {
  const log = join(folder, 'unsaid.log');
  writeFileSync(log, '');
  const child = start(['watch', log, '--state', join(folder, 'unsaid')]);
  child.stderr.destroy();
  const lines = objects(child);
  await next(lines);
  rmSync(log);
  while ((await next(lines)).type !== 'source');
  writeFileSync(log, failures('203.0.113.8', 6));
  while ((await next(lines)).type !== 'alert');
  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'close'), [143, null]);
});

test('watch counts the packets of a capture on standard input, as scan does', async () => {
  const capture = readFileSync(new URL('../../config/demo/capture-synflood.pcap', import.meta.url));
  const child = start(['watch', '-', '--state', join(folder, 'captured')]);
  const closed = once(child, 'close');
  child.stdin.end(capture);
  const lines = objects(child);
  let last: Said = await next(lines);
  while (last.state !== 'ended') last = await next(lines);
  const scanned = await run(['scan', '-', '--format', 'json'], { input: capture });
  const [source] = JSON.parse(scanned.stdout).sources;
  assert.deepEqual([last.records, last.format], [source.records, source.format]);
  assert.equal(last.records, 5314);
  await closed;
});

test('SIGHUP reads the configuration again, a wrong one changes nothing, and systemd is told', {
  timeout: 60_000,
}, async (running) => {
  const own = join(folder, 'service');
  const told = join(own, 'told');
  mkdirSync(own);
  writeFileSync(join(own, 'systemd-notify'), `#!/bin/sh\necho "$@" >>${told}\n`, { mode: 0o755 });
  for (const name of ['one.log', 'two.log']) writeFileSync(join(own, name), '');
  const config = join(own, 'c.yaml');
  const configure = (...logs: string[]): void =>
    writeFileSync(config, `state: state\nsources: [${logs.map((log) => `{path: ${log}}`).join(', ')}]\n`);
  configure('one.log');
  const child = start(['watch', '-c', config, '--metrics', '127.0.0.1:0'], {
    env: { PATH: `${own}:${process.env.PATH}`, NOTIFY_SOCKET: join(own, 'socket') },
  });
  after(() => child.kill('SIGKILL'));
  const errors = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
  const said = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const { value, done } = await errors.next();
      assert.ok(!done, `it ended without ${pattern}`);
      if (pattern.test(value)) return value;
    }
  };
  const lines = objects(child);
  const nextCalled = async (type: string): Promise<Said> => {
    for (;;) {
      const object = await next(lines);
      if (object.type === type) return object;
    }
  };
  const url = /http:\S+/.exec(await said(/metrics: http/))?.[0] ?? '';
  await nextCalled('ready');

  appendFileSync(join(own, 'one.log'), failures('203.0.113.9', 6));
  const before = (await nextCalled('alert')).id;
  configure('one.log', 'two.log');
  child.kill('SIGHUP');
  assert.equal(((await nextCalled('reloaded')).sources as unknown[]).length, 2);
  await said(/reloaded; reading 2 sources/);
  writeFileSync(config, 'sorces: []\n');
  child.kill('SIGHUP');
  await said(/error: not reloaded, all stays as it was: .*sorces/);

  for (const figure of [
    /^soc_console_sources\{kind="file",state="live"\} 2$/m,
    /^soc_console_logins_total\{outcome="failed"\} 6$/m,
  ]) {
    while (!figure.test(await (await fetch(url)).text())) await pause(100, running.signal);
  }
  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'exit'), [143, null]);
  const store = Store.open(join(own, 'state'));
  assert.ok(store.alerts().some(({ id }) => id === before));
  store.close();
  assert.deepEqual(
    readFileSync(told, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => line.replace(/USEC=\d+/, 'USEC=N')),
    [
      `READY=1 STATUS=reading ${join(own, 'one.log')}`,
      'RELOADING=1 MONOTONIC_USEC=N',
      'READY=1 STATUS=reading 2 sources',
      'RELOADING=1 MONOTONIC_USEC=N',
      'READY=1 STATUS=reading 2 sources',
      'STOPPING=1 STATUS=storing what was found',
    ],
  );
});

test('what still grew when the input ended is told before watch ends', async () => {
  const child = start(['watch', '-', '--state', join(folder, 'piped')]);
  const lines = objects(child);
  assert.equal((await next(lines)).type, 'ready');
  child.stdin.write(failures('203.0.113.9', 6));
  const counts = new Map<unknown, unknown>();
  while (counts.size < 3) {
    const { type, id, event_count } = await next(lines);
    if (type === 'alert') counts.set(id, event_count);
  }
  child.stdin.end(failures('203.0.113.9', 30));
  for await (const line of lines as AsyncIterableIterator<string>) {
    const { type, id, event_count } = JSON.parse(line) as Said;
    if (type === 'alert') counts.set(id, event_count);
  }
  assert.deepEqual([...counts.values()], [36, 36, 36]);
});

test('logs of a share that answers no more leave threads for all others: there are 64, not four', async () => {
  const log = join(folder, 'threads.log');
  writeFileSync(log, failures('203.0.113.9', 3));
  const child = start(['watch', log, '--state', join(folder, 'threads-state')]);
  const threads = (): number => readdirSync(`/proc/${child.pid}/task`).length;
  try {
    const deadline = performance.now() + 60_000;
    while (threads() < 64) {
      assert.ok(performance.now() < deadline, `${threads()} threads`);
      await pause(50, new AbortController().signal);
    }
  } finally {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
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

test('demo without a terminal tells alerts, and leaves nothing behind', async () => {
  const own = join(folder, 'tmp');
  mkdirSync(own);
  const child = start(['demo'], { env: { TMPDIR: own } });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const { value } = await lines.next();
  assert.match(value, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ {2}(?:LOW|MEDIUM|HIGH|CRITICAL) /);
  child.kill('SIGINT');
  const [code] = (await once(child, 'close')) as [number];
  assert.equal(code, 130);
  assert.deepEqual(readdirSync(own), []);
});
