import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ran } from '../../src/platform/execute.ts';
import { serviceManager } from '../../src/platform/service-manager.ts';

const SOCKET = { NOTIFY_SOCKET: '/run/systemd/notify' };

function recorder() {
  const ran: (readonly string[])[] = [];
  const run = async (argv: readonly string[]): Promise<Ran> => {
    ran.push(argv);
    return { argv, input: null, exitCode: 0, stdout: '', stderr: '', failure: null };
  };
  return { ran, run };
}

test('without systemd there is nobody to tell', () => {
  assert.equal(serviceManager({}, recorder().run, 1), null);
});

test('systemd is told by its own program, one argument for each thing', async () => {
  const { ran, run } = recorder();
  const manager = serviceManager(SOCKET, run, 1);
  await manager?.ready('reading 2 sources');
  await manager?.reloading();
  await manager?.alive();
  await manager?.stopping();
  const [ready, reloading, ...rest] = ran;
  assert.deepEqual(ready, ['systemd-notify', 'READY=1', 'STATUS=reading 2 sources']);
  assert.match(reloading?.join(' ') ?? '', /^systemd-notify RELOADING=1 MONOTONIC_USEC=\d+$/);
  assert.deepEqual(rest, [
    ['systemd-notify', 'WATCHDOG=1'],
    ['systemd-notify', 'STOPPING=1', 'STATUS=storing what was found'],
  ]);
});

test('the watchdog is answered in its time, when it watches this process', () => {
  const { run } = recorder();
  const within = (more: object) => serviceManager({ ...SOCKET, ...more }, run, 77)?.aliveWithin;
  assert.equal(within({ WATCHDOG_USEC: '60000000' }), 60_000);
  assert.equal(within({ WATCHDOG_USEC: '60000000', WATCHDOG_PID: '77' }), 60_000);
  assert.equal(within({ WATCHDOG_USEC: '60000000', WATCHDOG_PID: '78' }), null);
  assert.equal(within({ WATCHDOG_USEC: '0' }), null);
  assert.equal(within({}), null);
});

test('a message that could not be sent is trouble until one could', async () => {
  let failure: Ran['failure'] = 'missing';
  const run = async (argv: readonly string[]): Promise<Ran> => {
    const exitCode = failure === null ? 0 : null;
    return { argv, input: null, exitCode, stdout: '', stderr: '', failure };
  };
  const manager = serviceManager(SOCKET, run, 1);
  await manager?.ready('x');
  assert.equal(manager?.trouble, 'systemd-notify failed: there is no program of that name');
  failure = null;
  await manager?.alive();
  assert.equal(manager?.trouble, null);
});
