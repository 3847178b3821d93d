/** The real program on a Loki of the test's own. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, beforeEach, test } from 'node:test';
import { LokiServer } from '../support/loki-server.ts';
import { run, start, temporaryFolder } from './cli-program.ts';

const folder = temporaryFolder();
/** Slow machines are not to change what lies within 10 s of what. */
const START = Date.now();
const stamp = (secondsAgo: number): number => START - secondsAgo * 1000;
const ns = (time: number): bigint => BigInt(time) * 1_000_000n;
let server = new LokiServer();
before(() => server.start());
after(() => server.stop());
beforeEach(async () => {
  await server.stop();
  server = new LokiServer();
  await server.start();
});

/** `count` refused logins of one address, one a second, the last one so many seconds ago; pushed in several streams. */
function attack(ip: string, count: number, ago: number): void {
  for (let index = 0; index < count; index++) {
    const time = stamp(ago + count - 1 - index);
    const line = `${new Date(time).toISOString()} web01 sshd[${100 + index}]: Failed password for root from ${ip} port ${4000 + index} ssh2`;
    server.memory.push({ job: 'sshd', host: 'web01', level: index % 2 === 0 ? 'info' : 'warn' }, [
      [ns(time), line],
    ]);
  }
}

function environment(): Readonly<Record<string, string>> {
  return { LOKI_ADDR: server.settings.address };
}

test('scan reads what a selector chooses', async () => {
  attack('203.0.113.7', 30, 60);
  const { code, stdout, stderr } = await run(['scan', 'loki:{job="sshd"}', '--format', 'json'], {
    env: environment(),
  });
  assert.deepEqual([code, stderr], [0, '']);
  const report = JSON.parse(stdout);
  assert.equal(report.logins.failed, 30);
  assert.deepEqual(
    report.sources
      .slice(1)
      .map(({ id, kind, format, records }: Record<string, unknown>) => [id, kind, format, records]),
    [['loki {job="sshd", host="web01"}', 'loki', 'syslog', 30]],
  );
});

test('scan says what Loki says of a query that is wrong, and exits with 3', async () => {
  const { code, stderr } = await run(['scan', 'loki:{job=~"("}'], { env: environment() });
  assert.equal(code, 3);
  assert.match(stderr, /Loki says: .*missing closing/);
});

test('an address that is none is refused before anything is read', async () => {
  const { code, stderr } = await run(['scan', 'loki:'], { env: { LOKI_ADDR: 'loki:3100' } });
  assert.equal(code, 2);
  assert.match(stderr, /LOKI_ADDR: not the address of a Loki server/);
});

test('watch counts each line once, though it is killed and Loki goes away and comes back', async () => {
  const state = join(folder, 'state');
  const watch = () => {
    const child = start(['watch', 'loki:', '--state', state], { env: environment() });
    return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
  };
  const untilCount = async (lines: AsyncIterator<string>, count: number): Promise<void> => {
    for (;;) {
      const { value, done } = await lines.next();
      assert.ok(!done, 'it ended');
      const said = JSON.parse(value);
      if (said.type !== 'alert' || said.rule.name !== 'sshd_bruteforce_fast') continue;
      assert.ok(said.event_count <= count, `${said.event_count} of ${count}`);
      if (said.event_count === count) return;
    }
  };
  attack('203.0.113.7', 10, 3);
  const first = watch();
  await untilCount(first.lines, 10);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const second = watch();
  await new Promise<void>((resolve) => {
    server.trouble = () => {
      resolve();
      return { status: 503, body: 'the ring is empty' };
    };
  });
  attack('203.0.113.7', 1, 1);
  attack('203.0.113.7', 1, 0);
  server.trouble = () => null;
  await untilCount(second.lines, 12);
  second.child.kill('SIGTERM');
  await once(second.child, 'exit');
});

