import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { AttachError, type Attached, attach } from '../../../src/core/doors/attach.ts';
import { type DoorSettings, type Doors, openDoors } from '../../../src/core/doors/doors.ts';
import { encodeFrame } from '../../../src/core/doors/frame.ts';
import type { VisitorPorts } from '../../../src/core/doors/visitor.ts';
import { RefusedError } from '../../../src/model/refused-error.ts';

let folder: string;
const opened: (Doors | Attached)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'soc-doors-'));
});
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
  rmSync(folder, { recursive: true, force: true });
});

type Handle = VisitorPorts['handle'];
/** A core that answers with what it was asked, and by whom. */
const echo: Handle = async (request, caller) => ({ request, caller });

async function core(handle: Handle = echo, settings: Partial<DoorSettings> = {}): Promise<Doors> {
  const doors = await openDoors(
    { folder, readGroup: null, actGroup: null, version: '1.0.0', ...settings },
    folder,
    handle,
  );
  opened.push(doors);
  return doors;
}

async function screen(door: 'act' | 'read', actor = 'ops', where = folder): Promise<Attached> {
  const attached = await attach({ folder: where, door, actor, version: '1.0.0' });
  opened.push(attached);
  return attached;
}

test('who comes by one door may act, by the other only look, each under their name', async () => {
  await core();
  const [acting, looking] = [await screen('act', 'anna'), await screen('read', 'ben')];
  const request = { kind: 'undo' } as const;
  assert.deepEqual(await acting.request(request), { request, caller: { permits: 'all', actor: 'anna' } });
  assert.deepEqual(await looking.request(request), { request, caller: { permits: 'nothing', actor: 'ben' } });
  assert.equal(acting.hello.state, folder);
});

test('the sockets are for their owner alone, and gone when the core is', async () => {
  const doors = await core();
  assert.deepEqual(readdirSync(folder).sort(), ['act.sock', 'read.sock']);
  for (const name of readdirSync(folder)) assert.equal(lstatSync(join(folder, name)).mode & 0o777, 0o600);
  doors.close();
  assert.deepEqual(readdirSync(folder), []);
});

test('a group of the configuration is let in where it says, and nowhere else', async () => {
  const group = process.getgid?.() ?? 0;
  await core(echo, { readGroup: String(group) });
  const [read, act] = [lstatSync(join(folder, 'read.sock')), lstatSync(join(folder, 'act.sock'))];
  assert.deepEqual([read.mode & 0o777, read.gid, act.mode & 0o777], [0o660, group, 0o600]);
});

test('a group that there is not is told, and nobody is let in for it', async () => {
  const { troubles } = await core(echo, { actGroup: 'no-such-group-here' });
  assert.match(
    troubles.join('\n'),
    /No other screen can act on this core: there is no group no-such-group-here/,
  );
  assert.deepEqual(readdirSync(folder), ['read.sock']);
});

test('a folder whose path is longer than a socket may have', {
  skip: process.platform !== 'linux' && 'Linux only',
}, async () => {
  const deep = join(folder, 'a'.repeat(100), 'b'.repeat(100));
  mkdirSync(deep, { recursive: true });
  const { troubles } = await core(echo, { folder: deep });
  assert.deepEqual(troubles, []);
  const attached = await screen('act', 'ops', deep);
  assert.ok(await attached.request({ kind: 'undo' }));
});

describe('what is in the place already', () => {
  /** A socket that nobody listens to any more, as `kill -9` leaves it. */
  async function leftBehind(): Promise<void> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, 'before'), resolve));
    renameSync(join(folder, 'before'), join(folder, 'act.sock'));
    await new Promise((resolve) => server.close(resolve));
  }

  test('a socket that was left behind is replaced', async () => {
    await leftBehind();
    const { troubles } = await core();
    assert.deepEqual(troubles, []);
    assert.ok(await (await screen('act')).request({ kind: 'undo' }));
  });

  test('a file that is no socket stays, and is told', async () => {
    writeFileSync(join(folder, 'act.sock'), 'mine');
    const { troubles } = await core();
    assert.match(troubles.join(), /act\.sock is there and is no socket/);
    assert.ok(lstatSync(join(folder, 'act.sock')).isFile());
  });

  test('the door of a core that lives stays its own, also when the other one ends', async () => {
    await core(async () => 'first');
    const second = await core(async () => 'second');
    assert.equal(second.troubles.length, 2);
    second.close();
    assert.equal(await (await screen('act')).request({ kind: 'undo' }), 'first');
  });

  test('a folder in which others may write is not used', async () => {
    chmodSync(folder, 0o777);
    const { troubles } = await core();
    assert.match(troubles.join(), /others may write into/);
    assert.deepEqual(readdirSync(folder), []);
  });
});

