import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from './cli-program.ts';
import { type Console, type ConsoleOptions, failure, inConsole, newLog } from './console-program.ts';

const QUESTION = '\x1b]11;?\x1b\\';
/** Text and dim text as the themes for a light and a dark ground have them. */
const ON_LIGHT = '38;5;235m';
const ON_DARK = '38;5;252m';

function onLog(
  args: readonly string[],
  use: (console: Console) => Promise<void>,
  options: ConsoleOptions = {},
): Promise<void> {
  const log = newLog(failure('203.0.113.7').repeat(12));
  return inConsole(
    [log.path, '--state', log.state, ...args],
    async (console) => {
      await console.waitFor(/[│|][▶>]203\.0\.113\.7 /);
      await use(console);
    },
    { ...options, env: { COLORFGBG: '', ...options.env } },
  );
}

/** Paints all of it anew. */
async function redrawn(console: Console): Promise<string> {
  const before = console.output().length;
  console.press('\x0c');
  await console.waitFor(() => console.output().length > before + 1_000);
  return console.output().slice(before);
}

test('a terminal that says it is light gets dark text, however late and torn its answer is', () =>
  onLog([], async (console) => {
    assert.ok(console.output().includes(QUESTION));
    for (const piece of ['\x1b', ']11;rgb:fd', 'fd/f6f6', '/e3e3\x1b', '\\']) {
      console.press(piece);
      await sleep(piece === '\x1b' ? 20 : 150);
    }
    await console.waitFor(() => console.output().includes(ON_LIGHT));
    assert.match(console.screen()[0] ?? '', /SOC .* LIVE/);
    assert.match(console.screen()[1] ?? '', /^╭ Failed logins .*╭ Alerts /, 'none of it was a key');
    // A theme that somebody chooses stays.
    console.press('T');
    await console.waitFor('Theme contrast');
    console.press('\x1b]11;rgb:0000/0000/0000\x07');
    assert.ok(!(await redrawn(console)).includes(ON_DARK));
  }));

test('a dark one gets light text, and an answer that is none changes nothing', () =>
  onLog([], async (console) => {
    console.press('\x1b]11;rgb:white\x1b\\\x1b]11;;rgb:ff/ff/ff\x07');
    const untold = await redrawn(console);
    assert.ok(!untold.includes(ON_LIGHT) && !untold.includes(ON_DARK));
    console.press('\x1b]11;rgb:28/28/28\x07');
    await console.waitFor(() => console.output().includes(ON_DARK));
  }));

test('the configuration wins, the environment is believed, and no colours means none', async () => {
  const config = join(temporaryFolder(), 'soc-console.yaml');
  writeFileSync(config, 'ui:\n  theme: dark\n');
  await onLog(['--config', config], async (console) => {
    console.press('\x1b]11;rgb:ff/ff/ff\x07');
    assert.ok((await redrawn(console)).includes(ON_DARK));
    assert.ok(!console.output().includes(ON_LIGHT));
  });
  await onLog([], async (console) => assert.ok(console.output().includes(ON_LIGHT)), {
    env: { COLORFGBG: '0;15' },
  });
  await onLog([], async (console) => assert.ok(!console.output().includes(QUESTION)), {
    env: { NO_COLOR: '1' },
  });
  await onLog([], async (console) => assert.ok(!console.output().includes(QUESTION)), {
    env: { TERM: 'linux', COLORTERM: '' },
  });
});
