import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { openSession } from '../support/session.ts';
import { MAIN, run, start, temporaryFolder } from './cli-program.ts';

/** A firewall in a file. While the file `slow` is there it obeys, and never answers. */
const HOOK = `
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const [folder] = process.argv.slice(1);
const file = folder + '/bans.json';
const held = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
const order = JSON.parse(readFileSync(0, 'utf8'));
if (order.action === 'list') console.log(JSON.stringify({ bans: held.map((value) => ({ value })) }));
else if (order.action !== 'check') {
  const left = order.action === 'unban' ? held.filter((value) => !order.values.includes(value)) : [...new Set([...held, ...order.bans.map(({ value }) => value)])];
  writeFileSync(file, JSON.stringify(left));
  writeFileSync(folder + '/asked', order.action);
  if (existsSync(folder + '/slow')) setTimeout(() => {}, 20000);
}`;

const ATTACKER = '203.0.113.7';

describe('killed in the middle, the next start leaves nothing half done', () => {
  const folder = temporaryFolder();
  const flags = ['-c', join(folder, 'soc-console.yaml'), '--state', join(folder, 'state')];

  before(() => {
    const hook = JSON.stringify([process.execPath, '-e', HOOK, folder]);
    writeFileSync(join(folder, 'soc-console.yaml'), `response:\n  hooks: [${hook}]\n  timeout: 60s\n`);
  });

  const held = (): unknown =>
    existsSync(join(folder, 'bans.json')) ? JSON.parse(readFileSync(join(folder, 'bans.json'), 'utf8')) : [];

  /** Starts the command, and kills it while the firewall has been asked and not answered. */
  async function killedDuring(command: readonly string[], action: string): Promise<void> {
    writeFileSync(join(folder, 'slow'), '');
    writeFileSync(join(folder, 'asked'), '');
    const child = start([...command, ...flags]);
    const ended = once(child, 'exit');
    while (readFileSync(join(folder, 'asked'), 'utf8') !== action) {
      assert.equal(child.exitCode, null, 'it is still at work');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    child.kill('SIGKILL');
    await ended;
    unlinkSync(join(folder, 'slow'));
  }

  async function states(): Promise<readonly string[]> {
    const { stdout, stderr } = await run(['bans', '--format', 'json', ...flags]);
    assert.equal(stderr, '');
    const { bans } = JSON.parse(stdout) as {
      readonly bans: readonly { readonly value: string; readonly state: string }[];
    };
    return bans.map(({ value, state }) => `${value} ${state}`);
  }

  test('a ban is finished, and is there once', async () => {
    await killedDuring(['ban', ATTACKER, '--yes'], 'ban');
    assert.deepEqual(await states(), [`${ATTACKER} effective`]);
    assert.deepEqual(held(), [ATTACKER]);
  });

  test('an unban is finished', async () => {
    await killedDuring(['unban', ATTACKER], 'unban');
    assert.deepEqual(await states(), [`${ATTACKER} lifted`]);
    assert.deepEqual(held(), []);
  });

  test('a dry run tells what would run, asks nobody and changes nothing', async () => {
    const { code, stdout, stderr } = await run(['ban', ATTACKER, '--dry-run', '--for', '45m', ...flags]);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^203\.0\.113\.7: would be banned for 45m by hook .*; nothing was done\n {2}\S/);
    assert.deepEqual(await states(), [`${ATTACKER} lifted`]);
    assert.deepEqual(held(), []);
  });

  test('not even when a core that bans runs here', async () => {
    const log = join(folder, 'auth.log');
    writeFileSync(log, '');
    const watch = start(['watch', log, ...flags]);
    const ended = once(watch, 'exit');
    await once(watch.stdout, 'data');
    const { code, stdout } = await run(['ban', ATTACKER, '--dry-run', '--yes', ...flags]);
    assert.deepEqual([code, /nothing was done/.test(stdout)], [0, true]);
    assert.deepEqual(held(), []);
    watch.kill('SIGTERM');
    await ended;
  });
});