test('hunt asks the server of the configuration, with its password, and no other server with it', async () => {
  attack('203.0.113.7', 2, 60);
  const config = join(folder, 'loki.yaml');
  writeFileSync(join(folder, 'password'), 'open sesame\n');
  const { address } = server.settings;
  writeFileSync(config, `loki: {address: '${address}', username: soc, password_file: password}\n`);
  const asked = ['hunt', '{job="sshd"} |= "Failed"', '--config', config];
  const { code, stdout } = await run(asked);
  assert.deepEqual([code, stdout.trimEnd().split('\n').length], [0, 2]);
  const sent = () => server.requests.at(-1)?.headers.authorization;
  assert.equal(sent(), `Basic ${Buffer.from('soc:open sesame').toString('base64')}`);
  await run([...asked, '--loki', address]);
  assert.equal(sent(), undefined);
});

test('hunt --follow goes on after a gateway that showed a page, or wanted a login, for a while', async () => {
  const child = start(['hunt', '--follow', '{job="sshd"}', '--format', 'ndjson', '--since', '1h'], {
    env: environment(),
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const news = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
  attack('203.0.113.7', 1, 50);
  assert.match((await lines.next()).value, /203\.0\.113\.7/);
  const troubles = [
    { status: 200, body: '<html>Down for maintenance' },
    { status: 401, body: 'Unauthorized' },
  ];
  for (const [index, trouble] of troubles.entries()) {
    server.trouble = () => trouble;
    while (!/it is asked again/.test((await news.next()).value ?? 'it is asked again: it ended'));
    server.trouble = () => null;
    attack(`203.0.113.${10 + index}`, 1, 40 - index);
    assert.match((await lines.next()).value ?? 'it ended', new RegExp(`203\\.0\\.113\\.${10 + index}`));
  }
  child.kill('SIGTERM');
  await once(child, 'exit');
});

test('watch tells Loki of its alerts when the configuration says so', async () => {
  const config = join(folder, 'push.yaml');
  writeFileSync(config, 'loki: {push_alerts: true}\n');
  attack('203.0.113.9', 10, 3);
  const told = new Promise<void>((resolve) => {
    server.onPush = resolve;
  });
  const child = start(['watch', 'loki:', '-c', config, '--state', join(folder, 'push-state')], {
    env: environment(),
  });
  child.stdout.resume();
  await told;
  child.kill('SIGTERM');
  await once(child, 'exit');
  const alerts = server.memory.lines.filter((line) => line.startsWith('{'));
  assert.ok(
    alerts.some((line) => JSON.parse(line).rule.name === 'sshd_bruteforce_fast'),
    alerts.join('\n'),
  );
});

test('watch has Loki count where the configuration says so', async () => {
  const config = join(folder, 'counted.yaml');
  writeFileSync(config, 'sources: [{path: \'loki:{job=~"sshd|other"}\', detection: loki}]\n');
  attack('203.0.113.11', 10, 30);
  for (let index = 0; index < 200; index++)
    server.memory.push({ job: 'other' }, [[ns(stamp(100)), `nothing of interest, number ${index}`]]);
  const child = start(['watch', '-c', config, '--state', join(folder, 'counted-state')], {
    env: environment(),
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line);
    if (said.type === 'alert' && said.rule.name === 'sshd_bruteforce_fast') {
      assert.deepEqual([said.group.src_ip, said.event_count], ['203.0.113.11', 10]);
      break;
    }
  }
  child.kill('SIGTERM');
  await once(child, 'exit');
  const asked = server.memory.asked.map((words) => words.get('query') ?? '');
  const whole = asked.filter((query) => query.startsWith('{') && query.endsWith('}'));
  const ofSshd = whole.filter((query) => query.includes('job="sshd"'));
  assert.equal(ofSshd.length, 1, 'the latest lines, to know what they are');
  assert.ok(whole.length > ofSshd.length + 1, 'what Loki cannot be asked about is read');
});
