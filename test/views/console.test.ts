/** The console as a whole: what stands where, what keys mean, how it is left. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { capture } from './capture-fixture.ts';
import { asked, consolesOf, header, lastView, screen, status } from './console-harness.ts';
import { alert, ban, banPlan, busySnapshot, NOW } from './fixture.ts';

const withConsole = consolesOf({ columns: 120, rows: 36 });

describe('a screen that is too small', () => {
  it(
    'answers nothing that cannot be seen, and q quits whatever is open',
    withConsole({ answers: { ban: () => ban({ value: '172.30.77.101' }) } }, async (opened) => {
      await opened.press('?', 'escape', 'b', 'down');
      await opened.resize({ columns: 50, rows: 10 });
      await opened.press('enter', 'u', 'z');
      assert.deepEqual(asked(opened, 'ban'), []);
      await opened.resize({ columns: 120, rows: 36 });
      assert.match(screen(opened), /Ban 172\.30\.77\.101\?/);
      await opened.resize({ columns: 50, rows: 10 });
      await opened.press('q');
      assert.ok(opened.calls.includes('quit'));
    }),
  );
});

describe('incidents', () => {
  it(
    'are one row an attacker; Enter tells all of it, I goes back to all alerts',
    withConsole({}, async (opened) => {
      await opened.press('1', 'I');
      assert.match(screen(opened), /Incidents, by attacker .* \d attackers/);
      assert.match(screen(opened), /▶\S+ +! {2}HIGH 172\.30\.77\.102 +2 +2 .*SSH brute force/);
      await opened.press('j', 'enter');
      assert.equal(lastView(opened).entity, '203.0.113.120');
      await opened.press('escape', 'I');
      assert.match(screen(opened), /╭ Alerts /);
    }),
  );
});

describe('a note', () => {
  const written = { subject: 'ssh', time: NOW, actor: 'ops', text: 'asked the owner' };

  it(
    'is typed on an alert, kept with Enter, and stands on its page',
    withConsole({ answers: { note: () => written } }, async (opened) => {
      await opened.press('1', 'enter', 'o', ...'ok', 'space', ...'bob', 'enter');
      const [note] = asked(opened, 'note');
      assert.equal(note?.text, 'ok bob');
      assert.match(status(opened), /Noted/);
      const subject = note?.subject ?? '';
      await opened.show(busySnapshot({ notes: [{ ...written, subject, text: 'a\x1b[2J' }] }));
      assert.match(screen(opened), /Notes +\S+ \S+ ops: a\\x1b\[2J/);
    }),
  );

  it(
    'is nothing when nothing was typed, or Escape was',
    withConsole({}, async (opened) => {
      await opened.press('1', 'o', 'enter', 'o', 'x', 'escape');
      assert.deepEqual(asked(opened, 'note'), []);
    }),
  );

  it(
    'is of the address where a row is no alert, and of nobody on a service',
    withConsole({ answers: { note: () => written } }, async (opened) => {
      await opened.press('2', 'o', 'x', 'enter', '5', 'o');
      assert.equal(asked(opened, 'note')[0]?.subject, '172.30.77.101');
      assert.match(status(opened), /notes are about alerts, addresses and users/);
    }),
  );
});

describe('the header', () => {
  const retryAt = NOW + 60_000;
  const sent = { waiting: 0, givenUp: 0, problem: null };

  it(
    'says how sending does: well, or what waits',
    withConsole(
      {
        snapshot: busySnapshot({
          channels: [
            { name: 'mail', ...sent },
            { name: 'syslog', ...sent, waiting: 2, problem: { text: 'refused', retryAt } },
          ],
        }),
      },
      async (opened) => assert.match(header(opened), /mail ✓ syslog ! 2 waiting/),
    ),
  );

  it(
    'says how far reading is behind, and passes over logs of the past',
    withConsole(
      {
        snapshot: busySnapshot({
          sources: busySnapshot().sources.map((source, index) => ({
            ...source,
            state: index === 2 ? ('reading' as const) : ('live' as const),
            lag: [240, 7_200_000, 17_000][index] ?? null,
            rate: 3,
          })),
        }),
      },
      async (opened) => assert.match(header(opened), /lag 17s/),
    ),
  );
});

describe('an alert', () => {
  it(
    'opens with Enter, is asked for by its id, and closes with Escape',
    withConsole({ columns: 80, rows: 24 }, async (opened) => {
      await opened.press('1', 'G', 'enter');
      assert.equal(lastView(opened).detail, 'sqli');
      assert.match(screen(opened), /SQL injection[\s\S]*Evidence/);
      await opened.press('escape');
      assert.equal(lastView(opened).detail, null);
      assert.match(screen(opened), /╭ Alerts/);
    }),
  );

  it(
    'is asked for with its lines where it stands beside its list',
    withConsole({}, async (opened) => {
      await opened.press('1', 'G');
      assert.equal(lastView(opened).detail, 'sqli');
    }),
  );

  it(
    'is acknowledged with a',
    withConsole({ answers: { acknowledge: () => alert({ id: 'repeat' }) } }, async (opened) => {
      await opened.press('1', 'a');
      assert.deepEqual(asked(opened, 'acknowledge'), [{ kind: 'acknowledge', alertId: 'repeat' }]);
      assert.match(status(opened), /Acknowledged/);
    }),
  );

  it(
    'keeps the cursor when newer ones come in, and says how many of them stand above the window',
    withConsole({ rows: 15 }, async (opened) => {
      await opened.press('1', ...'jjjjjjj');
      const before = busySnapshot();
      const newer = ['n1', 'n2', 'n3'].map((id) => alert({ id, title: 'Newer', lastSeen: NOW }));
      await opened.show({ ...before, alerts: { ...before.alerts, rows: [...newer, ...before.alerts.rows] } });
      assert.match(screen(opened), /▶00:52:07 .*SQL injection/);
      assert.match(screen(opened), /▲ \+2 new/);
    }),
  );

  it(
    'that is gone from the list while it is open says so',
    withConsole({}, async (opened) => {
      await opened.press('1', 'j', 'enter');
      const before = busySnapshot();
      await opened.show({ ...before, alerts: { ...before.alerts, rows: [] } });
      assert.match(screen(opened), /no longer in the list/);
    }),
  );
});

describe('leaving', () => {
  it(
    'with q: back from what is open, then from the screen, then out',
    withConsole({}, async (opened) => {
      await opened.press('1', 'enter', 'q', 'q');
      assert.match(screen(opened), /╭ Failed logins/);
      assert.ok(!opened.calls.includes('quit'));
      await opened.press('q');
      assert.ok(opened.calls.includes('quit'));
    }),
  );

  it(
    'with Ctrl-c only when it is pressed twice in three seconds',
    withConsole({}, async (opened) => {
      await opened.press('ctrl-c');
      assert.match(status(opened), /Ctrl-c again to quit/);
      await opened.pass(3500);
      assert.doesNotMatch(status(opened), /again/);
      await opened.press('ctrl-c');
      assert.ok(!opened.calls.includes('quit'));
      await opened.press('ctrl-c');
      assert.ok(opened.calls.includes('quit'));
    }),
  );

  it(
    'for a while with Ctrl-z; Ctrl-l draws anew',
    withConsole({}, async (opened) => {
      await opened.press('ctrl-z', 'ctrl-l');
      assert.deepEqual(
        opened.calls.filter((call) => call !== 'urgent'),
        ['suspend', 'redraw'],
      );
    }),
  );
});

describe('the screen', () => {
  it(
    'keeps selection, document and menu when the terminal changes its size',
    withConsole({}, async (opened) => {
      await opened.press('j', 'b', 'down');
      await opened.resize({ columns: 80, rows: 24 });
      assert.match(screen(opened), /Ban fd50:c077:77::104\?[\s\S]*▶ 10 minutes/);
      await opened.resize({ columns: 40, rows: 10 });
      assert.match(screen(opened), /needs 60x15, has 40x10/);
      await opened.resize({ columns: 120, rows: 36 });
      assert.match(screen(opened), /▶ 10 minutes/);
      await opened.press('escape');
      assert.match(screen(opened), /▶fd50:c077:77::104/);
    }),
  );

  it(
    'maximises the focused pane and gives it back',
    withConsole({}, async (opened) => {
      await opened.press('tab', 'f');
      assert.match(screen(opened), /╭ Alerts/);
      assert.doesNotMatch(screen(opened), /Failed logins/);
      await opened.press('escape');
      assert.match(screen(opened), /Failed logins/);
    }),
  );

  it(
    'goes to what stands beside a list with Tab, and shows all of it with f',
    withConsole({ rows: 24, snapshot: busySnapshot({ network: twice() }) }, async (opened) => {
      await opened.press('4', 'j');
      assert.match(screen(opened), /more lines: Tab, then f/);
      await opened.press('tab', 'f');
      assert.doesNotMatch(screen(opened), /more lines|SYN by source/);
      await opened.press('escape', 'escape', 'j');
      assert.match(screen(opened), /▶198\.51\.100\.23 .*one\.pcap/, 'rows of both captures are told apart');
    }),
  );

  function twice() {
    const captures = ['one', 'two'].map((name) => capture('172.30.77.10', `capture:/srv/${name}.pcap`));
    return { captures, packets: [], threshold: 100, synRate: { start: 0, end: 1, span: 1, values: [1] } };
  }

  it(
    'takes a click on a row, and the wheel',
    withConsole({}, async (opened) => {
      await opened.send({ kind: 'mouse', action: 'press', column: 70, row: 5 });
      assert.match(screen(opened), /▶00:53 .*Login after password/);
      await opened.send({ kind: 'mouse', action: 'wheel-down', column: 70, row: 5 });
      assert.match(screen(opened), /▶00:52 .*Path traversal/);
      await opened.send({ kind: 'mouse', action: 'press', column: 70, row: 6 });
      assert.match(screen(opened), /Alert ─.*Path traversal/s, 'a click on the selected row opens it');
    }),
  );

  it(
    'moves with the wheel in the list that it is over',
    withConsole({}, async (opened) => {
      assert.match(screen(opened), /│▶172\.30\.77\.101/);
      await opened.send({ kind: 'mouse', action: 'wheel-down', column: 70, row: 5 });
      assert.match(screen(opened), /│▶00:53 ~ {2}MED {2}Slow password guessing/);
    }),
  );

  it(
    'says of a key that means nothing where those are that do',
    withConsole({}, async (opened) => {
      await opened.send({ kind: 'key', key: 'M' });
      assert.match(status(opened), /M does nothing here: \? shows the keys/);
      await opened.send({ kind: 'key', key: 'b' });
      await opened.send({ kind: 'key', key: 'y' });
      assert.match(status(opened), /y answers nothing: Enter takes the marked choice, Esc cancels/);
    }),
  );

  it(
    'says why a key did nothing only as long as its page is open',
    withConsole({}, async (opened) => {
      await opened.press('x');
      assert.match(status(opened), /x \(explain\): no rule is behind this row/);
      await opened.press('8');
      assert.doesNotMatch(status(opened), /explain/);
    }),
  );

  it(
    'puts a source that fails before everything else',
    withConsole({}, async (opened) => {
      const before = busySnapshot();
      const [first, ...others] = before.sources;
      assert.ok(first !== undefined);
      const missing = { ...first, state: 'missing', error: 'no such file; waiting for it' } as const;
      await opened.show({ ...before, sources: [missing, ...others] });
      assert.match(header(opened), /sources 3\/4 !/);
      assert.match(status(opened), /! \/var\/log\/auth\.log is missing: no such file; waiting for it/);
    }),
  );
});

describe('the palette', () => {
  const typed = (text: string) => [':', ...[...text].map((key) => (key === ' ' ? 'space' : key)), 'enter'];

  it(
    'takes the command of that name before those that begin so',
    withConsole(
      { answers: { 'saved-hunts': () => ({ saved: [], history: [], everything: '{}' }) } },
      async (opened) => {
        await opened.press(...typed('hunt'));
        assert.match(screen(opened), /╭ Hunt ─/);
        assert.doesNotMatch(screen(opened), /172\.30\.77\.101/, 'not the hunt for the selected row');
      },
    ),
  );

  it(
    'asks whether to lift the ban of an address, or says that there is none',
    withConsole({ answers: { 'plan-ban': ({ address }) => banPlan(planned(address)) } }, async (opened) => {
      await opened.press(...typed('unban 203.0.113.9'));
      assert.match(screen(opened), /Lift the ban of 203\.0\.113\.9\?/);
      await opened.press('escape', ...typed('unban 203.0.113.8'));
      assert.match(status(opened), /203\.0\.113\.8 is not banned\./);
    }),
  );

  it(
    'takes a theme by its name, and names those there are',
    withConsole({}, async (opened) => {
      await opened.press(...typed('theme pink'));
      assert.match(status(opened), /No theme pink: there are terminal, mono\./);
    }),
  );

  it(
    'says of a terminal without colours that it has one theme',
    withConsole({ look: { glyphs: 'block', colours: 0 } }, async (opened) => {
      await opened.press(...typed('theme light'));
      assert.match(status(opened), /No theme light: without colours there is only mono\./);
    }),
  );

  it(
    'bans nobody from a console that only looks',
    withConsole({ snapshot: busySnapshot({ permits: 'nothing' }) }, async (opened) => {
      await opened.press(...typed('ban 203.0.113.9'));
      assert.match(status(opened), /ban: this console only looks/);
      assert.deepEqual(asked(opened, 'plan-ban'), []);
    }),
  );

  function planned(value: string) {
    return { value, active: value === '203.0.113.9' ? ban({ value }) : null };
  }
});

describe('the key for a report', () => {
  const full = { onReport: () => Promise.reject(new Error('EROFS: the disk is read-only')) };

  it(
    'says where the report is',
    withConsole(
      { onReport: async () => ({ path: '/root/soc-report.html', unstored: null }) },
      async (opened) => {
        await opened.press('R');
        assert.match(status(opened), /The incident report is in \/root\/soc-report\.html/);
      },
    ),
  );

  it(
    'says why the latest may not be in it',
    withConsole(
      { onReport: async () => ({ path: '/r.html', unstored: '7 alerts wait for the store' }) },
      async (opened) => {
        await opened.press('R');
        assert.match(status(opened), /in \/r\.html, but not all of it: 7 alerts wait for the store/);
      },
    ),
  );

  it(
    'says why there is none',
    withConsole(full, async (opened) => {
      await opened.press('R');
      assert.match(status(opened), /EROFS: the disk is read-only/);
    }),
  );

  it(
    'says that nothing is stored where that is so',
    withConsole({}, async (opened) => {
      await opened.press('R');
      assert.match(status(opened), /No report: nothing is stored/);
    }),
  );

  it(
    'says that this console only looks where that is so',
    withConsole({ snapshot: busySnapshot({ permits: 'nothing' }) }, async (opened) => {
      await opened.press('R');
      assert.match(status(opened), /No report: this console only looks \(--readonly\)\.$/);
    }),
  );
});
