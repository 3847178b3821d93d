/** Alerts that are sent while nobody looks: the real program, and a real mail server. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Store } from '../../src/store/store.ts';
import { type MailServer, mailServer } from '../support/mail-server.ts';
import { run, start, temporaryFolder } from './cli-program.ts';

const folder = temporaryFolder();
const PATIENCE_MS = 60_000;

async function eventually(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!condition()) {
    assert.ok(Date.now() < deadline, `in vain waited for ${what}`);
    await sleep(50);
  }
}

/** A brute force that ends now. */
function failures(ip: string): string {
  return Array.from({ length: 12 }, (_, at) => {
    const stamp = new Date(Date.now() - (12 - at) * 200).toISOString();
    return `${stamp} web01 sshd[${100 + at}]: Failed password for root from ${ip} port ${4000 + at} ssh2\n`;
  }).join('');
}

/** A fresh brute force, and a configuration that mails. */
function setting(name: string, port: number, more = '') {
  const log = join(folder, `${name}.log`);
  writeFileSync(log, failures('203.0.113.7'));
  const config = join(folder, `${name}.yaml`);
  writeFileSync(
    config,
    `notify:\n  settle: 0s\n  mail:\n    smtp: smtp://127.0.0.1:${port}\n    security: none\n    from: soc@example.org\n` +
      `    to: [ops@example.org]\n    digest: off\n${more}`,
  );
  const state = join(folder, `${name}-state`);
  return { args: ['watch', log, '-c', config, '--state', state], log, state };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const plain = (t: TestContext): Promise<MailServer> => mailServer(t, { disabledCommands: ['STARTTLS'] });

async function ended(child: ReturnType<typeof start>, signal: NodeJS.Signals): Promise<void> {
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

// Each mostly waits: for the program to start, for its next second.
describe('the program and a mail server', { concurrency: true }, () => {
  test('an alert is mailed once: after a restart only the next one', async (t) => {
    const server = await plain(t);
    const { args, log } = setting('once', server.port);
    const first = start(args);
    await eventually(() => server.mails.length >= 1, 'the mail');
    await ended(first, 'SIGTERM');
    const second = start(args);
    await once(second.stdout, 'data');
    appendFileSync(log, failures('203.0.113.8'));
    await eventually(() => server.mails.length >= 2, 'the second mail');
    await ended(second, 'SIGTERM');
    assert.deepEqual(
      server.mails.map(({ source }) => /^Subject: .*(HIGH).*: ([\d.]+)\r$/m.exec(source)?.slice(1)),
      [
        ['HIGH', '203.0.113.7'],
        ['HIGH', '203.0.113.8'],
      ],
    );
  });

  test('told to end while the server still looks at a mail: its answer is waited for, and the mail is not sent again', async (t) => {
    const { promise, resolve } = deferred();
    let isThere = false;
    const server = await mailServer(t, {
      disabledCommands: ['STARTTLS'],
      onMail: () => {
        isThere = true;
        return promise;
      },
    });
    const { args, state } = setting('slow', server.port);
    const child = start(args);
    child.stdout.resume();
    await eventually(() => isThere, 'the mail');
    const exit = once(child, 'exit');
    let lastWords = '';
    child.stdout.on('data', (chunk: Buffer) => {
      lastWords += chunk;
    });
    child.kill('SIGTERM');
    await eventually(() => lastWords.includes('"type":"source"'), 'that it has heard');
    assert.equal(child.exitCode, null);
    resolve();
    assert.deepEqual(await exit, [143, null]);
    const store = Store.open(state);
    t.after(() => store.close());
    assert.deepEqual(
      store.notices().map((notice) => notice.state),
      ['sent'],
    );
  });

  test('a server that is down: said, with when it is tried again; the alert waits on disk for it', async (t) => {
    const gone = await plain(t);
    await gone.close();
    const { args, state } = setting('down', gone.port);
    const child = start(args);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    await eventually(
      () => /mail: 127\.0\.0\.1:\d+: .*ECONNREFUSED.*tried again at/.test(said),
      'the trouble on stderr',
    );
    await ended(child, 'SIGTERM');
    const store = Store.open(state);
    t.after(() => store.close());
    assert.deepEqual(
      store.notices().map((notice) => [notice.state, notice.attempts]),
      [['waiting', 1]],
    );
  });

  test('programs and files get it as well', async (t) => {
    const server = await plain(t);
    const [file, got] = [join(folder, 'alerts.ndjson'), join(folder, 'got.json')];
    const more = `  files: [{path: ${file}, shape: ecs}]\n  commands: [{run: [tee, -a, ${got}]}]\n`;
    const { args } = setting('others', server.port, more);
    const child = start(args);
    await eventually(() => server.mails.length === 1 && existsSync(file) && existsSync(got), 'all three');
    await ended(child, 'SIGTERM');
    const alerts = readFileSync(file, 'utf8').trim().split('\n');
    assert.ok(alerts.every((line) => JSON.parse(line).ecs.version === '8.11.0'));
    assert.match(readFileSync(got, 'utf8'), /"type":"alert".*203\.0\.113\.7/);
  });

  test('doctor logs in to the mail server, and sends a mail when it is asked to', async (t) => {
    const server = await plain(t);
    const { args } = setting('doctor', server.port);
    const common = ['doctor', ...args.slice(2)];
    const looked = await run([...common, '--format', 'json']);
    const mail = JSON.parse(looked.stdout).results.filter(({ part }: { part: string }) => part === 'mail');
    assert.deepEqual([mail.length, mail[0]?.state, server.mails.length], [1, 'ok', 0]);
    await run([...common, '--test-mail']);
    assert.match(server.mails[0]?.source ?? '', /^Subject: \[soc-console\] TEST .*: mail works\r$/m);
  });
});
