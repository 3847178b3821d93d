/** What somebody at the console does in an incident, from the first alert to the end of the ban. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textWidth } from '../../src/platform/text-width.ts';
import { assertStraight, confirm, failure, inConsole, newLog } from './console-program.ts';

const NARROW = { columns: 80, rows: 24 };

/** Two attackers: one by brute force, and one more who is quieter. */
const ATTACKS = failure('203.0.113.7').repeat(12) + failure('203.0.113.8', 'admin').repeat(7);

test('triage at 80x24: filter, open, pivot to all that is known, ban, take it back, acknowledge, note', () => {
  const log = newLog(ATTACKS);
  return inConsole(
    [log.path, '--state', log.state, '--dry-run'],
    async (console) => {
      await console.waitFor(/HIGH SSH brute force .*203\.0\.113\.7/);
      console.press('1');
      await console.waitFor(/▶.*SSH brute force/);
      console.press('/');
      await console.waitFor('field:value');
      console.press('ip:203.0.113.7');
      await console.waitFor('/ip:203.0.113.7 1 of');
      console.press('\r');
      await console.waitFor('Enter open');
      console.press('\r');
      await console.waitFor(/Evidence .*of 12 events/);
      console.press('i');
      await console.waitFor(/203\.0\.113\.7 +not banned/);
      await console.waitFor(/Logins +12 failed logins/);
      await console.waitFor('Timeline');
      console.press('b');
      await console.waitFor('permanent');
      console.press('j');
      await console.waitFor('Would run (SIMULATED');
      await confirm(console);
      await console.waitFor('SIMULATED ban of 203.0.113.7');
      await console.waitFor(/203\.0\.113\.7 +~ simulated/);
      console.press('z');
      await console.waitFor('Take back the ');
      console.press('j');
      await console.waitFor('This is taken back');
      await confirm(console);
      await console.waitFor('The ban of 203.0.113.7 is lifted.');
      console.press('q');
      await console.waitFor(/Evidence .*of 12 events/);
      console.press('a');
      await console.waitFor('Acknowledged');
      await console.waitFor(/State +acknowledged/);
      console.press('o');
      await console.waitFor('Enter keeps it for good');
      // So short that it is no paste, to which a key belongs that follows sooner than a finger can.
      console.press('told\r');
      await console.waitFor(/Notes .*told/);
      console.press('@');
      await console.waitFor(/note +SSH brute force 203\.0\.113\.7/);
      await console.waitFor(/unban +203\.0\.113\.7/);
      assertStraight(console.screen(), NARROW.columns);
    },
    NARROW,
  );
});

test('two marked alerts are banned with one question, and let in again with one', () => {
  const log = newLog(ATTACKS);
  return inConsole([log.path, '--state', log.state, '--dry-run'], async (console) => {
    await console.waitFor(/HIGH SSH brute force .*203\.0\.113\.8/);
    console.press('1');
    await console.waitFor(/▶.*SSH brute force/);
    console.press('/');
    await console.waitFor('field:value');
    console.press('brute ip:203');
    await console.waitFor('/brute ip:203 2 of');
    console.press('\r');
    await console.waitFor('Enter open');
    console.press('  ');
    await console.waitFor('2 marked');
    console.press('b');
    await console.waitFor('Ban 2 marked addresses?');
    await console.waitFor('permanent');
    console.press('j');
    await console.waitFor('2 addresses, one after the other');
    await confirm(console);
    await console.waitFor('2 of 2 addresses banned, SIMULATED.');
    await console.waitFor(/bans 2/);
    console.press('z');
    await console.waitFor(/Take back the 2 bans of 203\.0\.113\.\d, 203\.0\.113\.\d\?/);
    console.press('j');
    await confirm(console);
    await console.waitFor('2 of 2 orders are taken back.');
  });
});

test('the palette runs a command by its name, and opens the page of an address that is typed', () => {
  const log = newLog(ATTACKS);
  return inConsole([log.path, '--state', log.state], async (console) => {
    await console.waitFor(/SSH brute force .*203\.0\.113\.7/);
    console.press(':');
    await console.waitFor('╭ Commands');
    console.press('rules');
    await console.waitFor(/▶rules/);
    console.press('\r');
    await console.waitFor('LOOKS AT');
    console.press(':');
    await console.waitFor('╭ Commands');
    console.press('entity 203.0.113.8');
    await console.waitFor(':entity 203.0.113.8');
    console.press('\r');
    await console.waitFor(/Logins +7 failed logins/);
  });
});

