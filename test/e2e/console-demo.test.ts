import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from './cli-program.ts';
import { assertStraight, type Console, confirm, inConsole } from './console-program.ts';

const has = (text: string | RegExp) => (screen: readonly string[]) =>
  screen.some((row) => (typeof text === 'string' ? row.includes(text) : text.test(row)));

/** A source of failed logins is selected; who got in after them is marked. */
const LOGINS = /│▶\S+ +(?:!! +)?\d/;

/** Whom the open menu is about: the first row may have changed between a look at it and the key. */
const asked = (console: Console): string =>
  /╭ Ban (\S+)\?/.exec(console.screen().find((row) => row.includes('╭ Ban ')) ?? '')?.[1] ?? '';

const menu = (address: string) => (screen: readonly string[]) =>
  has(`Ban ${address}?`)(screen) && has('permanent')(screen);

/** Opens the ban menu on the selected login. */
async function openMenu(console: Console): Promise<string> {
  await console.waitFor(LOGINS);
  console.press('b');
  await console.waitFor((screen) => has(/╭ Ban \d\S+\?/)(screen) && has('permanent')(screen));
  return asked(console);
}

for (const [columns, rows] of [
  [80, 24],
  [120, 36],
  [200, 60],
] as const) {
  test(`the demo at ${columns}x${rows}: attacks, their sources and the curve above its threshold`, () =>
    inConsole(
      ['demo'],
      async (console) => {
        await console.waitFor(/SSH brute force .*172\.30\.77\.101/);
        await console.waitFor(/│▶172\.30\.77\.101 +!! +5\d/);
        await console.waitFor((screen) => {
          const threshold = screen.findIndex((row) => row.includes('┄ threshold ┄'));
          const peak = screen.findIndex((row) => /┤ *.*[╭─╮]/.test(row));
          return threshold > peak && peak > 0;
        });
        assert.match(console.screen()[0] ?? '', /^ SOC .*● DEMO .*sources 5\/5 ●.*!! \d.* ! \d.*bans 0/);
        assertStraight(console.screen(), columns);
        for (const pane of columns === 80
          ? ['╭ Alerts ', '╭ Failed logins ', '╭ Fails/10 s']
          : ['╭ Alerts ', '╭ Failed logins ', '╭ Failures per 10 s', '╭ Top sources ', '╭ Bans '])
          assert.ok(has(pane)(console.screen()), pane);
        if (columns > 80) await console.waitFor(/HIGH +23 telnet +forbidden/);
        console.press('5');
        await console.waitFor(/23 +telnet .*forbidden/);
        console.press('q');
        await console.waitFor('Failed logins');
        console.press('q');
        assert.deepEqual(await console.left(), { code: 0, words: [] });
      },
      { columns, rows },
    ));
}

test('R writes a report of the demo, of which nothing else is left when its terminal goes away', () => {
  const folder = temporaryFolder();
  return inConsole(
    ['demo'],
    async (console) => {
      const reports = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.html'));
      await console.waitFor(/HIGH +SSH brute force/);
      console.press('R');
      await console.waitFor(/The incident report is in \S+/);
      const all = reports();
      assert.equal(all.length, 1);
      assert.match(readFileSync(join(folder, all[0] ?? ''), 'utf8'), /SSH brute force/);
      process.kill(console.program(), 'SIGHUP');
      assert.equal((await console.left()).code, 129);
      assert.deepEqual(readdirSync(folder), all);
    },
    { before: `cd ${folder}`, env: { TMPDIR: folder } },
  );
});

test('b shows Cancel first, then exactly what would run; the ban chosen is listed as simulated', () =>
  inConsole(['demo'], async (console) => {
    const address = await openMenu(console);
    await console.waitFor(/▶ Cancel +Nothing is run/);
    await console.waitFor('permanent');
    for (const length of ['10 minutes', '1 hour']) {
      console.press('j');
      await console.waitFor(`▶ ${length}`);
    }
    await console.waitFor(`nft add element inet soc_console banned4 "{ ${address} timeout 3600s }"`);
    await confirm(console);
    await console.waitFor(`SIMULATED ban of ${address} for 1 hour`);
    await console.waitFor(new RegExp(`│ ?${address.replaceAll('.', '\\.')} +~ simulated +59m`));
    await console.waitFor(/bans 1 ~ simulated/);
  }));

for (const [title, keys] of [
  ['Enter on the default, Cancel', '\r'],
  ['Escape', '\x1b'],
  ['q', 'q'],
] as const) {
  test(`the ban menu left with ${title} bans nobody`, () =>
    inConsole(['demo'], async (console) => {
      const address = await openMenu(console);
      if (keys === '\r') await confirm(console);
      else console.press(keys);
      await console.waitFor((screen) => !menu(address)(screen));
      await console.waitFor('Nobody is banned.');
      assert.match(console.screen()[0] ?? '', /bans 0/);
    }));
}

test('pasted text is no key: neither b nor Enter in it act', () =>
  inConsole(['demo'], async (console) => {
    await console.waitFor(LOGINS);
    console.press('\x1b[200~b\n\x1b[201~');
    await console.waitFor('Pasted text does nothing here');
    assert.ok(!has(/Ban \S+\?/)(console.screen()));
    assert.match(console.screen()[0] ?? '', /bans 0/);
  }));

test('the flood that comes while one looks is on the screen, with who sends it', () =>
  inConsole(['demo'], async (console) => {
    await console.waitFor(/HIGH SYN flood +×\d+ +172\.30\.7/);
    console.press('4');
    await console.waitFor(/SYN FLOOD 172\.30\.77\.20:80 from 172\.30\.77\.103/);
    await console.waitFor(/│▶172\.30\.77\.103 /);
  }));

test('p freezes the view and says so, and goes on with what came meanwhile', () =>
  inConsole(['demo'], async (console) => {
    await console.waitFor(LOGINS);
    console.press('p');
    await console.waitFor('‖ PAUSED');
    const list = console.screen().slice(1);
    await console.waitFor((screen) => /\+[1-9]\d* events/.test(screen[0] ?? ''), 60_000);
    assert.deepEqual(console.screen().slice(1, -2), list.slice(0, -2));
    console.press('p');
    await console.waitFor('● DEMO');
  }));

test('each size after another is drawn whole, with nothing left of the one before', () =>
  inConsole(['demo'], async (console) => {
    await console.waitFor('╭ Config anomalies');
    console.resize(80, 24);
    await console.waitFor((screen) => screen[1]?.length === 80 && has('Fails/10 s')(screen));
    assertStraight(console.screen(), 80);
    console.resize(59, 14);
    await console.waitFor('needs 60x15, has 59x14');
    assert.ok(!console.screen().some((row) => /[╭│╰]/.test(row)));
    console.resize(200, 60);
    await console.waitFor((screen) => screen[1]?.length === 200 && has('╭ Config anomalies')(screen));
    assertStraight(console.screen(), 200);
    assert.ok(!has('needs 60x15')(console.screen()));
    assert.match(console.screen()[59] ?? '', /\? help {3}q quit/);
  }));