describe('a screen is told', () => {
  const why = (wanted: AttachError['why']) => (error: unknown) =>
    error instanceof AttachError && error.why === wanted;

  test('that there is no core', () => assert.rejects(screen('act'), why('absent')));

  test('that what is there is a core of another version', async () => {
    await core(echo, { version: '0.9.0' });
    await assert.rejects(screen('act'), why('foreign'));
  });

  test('what the core refuses, and that the core could not do it', async () => {
    await core(async ({ kind }) => {
      throw kind === 'undo' ? new RefusedError('nothing to undo') : new Error('disk on fire');
    });
    const attached = await screen('act');
    await assert.rejects(attached.request({ kind: 'undo' }), /^RefusedError: nothing to undo$/);
    await assert.rejects(attached.request({ kind: 'bans', limit: 1 }), /could not do that: disk on fire/);
  });

  test('when the core goes, what was asked of it has no answer', async () => {
    const doors = await core(() => new Promise(() => {}));
    const attached = await screen('act');
    const asked = attached.request({ kind: 'undo' });
    await Promise.all([assert.rejects(asked, /the core/), Promise.resolve(doors.close())]);
    assert.ok(attached.ended());
    await assert.rejects(attached.request({ kind: 'undo' }));
  });
});

describe('a visitor that is no screen', () => {
  async function stranger(): Promise<Socket> {
    const socket = connect(join(folder, 'read.sock'));
    socket.on('error', () => {});
    await new Promise((resolve) => socket.once('data', resolve));
    return socket;
  }
  const closed = (socket: Socket): Promise<unknown> =>
    socket.destroyed ? Promise.resolve() : new Promise((resolve) => socket.once('close', resolve));

  for (const [title, bytes] of Object.entries({
    'speaks another protocol': Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
    'announces a message of 4 GB': Buffer.from([255, 255, 255, 255]),
    'sends JSON that is no message': encodeFrame({ hello: 'there' }, 1000),
  })) {
    test(`and ${title} is sent away; the others go on`, async () => {
      await core();
      const attached = await screen('read');
      const socket = await stranger();
      socket.write(bytes);
      await closed(socket);
      assert.ok(await attached.request({ kind: 'undo' }));
    });
  }

  test('and asks without end, never reading, costs a handful of answers; the others go on', async () => {
    let answered = 0;
    const megabyte = 'x'.repeat(1 << 20);
    await core(async ({ kind }) => {
      if (kind === 'actions') answered++;
      return kind === 'actions' ? megabyte : 'fine';
    });
    const socket = await stranger();
    socket.pause();
    const frame = encodeFrame({ seq: 1, actor: 'x', request: { kind: 'actions', limit: 1 } }, 1000);
    const flood = Buffer.concat(Array.from({ length: 500 }, () => frame));
    for (let i = 0; i < 20; i++) socket.write(flood);
    const attached = await screen('read');
    for (let i = 0; i < 20; i++) assert.equal(await attached.request({ kind: 'undo' }), 'fine');
    assert.ok(answered <= 16, `${answered} answers were made for somebody who takes none`);
    socket.destroy();
  });

  test('and only stays takes nobody the place: the one that is silent longest goes', async () => {
    await core();
    const attached = await screen('read');
    const strangers: Socket[] = [];
    for (let i = 0; i < 40; i++) {
      strangers.push(await stranger());
      await attached.request({ kind: 'undo' });
    }
    await closed(strangers[0] as Socket);
    assert.ok(await attached.request({ kind: 'undo' }));
    for (const socket of strangers) socket.destroy();
  });
});