test('every screen is drawn whole at every size, one after the other', () => {
  const log = newLog(ATTACKS);
  return inConsole([log.path, '--state', log.state], async (console) => {
    await console.waitFor(/SSH brute force .*203\.0\.113\.7/);
    for (const [digit, title] of [...Object.entries(TITLES)]) {
      console.press(digit);
      await console.waitFor(title);
      for (const [columns, rows] of [
        [60, 15],
        [120, 36],
      ] as const) {
        console.resize(columns, rows);
        // Until the first frame of the new size, the terminal shows what is left of the old one.
        await console.waitFor((screen) => isWhole(screen, title, columns, rows));
      }
    }
  });
});

function isWhole(screen: readonly string[], title: string, columns: number, rows: number): boolean {
  const framed = screen.slice(1, rows - 2);
  return (
    screen.length === rows &&
    framed.every((row) => /^[╭│╰].*[╮│╯]$/.test(row) && textWidth(row) === columns) &&
    framed.some((row) => row.includes(title))
  );
}

const TITLES: Readonly<Record<string, string>> = {
  1: '╭ Alerts',
  2: '╭ Failed logins',
  3: '╭ Web',
  4: '╭ Network',
  5: '╭ Config anomalies',
  6: '╭ Hunt',
  7: '╭ Bans',
  8: '╭ Sources',
  9: '╭ Rules',
  0: '╭ Alerts',
};

test('the wall shows, bans nobody, masks on request, and is left only after a question', () => {
  const log = newLog(ATTACKS);
  return inConsole([log.path, '--state', log.state, '--wall'], async (console) => {
    await console.waitFor('WALL  overview, read-only');
    await console.waitFor(/203\.0\.113\.7/);
    console.press('b');
    await console.waitFor('The wall only shows');
    console.press('m');
    await console.waitFor('203.0.x.x');
    assert.ok(!console.screen().some((row) => row.includes('203.0.113.')));
    console.press('q');
    await console.waitFor('Leave the wall?');
    await confirm(console);
    await console.waitFor('WALL ');
    console.press('q');
    await console.waitFor('Leave the wall?');
    console.press('j');
    await console.waitFor('The keys work again');
    await confirm(console);
    await console.waitFor('q quit');
    await console.waitFor('203.0.113.7');
  });
});

test('a click selects the row, the wheel moves on, and --no-mouse asks the terminal for nothing', async () => {
  const log = newLog(ATTACKS + failure('203.0.113.9').repeat(3));
  await inConsole([log.path, '--state', log.state], async (console) => {
    await console.waitFor(/│▶203\.0\.113\.7 /);
    assert.equal(console.terminalState().mouse, true);
    const row = console.screen().findIndex((text) => text.includes('│ 203.0.113.8 '));
    console.press(`\x1b[<0;5;${row + 1}M\x1b[<0;5;${row + 1}m`);
    await console.waitFor(/│▶203\.0\.113\.8 /);
    console.press(`\x1b[<65;5;${row + 1}M`);
    await console.waitFor(/│▶203\.0\.113\.9 /);
  });
  await inConsole([log.path, '--state', log.state, '--no-mouse'], async (console) => {
    await console.waitFor(/203\.0\.113\.7 /);
    assert.equal(console.terminalState().mouse, false);
  });
});

test('v on the web screen lists what was asked for, and Enter on a path shows its requests', () => {
  const request = (target: string, status: number) =>
    `203.0.113.7 - - [22/Nov/2026:00:00:01 +0000] "GET ${target} HTTP/1.1" ${status} 12 "-" "curl/8"\n`;
  const log = newLog(
    request('/shop?item=1', 200).repeat(5) + request('/shopping', 200).repeat(2) + request('/gone', 404),
  );
  return inConsole([log.path, '--state', log.state], async (console) => {
    await console.waitFor('● LIVE');
    console.press('3');
    await console.waitFor(/203\.0\.113\.7 +8 /);
    console.press('v');
    await console.waitFor(/Web paths .* 2xx 88 % {2}3xx 0 % {2}4xx 13 % {2}5xx 0 %/);
    await console.waitFor(/▶\/shop +5 .* 5 +0 +0 +0 /);
    console.press('b');
    await console.waitFor('b (ban): a path is no address');
    console.press('\r');
    await console.waitFor(/5 lines/);
    console.press('\u001b');
    await console.waitFor('╭ Web paths');
    console.press('/');
    await console.waitFor('field:value');
    console.press('status:404\r');
    await console.waitFor(/▶\/gone +1 /);
  });
});