describe('ban, unban, bans', () => {
  const state = join(temporaryFolder(), 'state');

  const said = async (...args: string[]): Promise<readonly [code: number | null, text: string]> => {
    const { code, stdout, stderr } = await run([...args, '--state', state]);
    return [code, `${stdout}${stderr}`];
  };

  test('where nothing is stored, who only looks begins no store', async () => {
    assert.deepEqual(await said('bans'), [0, 'nobody was ever banned\n']);
    assert.equal((await said('ban', ATTACKER, '--dry-run'))[0], 0);
    assert.equal(existsSync(state), false);
  });

  test('a store that is damaged is put aside, and who asks for bans is told', async () => {
    const damaged = join(temporaryFolder(), 'damaged');
    mkdirSync(damaged);
    for (const command of [['bans'], ['ban', ATTACKER, '--yes']]) {
      writeFileSync(join(damaged, 'soc-console.db'), 'no database\n');
      const { stderr } = await run([...command, '--state', damaged]);
      assert.match(stderr, /^soc-console: warning: The store was damaged: it is kept as .*\.corrupt-/);
    }
  });

  test('without a responder a ban is simulated, and says so', async () => {
    const [code, text] = await said('ban', ATTACKER, '--yes', '--for', '1h');
    assert.equal(code, 0);
    assert.match(text, /^SIMULATED ban of 203\.0\.113\.7 until .*: nothing was blocked/);
  });

  test('its help speaks of its own exit codes, and of no paths', async () => {
    const { stdout } = await run(['ban', '--help']);
    assert.match(stdout, /soc-console ban IP\|RANGE\.\.\./);
    assert.match(stdout, /1 +.*not effective/);
    assert.doesNotMatch(stdout, /PATH is one of|--fail-on/);
  });

  test('is listed, and lifted', async () => {
    const [code, list] = await said('bans');
    assert.equal(code, 0);
    assert.match(list, /^203\.0\.113\.7 {2}simulated {2}59m left {2}dry-run {2}/);
    assert.match(
      (await said('ban', ATTACKER, '--yes', '--for', '7d'))[1],
      /^SIMULATED ban of 203\.0\.113\.7/,
    );
    assert.match((await said('bans'))[1], /^203\.0\.113\.7 {2}simulated {2}6d 23h left {2}dry-run {2}/);
    const told = '203.0.113.7: would be let in again by dry-run; nothing was done\n';
    assert.deepEqual(await said('unban', ATTACKER, '--dry-run'), [0, told]);
    assert.deepEqual(await said('unban', '--all', '--dry-run'), [0, told]);
    assert.deepEqual(await said('unban', ATTACKER), [0, '203.0.113.7 is let in again\n']);
    assert.equal((await said('unban', ATTACKER))[0], 2);
  });

  const refused: readonly [args: readonly string[], text: RegExp][] = [
    [['127.0.0.1', '--yes'], /127\.0\.0\.1 may not be banned: it is this machine \(loopback\)/],
    [['127.0.0.1', '--yes', '--override', '127.0.0.1'], /loopback/],
    [['127.0.0.1', '--dry-run', '--override', '127.0.0.1'], /loopback.*\n.*nothing to override/],
    [['nobody', '--dry-run'], /not an IP address\n.*Write an address/],
    [['203.0.113.0/16', '--yes'], /of ranges only a \/24 or a \/64/],
    [['example.net', '--yes'], /it is not an IP address/],
    [[ATTACKER], /nobody can be asked.*\n.*--yes/],
    [[ATTACKER, '--yes', '--for', 'ever'], /--for ever: not a duration/],
    [[ATTACKER, '--yes', '--on', 'nothing'], /There is no responder nothing; there is dry-run/],
    [[], /ban takes an address/],
    [[ATTACKER, 'example.net', '--yes'], /example\.net is not an IP address.*\n.*Nothing was done/],
    [[ATTACKER, '203.0.113.8'], /nobody can be asked whether to ban 2 addresses/],
    [[ATTACKER, '203.0.114.0/24'], /a range among several addresses/],
  ];
  for (const [args, text] of refused) {
    test(`ban ${args.join(' ')} is refused`, async () => {
      const [code, output] = await said('ban', ...args);
      assert.equal(code, 2);
      assert.match(output, text);
    });
  }
});

describe('somebody at a terminal', () => {
  const state = join(temporaryFolder(), 'state');

  async function answered(args: readonly string[], question: RegExp, answer: string): Promise<string> {
    const command = ['-c', '"$@"; echo "code $?"', 'sh', process.execPath, MAIN, ...args, '--state', state];
    const session = openSession({ command: 'sh', args: command, columns: 120 });
    try {
      await session.waitFor(question);
      session.press(`${answer}\r`);
      await session.waitFor(/^code \d/m);
      return session.screen().join('\n');
    } finally {
      await session.close();
    }
  }

  test('is asked before a ban, and before everybody is let in', async () => {
    const ban = ['ban', ATTACKER, '--for', '1h'];
    assert.doesNotMatch(await answered(ban, /Ban 203\.0\.113\.7 for 1h .*\[y\/N\]/, 'n'), /SIMULATED/);
    assert.match(await answered(ban, /\[y\/N\]/, 'y'), /SIMULATED ban of 203\.0\.113\.7[\s\S]*code 0/);
    const all = await answered(['unban', '--all'], /Let this one in again\? \[y\/N\]/, 'y');
    assert.match(all, /203\.0\.113\.7 is let in again\ncode 0/);
  });
});

