import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import { doorsCheck } from '../../../src/core/doctor/doors.ts';
import { receiversCheck } from '../../../src/core/doctor/receivers.ts';
import { type NotifySettings, WITHOUT_DIGEST } from '../../../src/core/notices/channel-settings.ts';
import { httpReceiver } from '../../support/http-receiver.ts';
import { TLS } from '../../support/mail-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'soc-doctor-receivers-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const LIMITS = { atOnce: 'high', maxPerHour: 12, ...WITHOUT_DIGEST } as const;
const NOWHERE = { from: 'nowhere' } as const;

async function resultOf(part: Partial<NotifySettings>) {
  const nobody = {
    language: 'en',
    settle: 0,
    mail: null,
    webhooks: [],
    commands: [],
    files: [],
    syslog: [],
  } as const;
  const check = receiversCheck({ settings: { ...nobody, ...part }, searchPath: '/usr/bin:/bin' });
  const [result] = await check.run(AbortSignal.timeout(20_000));
  assert.ok(result);
  return result;
}

const webhook = (url: string, token: NotifySettings['webhooks'][number]['token'] = NOWHERE) =>
  resultOf({ webhooks: [{ url, shape: 'json', token, ...LIMITS }] });

describe('a webhook', () => {
  it('that listens is well, and gets nothing', async (t) => {
    const { url, got } = await httpReceiver(t);
    const { state, why, what } = await webhook(url);
    assert.equal(state, 'ok', why);
    assert.doesNotMatch(what, /s3cret/);
    assert.equal(got.length, 0);
  });

  it('that is not there, or whose name nobody knows, fails', async (t) => {
    const { url, close } = await httpReceiver(t);
    await close();
    assert.match((await webhook(url)).why, /ECONNREFUSED/);
    assert.match((await webhook('https://no-such-host.invalid/x')).why, /ENOTFOUND|EAI_AGAIN/);
  });

  it('whose certificate nobody vouches for fails', async (t) => {
    const server = createTlsServer(TLS).listen(0, '127.0.0.1');
    t.after(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { readonly port: number };
    const { state, why } = await webhook(`https://localhost:${port}/x`);
    assert.equal(state, 'failed');
    assert.match(why, /certificate/);
  });

  it('whose token cannot be read fails, whatever listens', async (t) => {
    const { url } = await httpReceiver(t);
    const { state, why } = await webhook(url, { from: 'file', path: join(folder, 'no-token') });
    assert.equal(state, 'failed');
    assert.match(why, /no-token/);
  });
});

describe('programs and files', () => {
  const command = (...run: string[]) => resultOf({ commands: [{ run, ...LIMITS }] });
  const file = (path: string) =>
    resultOf({ files: [{ path, shape: 'json', maxBytes: 1, keep: 1, ...LIMITS }] });

  it('a program is found by its path or by its name, and may be started', async () => {
    const program = join(folder, 'program');
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o600 });
    assert.equal((await command(program)).state, 'failed');
    chmodSync(program, 0o755);
    assert.equal((await command(program)).state, 'ok');
    assert.equal((await command('sh')).state, 'ok');
    assert.match((await command('no-such-program')).why, /no program of that name/);
  });

  it('a file must have a folder to be made in', async () => {
    assert.equal((await file(join(folder, 'alerts.ndjson'))).state, 'ok');
    const missing = await file(join(folder, 'nowhere/alerts.ndjson'));
    assert.match(missing.why, /no such file or folder/);
    assert.match(missing.remedy ?? '', /^Create the folder .*nowhere, or correct the path/);
    assert.equal((await file(join(folder, 'program/alerts.ndjson'))).state, 'failed', 'below a file');
  });
});

describe('syslog', () => {
  const syslog = (transport: 'udp' | 'tcp', port: number) =>
    resultOf({ syslog: [{ receiver: { transport, host: '127.0.0.1', port }, shape: 'cef', ...LIMITS }] });

  it('over TCP is connected to; of UDP it is said that nobody can tell', async (t) => {
    const server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { readonly port: number };
    assert.equal((await syslog('tcp', port)).state, 'ok');
    await new Promise((resolve) => server.close(resolve));
    t.after(() => server.close());
    assert.equal((await syslog('tcp', port)).state, 'failed');
    assert.match((await syslog('udp', port)).why, /nobody can tell/);
  });
});

describe('letting others in', () => {
  const doors = (part: object) =>
    doorsCheck({ folder: join(folder, 'doors'), readGroup: null, actGroup: null, ownGroups: null, ...part });
  const inShort = async (part: object) =>
    (await doors(part).run(AbortSignal.timeout(1000))).map(({ what, state }) => `${what} ${state}`);

  it('a group that is not there, or that this user is no member of, fails', async () => {
    const [none] = await inShort({ readGroup: 'no-such-group' });
    assert.equal(none, 'attach.read_group no-such-group failed');
    const [foreign] = await inShort({ actGroup: '4', ownGroups: [1000] });
    assert.equal(foreign, 'attach.act_group 4 failed');
  });

  it('a folder that only its owner may enter is worth a look', async () => {
    mkdirSync(join(folder, 'closed'), { mode: 0o700 });
    const [, entry] = await inShort({ readGroup: '4', folder: join(folder, 'closed') });
    assert.equal(entry, `${join(folder, 'closed')} warning`);
  });
});
