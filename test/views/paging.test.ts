/** From a list to its pages, from page to page, to a hunt and back, without losing one's place. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { border, consolesOf, keys, pointed, screen, status } from './console-harness.ts';
import { alert, busySnapshot, NOW } from './fixture.ts';
import { HUNT_ANSWERS } from './hunt-fixture.ts';

const withConsole = consolesOf({ columns: 120, rows: 30 });

describe('the page of a row', () => {
  it(
    'says which of the list it is, and ] and [ turn to its neighbours',
    withConsole({}, async (opened) => {
      await opened.press('1', 'j', 'enter');
      assert.match(border(opened), /╭ Alert ─+ 2 of 8 ─╮/);
      assert.match(keys(opened), /\] next/);
      const second = opened.rows()[2];
      await opened.press(']');
      assert.match(border(opened), / 3 of 8 /);
      assert.notEqual(opened.rows()[2], second);
      await opened.press('[');
      assert.equal(opened.rows()[2], second);
      await opened.press('[', '[');
      assert.match(border(opened), / 1 of 8 /);
      assert.match(status(opened), /No row further up in the list/);
    }),
  );

  it(
    'is left for the row that was read last',
    withConsole({}, async (opened) => {
      await opened.press('1', 'enter', ']', ']', 'escape');
      const third = pointed(opened);
      await opened.press('g', 'j', 'j');
      assert.equal(pointed(opened), third);
    }),
  );

  it(
    'goes on to the next alert that is high with e, and says when there is none',
    withConsole({}, async (opened) => {
      await opened.press('1', 'G', 'enter', 'e');
      assert.match(status(opened), /No high alert further down in the list/);
      await opened.press('E');
      assert.match(opened.rows()[2] ?? '', /HIGH|CRIT/);
    }),
  );

  it(
    'turns from address to address',
    withConsole({}, async (opened) => {
      await opened.press('2', 'enter', ']');
      assert.match(border(opened), / 2 of \d+ /);
      assert.match(opened.rows()[2] ?? '', /fd50:c077:77::104/);
    }),
  );

  it(
    'that another page was opened from is turned no further, and says so',
    withConsole({}, async (opened) => {
      await opened.press('1', 'enter', 'i');
      assert.doesNotMatch(border(opened), / of 8 /);
      await opened.press(']');
      assert.match(status(opened), /\] \(next-page\): this page was not opened from a list/);
    }),
  );

  it(
    'keeps the row that it was opened from while new ones come, and follows the newest again when none did',
    withConsole({}, async (opened) => {
      await opened.press('1', 'enter');
      const title = opened.rows()[2];
      const before = busySnapshot();
      const isNewest = (): boolean =>
        /TIME/.test(opened.rows()[opened.rows().indexOf(pointed(opened)) - 1] ?? '');
      const newer = alert({ id: 'ffff', firstSeen: NOW, lastSeen: NOW });
      const snapshot = {
        ...before,
        alerts: { ...before.alerts, total: 9, rows: [newer, ...before.alerts.rows] },
      };
      await opened.show(snapshot);
      assert.match(border(opened), / 2 of 9 /);
      assert.equal(opened.rows()[2], title);
      await opened.press('escape');
      assert.ok(!isNewest());
      await opened.press('g', 'enter', 'escape');
      await opened.show({
        ...snapshot,
        alerts: {
          ...snapshot.alerts,
          total: 10,
          rows: [alert({ id: 'eeee', firstSeen: NOW, lastSeen: NOW }), ...snapshot.alerts.rows],
        },
      });
      assert.ok(isNewest());
    }),
  );
});

describe('a list that is longer than its pane', () => {
  it(
    'says which of its rows are on the screen',
    withConsole({ columns: 80, rows: 15 }, async (opened) => {
      assert.match(screen(opened), /─ 1-4 of 8 ─╯/);
      await opened.press('tab', 'G');
      assert.match(screen(opened), /─ 5-8 of 8 ─╯/);
    }),
  );
});

describe('the border of a list', () => {
  it(
    'tells the filter rather than the counts where there is no room for both',
    withConsole({ columns: 80, rows: 24 }, async (opened) => {
      assert.match(screen(opened), /╭ Failed logins ─+ 140 failed, 9 sources ─╮/);
      await opened.press('/', ...'client1.example.net', 'enter');
      assert.match(screen(opened), /╭ Failed logins ─+ \/client1\.example\.net 1 of 9 ─╮/);
    }),
  );
});

describe('a hunt from a row or a page', () => {
  const answers = HUNT_ANSWERS;

  it(
    'goes back with Esc to the page that it was begun on, and from there to its list',
    withConsole({ answers }, async (opened) => {
      await opened.press('1', 'j', 'enter', 'i');
      const page = screen(opened);
      await opened.press('H');
      assert.match(border(opened), /Hunt/);
      await opened.press('escape');
      assert.equal(screen(opened), page);
      await opened.press('escape', 'escape');
      assert.match(border(opened), /Alerts/);
    }),
  );

  it(
    'is a screen like others when it was called by its number',
    withConsole({ answers }, async (opened) => {
      await opened.press('1', 'H', '6', 'escape', 'escape');
      assert.match(screen(opened), /Failed logins/);
    }),
  );
});