describe('several at once', () => {
  const state = join(temporaryFolder(), 'state');
  const json = async (args: readonly string[], input = '') => {
    const { code, stdout } = await run([...args, '--format', 'json', '--state', state], { input });
    return [code, JSON.parse(stdout)] as [number, Told];
  };

  test('a list is banned, each once, and who is protected is left out and named', async () => {
    const list = '# of the hoster\n203.0.113.7\n::ffff:203.0.113.7 ; the same\n127.0.0.1\n2001:db8::/64\n';
    const [code, told] = await json(['ban', '-', '--yes', '--for', '1h'], list);
    assert.equal(code, 2);
    assert.deepEqual(told.bans.map(stateOf), ['203.0.113.7 simulated', '2001:db8::/64 simulated']);
    assert.deepEqual(
      told.refused?.map(({ value }) => value),
      ['127.0.0.1'],
    );
  });

  test('a list with a mistake in it bans nobody, and says where it is', async () => {
    const { code, stderr } = await run(['ban', '-', '--yes', '--state', state], {
      input: '203.0.113.8\n\nGET / HTTP\n',
    });
    assert.deepEqual(
      [code, /standard input, line 3: GET \/ HTTP is not an IP address/.test(stderr)],
      [2, true],
    );
    assert.equal((await json(['bans']))[1].bans.length, 2);
  });

  test('are let in again by name, or all of them', async () => {
    assert.equal((await run(['unban', '--all', '--state', state])).code, 2, 'nobody can be asked');
    const [code, { bans }] = await json(['unban', '--all', '--yes']);
    assert.equal(code, 0);
    assert.deepEqual(bans.map(stateOf).sort(), ['2001:db8::/64 lifted', '203.0.113.7 lifted']);
    const { stdout } = await run(['unban', '--all', '--state', state]);
    assert.equal(stdout, 'nobody is banned\n');
  });
});

test('of several, one that the core or its firewall refuses does not keep the others from it', async () => {
  const folder = temporaryFolder();
  const stuck = join(folder, 'stuck');
  const program = `
const order = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
if (order.action === 'list') process.exit(64);
if (order.action === 'unban' && order.values.includes('203.0.113.8') && require('node:fs').existsSync(${JSON.stringify(stuck)})) process.exit(1);`;
  const hook = (name: string): string => {
    const path = join(folder, name);
    writeFileSync(path, `#!${process.execPath}\n${program}`, { mode: 0o755 });
    return JSON.stringify([path]);
  };
  const config = join(folder, 'soc-console.yaml');
  writeFileSync(config, `response:\n  hooks: [${hook('one.cjs')}, ${hook('two.cjs')}]\n`);
  const flags = ['-c', config, '--state', join(folder, 'state'), '--yes', '--format', 'json'];
  const json = async (args: readonly string[]): Promise<[number | null, Told]> => {
    const { code, stdout } = await run([...args, ...flags]);
    return [code, JSON.parse(stdout) as Told];
  };
  const all = ['203.0.113.7', '203.0.113.8', '203.0.113.9'];
  await json(['ban', '203.0.113.8', '--on', 'hook two.cjs']);
  const [code, told] = await json(['ban', ...all, '--for', '7d', '--on', 'dry-run']);
  assert.deepEqual(
    [code, told.bans.map(stateOf), told.refused?.map(({ value }) => value)],
    [2, ['203.0.113.7 simulated', '203.0.113.9 simulated'], ['203.0.113.8']],
  );
  writeFileSync(stuck, '');
  const [failed, left] = await json(['unban', '--all']);
  assert.deepEqual(
    [failed, left.bans.map(stateOf).sort(), left.refused?.map(({ value }) => value)],
    [2, ['203.0.113.7 lifted', '203.0.113.9 lifted'], ['203.0.113.8']],
  );
});

type Told = {
  readonly bans: readonly { readonly value: string; readonly state: string }[];
  readonly refused?: readonly { readonly value: string }[];
};

function stateOf({ value, state }: Told['bans'][number]): string {
  return `${value} ${state}`;
}
