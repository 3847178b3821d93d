/** Screens and commands on a core that runs in another process. */
import assert from 'node:assert/strict';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { run, start } from './cli-program.ts';
import {
  type Console,
  confirm,
  eventually,
  failure,
  inConsole,
  newLog,
  storedAlerts,
} from './console-program.ts';

const ATTACKER = '203.0.113.7';
const started = new Set<ChildProcessWithoutNullStreams>();
after(() => {
  for (const core of started) core.kill('SIGKILL');
});

/** `watch` on a log, ready. */
async function core({
  path,
  state,
}: {
  path: string;
  state: string;
}): Promise<ChildProcessWithoutNullStreams> {
  const child = start(['watch', path, '--state', state]);
  started.add(child);
  child.stderr.resume();
  await once(child.stdout, 'data');
  child.stdout.resume();
  return child;
}

async function end(child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await once(child, 'exit');
  started.delete(child);
}

test('two screens and one that only looks on one core under load; the core killed and started under them', async () => {
  const log = newLog(Array.from({ length: 8 }, () => failure(ATTACKER)).join(''));
  let running = await core(log);
  const load = setInterval(() => {
    log.append(Array.from({ length: 200 }, (_, i) => failure(`198.51.100.${i}`, 'load')).join(''));
  }, 100);
  const attach = ['attach', '--state', log.state];
  try {
    await inConsole(attach, async (one) =>
      inConsole(['--state', log.state], async (two) =>
        inConsole([...attach, '--readonly'], async (looking) => {
          const all: readonly Console[] = [one, two, looking];
          for (const screen of all) await screen.waitFor('● LIVE');

          one.press(':');
          await one.waitFor('╭ Commands');
          one.press(`ban ${ATTACKER}\r`);
          await one.waitFor('permanent');
          one.press('j');
          await one.waitFor('Would run (SIMULATED');
          await confirm(one);
          for (const screen of all) await screen.waitFor('bans 1');

          looking.press(':');
          await looking.waitFor('╭ Commands');
          looking.press('ban 192.0.2.9\r');
          await looking.waitFor('only looks');

          await end(running, 'SIGKILL');
          for (const screen of all) await screen.waitFor('the core does not answer');
          running = await core(log);
          for (const screen of all) {
            await screen.waitFor('● LIVE');
            await screen.waitFor('bans 1');
          }

          process.kill(one.program(), 'SIGKILL');
          two.press('q');
          assert.equal((await two.left()).code, 0);
          await looking.waitFor('● LIVE');
        }),
      ),
    );
    assert.equal(running.exitCode, null, 'the core goes on without them');
  } finally {
    clearInterval(load);
  }
  await end(running, 'SIGTERM');
});

test('ban, bans, unban and alerts ack go through the core that runs, in the name of who typed them', async () => {
  const log = newLog(Array.from({ length: 8 }, () => failure(ATTACKER)).join(''));
  const running = await core(log);
  const command = (...words: string[]) =>
    run([...words, '--state', log.state], { env: { SUDO_USER: 'anna' } });

  assert.match((await command('ban', ATTACKER, '--yes')).stdout, /SIMULATED ban of 203\.0\.113\.7/);
  assert.match((await command('bans')).stdout, /203\.0\.113\.7 {2}simulated .* anna /);
  assert.match((await command('ban', '127.0.0.1', '--yes')).stderr, /127\.0\.0\.1 may not be banned/);
  assert.match((await command('unban', ATTACKER)).stdout, /is let in again/);
  assert.match((await command('unban', ATTACKER)).stderr, /203\.0\.113\.7 is not banned/);

  await eventually(() => storedAlerts(log.state).length > 0);
  const id = (await command('alerts')).stdout.split(' ')[0] ?? '';
  assert.match((await command('alerts', 'ack', id)).stdout, /^acknowledged: /);

  await inConsole(['attach', '--state', log.state], async (screen) => {
    await screen.waitFor('● LIVE');
    screen.press('@');
    await screen.waitFor('by anna');
  });
  await end(running, 'SIGTERM');
});

test('without a core attach says where it looked and what to do', async () => {
  const log = newLog();
  await inConsole(['attach', '--state', log.state], async (screen) => {
    const { code, words } = await screen.left();
    assert.equal(code, 3);
    assert.match(words.join(' '), /no core listens in .*state/);
  });
});

test('who may not open the sockets is told so, and bans nobody', {
  skip: process.getuid?.() !== 0 && 'only root can become somebody else',
}, async () => {
  const log = newLog();
  const running = await core(log);
  chmodSync(log.state, 0o755);
  const folder = dirname(log.path);
  chmodSync(folder, 0o755);
  const config = join(folder, 'c.yaml');
  writeFileSync(config, 'state: state\nattach: {folder: state}\n');
  const nobody = { uid: 65534 };
  const { code, stderr } = await run(['bans', '-c', config], nobody);
  assert.equal(code, 2);
  assert.match(stderr, /act\.sock: permission denied\n {2}Its owner may, root, and the groups/);
  await end(running, 'SIGTERM');
});
