import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ConsoleRequest, Snapshot } from '../../src/core/protocol.ts';
import { HOUR_MS } from '../../src/model/time.ts';
import { type Frame, frameOfText } from '../../src/platform/frame.ts';
import { cellsOfRow } from '../../src/platform/frame-cells.ts';
import { firstFrame } from '../../src/views/first-frame.ts';
import { COMMANDS } from '../../src/views/keymap.ts';
import { createLook } from '../../src/views/presentation/look.ts';
import { capture } from './capture-fixture.ts';
import { consolesOf, type Opened, openConsole, screen, status } from './console-harness.ts';
import { alert, ban, banPlan, busySnapshot, NOW, rangeBan, rangePlan } from './fixture.ts';

const withConsole = consolesOf({ columns: 120, rows: 36 });

function asked<Kind extends ConsoleRequest['kind']>(opened: Opened, kind: Kind) {
  return opened.core.asked.filter(
    (request): request is Extract<ConsoleRequest, { kind: Kind }> => request.kind === kind,
  );
}

function lastView(opened: Opened) {
  const view = asked(opened, 'snapshot').at(-1)?.view;
  assert.ok(view !== undefined);
  return view;
}

const header = (opened: Opened): string => opened.rows()[0] ?? '';

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
  const sent = { waiting: 0, collected: 0, sent: 3, givenUp: 0, problem: null };

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
          })),
        }),
      },
      async (opened) => assert.match(header(opened), /lag 17s/),
    ),
  );
});

describe('the first frame', () => {
  for (const [columns, rows] of [
    [120, 36],
    [80, 24],
    [50, 10],
  ] as const) {
    it(`is at ${columns}x${rows} what the views draw until the core has answered`, async () => {
      const never = new Promise<never>(() => {});
      const opened = await openConsole({ columns, rows, answers: { snapshot: () => never as never } });
      const look = createLook({ glyphs: 'block', colours: 16, theme: null });
      const first = frameOfText(firstFrame({ columns, rows }, NOW, look, COMMANDS));
      opened.close();
      const shown = (frame: Frame) =>
        Array.from({ length: rows }, (_, row) => cellsOfRow(frame[row] ?? [], columns));
      assert.deepEqual(shown(first), shown(opened.newest()));
      assert.match(opened.rows().join(''), columns < 60 ? /needs 60x15, has 50x10/ : /STARTING/);
    });
  }
});

describe('a ban', () => {
  it(
    'asks first: the menu stands on Cancel, and Enter there bans nobody',
    withConsole({}, async (opened) => {
      await opened.press('b');
      assert.match(screen(opened), /Ban 172\.30\.77\.101\?/);
      assert.match(screen(opened), /▶ Cancel +Nothing is run/);
      await opened.press('enter');
      assert.doesNotMatch(screen(opened), /Cancel/);
      assert.deepEqual(asked(opened, 'ban'), []);
    }),
  );

  it(
    'is ruled out for good with w, which asks first',
    withConsole(
      { answers: { allow: ({ order }) => ({ address: '172.30.77.101', isAllowed: order === 'add' }) } },
      async (opened) => {
        await opened.press('w');
        assert.match(screen(opened), /Never ban 172\.30\.77\.101\?/);
        await opened.press('enter', 'w', 'down');
        assert.match(screen(opened), /172\.30\.77\.101 is never banned from now on/);
        await opened.press('enter');
        assert.match(status(opened), /172\.30\.77\.101 is never banned from now on/);
        assert.deepEqual(
          asked(opened, 'allow').map(({ order }) => order),
          ['ask', 'ask', 'add'],
        );
      },
    ),
  );

  it(
    'shows exactly what the marked choice runs, and orders it with the alert that it is for',
    withConsole({ answers: { ban: () => ban({ value: '172.30.77.101' }) } }, async (opened) => {
      await opened.press('b', 'down', 'down');
      assert.match(
        screen(opened),
        /nft add element inet soc_console banned4 "\{ 172\.30\.77\.101 timeout 1h \}"/,
      );
      assert.match(screen(opened), /SIMULATED/);
      await opened.press('enter');
      assert.deepEqual(asked(opened, 'ban'), [
        { kind: 'ban', address: '172.30.77.101', duration: HOUR_MS, alertId: 'fall' },
      ]);
      assert.match(
        status(opened),
        /SIMULATED ban of 172\.30\.77\.101 for 1 hour by dry-run: nothing was blocked/,
      );
    }),
  );

  it(
    'whose commands do not fit on the screen says how much of them is not seen',
    withConsole(
      {
        columns: 60,
        rows: 15,
        answers: {
          'plan-ban': () =>
            banPlan({ choices: [{ duration: null, commands: [['iptables', ...'abcdefgh'.repeat(60)]] }] }),
        },
      },
      async (opened) => {
        await opened.press('b', 'down');
        assert.match(screen(opened), /iptables a b c[\s\S]* 2[0-9] more lines: make the window larger/);
      },
    ),
  );

  it(
    'that is refused says why and leaves only Cancel',
    withConsole(
      { answers: { 'plan-ban': () => banPlan({ refused: 'this is the address of your own ssh session' }) } },
      async (opened) => {
        await opened.press('b');
        assert.match(screen(opened), /REFUSED: this is the address of your own ssh session/);
        assert.doesNotMatch(screen(opened), /1 hour/);
        await opened.press('down', 'down', 'enter');
        assert.deepEqual(asked(opened, 'ban'), []);
      },
    ),
  );

  it(
    'that failed is told in the words of the core',
    withConsole(
      {
        answers: {
          ban: () => {
            throw new Error('nft: Operation not permitted');
          },
        },
      },
      async (opened) => {
        await opened.press('b', 'down', 'enter');
        assert.match(status(opened), /Ban of 172\.30\.77\.101 refused: nft: Operation not permitted/);
      },
    ),
  );

  it('whose plan comes late takes no key for half a second, for those keys were meant for something else', async () => {
    let answer: (() => void) | undefined;
    const opened = await openConsole({
      columns: 120,
      rows: 36,
      answers: {
        'plan-ban': () =>
          new Promise((resolve) => {
            answer = () => resolve(banPlan());
          }) as never,
        ban: () => ban({}),
      },
    });
    await opened.press('b');
    await opened.pass(400);
    answer?.();
    await opened.press('down', 'enter');
    assert.deepEqual(asked(opened, 'ban'), [], 'pressed at once: ignored');
    await opened.pass(500);
    await opened.press('down', 'enter');
    assert.equal(asked(opened, 'ban').length, 1, 'pressed on sight: taken');
    opened.close();
  });

  it(
    'can be made from an alert, from its document and from a bar of the top sources',
    withConsole({}, async (opened) => {
      await opened.press('tab', 'b', 'escape');
      await opened.press('enter', 'b', 'escape', 'escape');
      await opened.press('tab', 'j', 'b');
      assert.deepEqual(
        asked(opened, 'plan-ban').map(({ address }) => address),
        ['172.30.77.102', '172.30.77.102', 'fd50:c077:77::104'],
      );
    }),
  );

  it(
    'cannot be made by pasting',
    withConsole({}, async (opened) => {
      await opened.send({ kind: 'paste', text: 'bj\r' });
      assert.deepEqual(asked(opened, 'plan-ban'), []);
      assert.match(status(opened), /Pasted text does nothing/);
    }),
  );

  it(
    'is lifted with u, and asks first as well',
    withConsole({ answers: { unban: () => ban({ state: 'lifted' }) } }, async (opened) => {
      await opened.press('7', 'u', 'enter');
      assert.deepEqual(asked(opened, 'unban'), []);
      await opened.press('u', 'down', 'enter');
      assert.deepEqual(asked(opened, 'unban'), [{ kind: 'unban', decisionId: 'ban-1' }]);
      assert.match(status(opened), /The ban of 172\.30\.77\.102 is lifted/);
    }),
  );

  it(
    'is lifted of all marked rows with one question',
    withConsole(
      {
        snapshot: busySnapshot({
          decisions: {
            ...busySnapshot().decisions,
            rows: ['203.0.113.8', '203.0.113.9'].map((value) => ban({ id: `ban-${value}`, value })),
          },
        }),
        answers: { unban: ({ decisionId }) => ban({ id: decisionId, state: 'lifted' }) },
      },
      async (opened) => {
        await opened.press('7', '*', 'u');
        assert.match(screen(opened), /Lift 2 bans\?/);
        await opened.press('down', 'enter');
        assert.match(status(opened), /2 of 2 bans are lifted\./);
        assert.deepEqual(
          asked(opened, 'unban').map(({ decisionId }) => decisionId),
          ['ban-203.0.113.8', 'ban-203.0.113.9'],
        );
        await opened.press('*', '*', 'u');
        assert.match(screen(opened), /Lift the ban of 203\.0\.113\.8\?/, 'twice marks nothing');
      },
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

describe('pause', () => {
  const later: Snapshot = (() => {
    const before = busySnapshot();
    return {
      ...before,
      now: NOW + 60_000,
      alerts: { ...before.alerts, total: before.alerts.total + 3 },
      sources: before.sources.map((source) => ({ ...source, events: source.events + 100 })),
    };
  })();

  it(
    'freezes the view and counts what arrives meanwhile',
    withConsole({}, async (opened) => {
      await opened.press('p');
      await opened.show(later);
      assert.match(header(opened), /‖ PAUSED 00:54:07Z +\+3 alerts \+400 events/);
      assert.match(screen(opened), /╭ Alerts.* 7 open of 8 ─╮/);
    }),
  );

  it(
    'asks for figures only, once a second, and goes on at once when it ends',
    withConsole({}, async (opened) => {
      await opened.press('p');
      const before = asked(opened, 'snapshot').length;
      await opened.show(later);
      await opened.pass(4000);
      assert.ok(asked(opened, 'snapshot').length - before <= 6);
      assert.deepEqual(lastView(opened).lists, {});
      await opened.press('p');
      assert.match(header(opened), /● LIVE/);
      assert.match(screen(opened), /╭ Alerts.* of 11 ─╮/);
    }),
  );

  it(
    'does not keep a ban from being ordered',
    withConsole({ answers: { ban: () => ban({ value: '172.30.77.101' }) } }, async (opened) => {
      await opened.press('p', 'b', 'down', 'enter');
      assert.equal(asked(opened, 'ban').length, 1);
      assert.match(status(opened), /SIMULATED ban/);
    }),
  );
});

describe('the console and its core', () => {
  it(
    'asks at most ten times a second, and never again before it is answered',
    withConsole({}, async (opened) => {
      await opened.pass(1000);
      const before = asked(opened, 'snapshot').length;
      await opened.pass(2000);
      assert.ok(asked(opened, 'snapshot').length - before <= 20);
    }),
  );

  it('says so when the core is silent, and since when', async () => {
    let isSilent = false;
    const opened = await openConsole({
      columns: 120,
      rows: 36,
      answers: { snapshot: () => (isSilent ? (new Promise(() => {}) as never) : busySnapshot()) },
    });
    isSilent = true;
    await opened.pass(6000);
    assert.match(header(opened), /! CORE SILENT 5s/);
    assert.match(screen(opened), /172\.30\.77\.101/, 'what is known stays on screen');
    const before = asked(opened, 'snapshot').length;
    await opened.pass(10_000);
    assert.equal(asked(opened, 'snapshot').length, before, 'a question that waits is not asked again');
    opened.close();
  });

  it('shows what a core that says no has said, and asks again', async () => {
    let isBroken = true;
    const opened = await openConsole({
      columns: 120,
      rows: 36,
      answers: {
        snapshot: () => {
          if (isBroken) throw new Error('the store is lost');
          return busySnapshot();
        },
      },
    });
    assert.match(status(opened), /the core does not answer: the store is lost/);
    isBroken = false;
    await opened.pass(1100);
    assert.match(header(opened), /● LIVE/);
    opened.close();
  });

  it(
    'draws nothing when nothing on screen has changed',
    withConsole({}, async (opened) => {
      await opened.pass(500);
      const before = opened.frames.length;
      await opened.show({ ...busySnapshot(), now: NOW + 900 });
      assert.equal(opened.frames.length, before);
      await opened.show({ ...busySnapshot(), now: NOW + 1000 });
      assert.equal(opened.frames.length, before, 'the clock needs no frame');
      assert.match(header(opened), /● LIVE 00:54:09Z/);
      await opened.show({ ...busySnapshot(), now: NOW + 6000 });
      assert.equal(opened.frames.length, before + 1, 'ages and countdowns do');
    }),
  );

  it(
    'tells the writer before a key changes the screen, and not for data',
    withConsole({}, async (opened) => {
      opened.calls.length = 0;
      await opened.show({ ...busySnapshot(), eventsPerSecond: 7 });
      assert.deepEqual(opened.calls, []);
      await opened.press('j');
      assert.equal(opened.calls[0], 'urgent');
    }),
  );

  it(
    'asks at once for the curve of the selected source, and for another span',
    withConsole({}, async (opened) => {
      await opened.press('j', 'c');
      assert.equal(lastView(opened).series.source, 'fd50:c077:77::104');
      await opened.press('c', 't');
      assert.equal(lastView(opened).series.source, null);
      assert.equal(lastView(opened).series.span, 15 * 60_000);
    }),
  );

  it(
    'asks for as many points as the curve has columns',
    withConsole({}, async (opened) => {
      assert.equal(lastView(opened).series.points, 37);
      await opened.press('tab', 'tab', 'tab', 'tab', 'tab', 'f');
      assert.equal(lastView(opened).series.points, 114);
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
    withConsole({ onReport: () => Promise.resolve('/root/soc-report.html') }, async (opened) => {
      await opened.press('R');
      assert.match(status(opened), /The incident report is in \/root\/soc-report\.html/);
    }),
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
});

describe('who comes through a proxy', () => {
  it(
    'is told to be out of reach of a firewall here, before it is banned',
    withConsole({ answers: { 'plan-ban': () => banPlan({ through: '10.0.0.5' }) } }, async (opened) => {
      await opened.press('b', 'down');
      assert.match(screen(opened), /It comes through your proxy 10\.0\.0\.5: a firewall here sees only/);
    }),
  );
});

describe('a range', () => {
  const toRange = ['b', 'down', 'down', 'down', 'down', 'down', 'down'];
  const answers = {
    'plan-ban': ({ address }: { readonly address: string }) =>
      address.includes('/') ? rangePlan() : banPlan({ value: address }),
    ban: rangeBan,
    'confirm-ban': () => ban({ value: '172.30.77.0/24', scope: 'range' }),
  };

  it(
    'is never banned with the address: choosing it asks again, about the range, and stands on Cancel',
    withConsole({ answers }, async (opened) => {
      await opened.press(...toRange);
      assert.match(
        screen(opened),
        /Cancel +Nothing is run yet: asks about 172\.30\.77\.0\/24 next.*▶ the whole \/24…/s,
      );
      await opened.press('enter');
      assert.match(screen(opened), /Ban 172\.30\.77\.0\/24\?/);
      assert.match(screen(opened), /▶ Cancel +A whole range: 256 addresses\..*let in again after 1 minute/s);
      await opened.press('enter');
      assert.deepEqual(asked(opened, 'ban'), []);
    }),
  );

  it(
    'once banned, asks whether it is to stay, counts down, and stays only after a yes',
    withConsole({ answers }, async (opened) => {
      await opened.press(...toRange, 'enter', 'down', 'enter');
      assert.equal(asked(opened, 'ban')[0]?.address, '172.30.77.0/24');
      assert.match(screen(opened), /▶ Cancel +172\.30\.77\.0\/24 is let in again in 30s/);
      await opened.press('down', 'enter');
      assert.deepEqual(asked(opened, 'confirm-ban'), [], 'it has just appeared by itself');
      await opened.pass(2000);
      await opened.press('up');
      assert.match(screen(opened), /let in again in 28s/);
      await opened.pass(3000);
      assert.match(screen(opened), /let in again in 25s/);
      await opened.press('down');
      assert.match(screen(opened), /172\.30\.77\.0\/24 stays banned for 1 hour in all/);
      await opened.press('enter');
      assert.deepEqual(asked(opened, 'confirm-ban'), [{ kind: 'confirm-ban', decisionId: 'range' }]);
      assert.match(status(opened), /ban of 172\.30\.77\.0\/24/);
    }),
  );

  it(
    'that waits to be kept is told in the header, with the key that keeps it',
    withConsole({ answers, snapshot: waiting() }, async (opened) => {
      assert.match(header(opened), /bans 1 ! KEEP\? 30s/);
      await opened.press('K', 'down', 'enter');
      assert.equal(asked(opened, 'confirm-ban').length, 1);
    }),
  );

  it(
    'has nothing to keep when none waits, and says so',
    withConsole({ answers }, async (opened) => {
      await opened.press('K');
      assert.match(status(opened), /no ban of a range waits to be kept/);
    }),
  );

  it(
    'is not offered for several marked addresses',
    withConsole({ answers }, async (opened) => {
      await opened.press('1', 'space', 'space', 'b', 'down', 'down', 'down', 'down', 'down', 'down', 'down');
      assert.doesNotMatch(screen(opened), /the whole/);
    }),
  );

  function waiting() {
    const { decisions } = busySnapshot();
    return busySnapshot({ decisions: { ...decisions, toConfirm: rangeBan() } });
  }
});

describe('a protected address', () => {
  const refused = { refused: 'it is the address of your own session', overridable: true };
  const answers = { 'plan-ban': () => banPlan(refused), ban: () => ban({ value: '172.30.77.101' }) };
  const asking = ['b', 'down', 'enter'] as const;

  it(
    'is banned only by whoever types it to the letter',
    withConsole({ answers }, async (opened) => {
      await opened.press(...asking, ...'172.30.77.101', 'enter');
      const [order] = asked(opened, 'ban');
      assert.deepEqual([order?.address, order?.override], ['172.30.77.101', '172.30.77.101']);
    }),
  );

  it(
    'is left alone after anything else, and after Escape',
    withConsole({ answers }, async (opened) => {
      await opened.press(...asking, ...'172.30.77.10', 'enter');
      assert.match(status(opened), /That is not 172\.30\.77\.101: nothing was done/);
      await opened.press(...asking, 'escape');
      await opened.press('b', 'enter');
      assert.deepEqual(asked(opened, 'ban'), []);
    }),
  );

  it(
    'that may not be overridden has Cancel only',
    withConsole(
      { answers: { 'plan-ban': () => banPlan({ ...refused, overridable: false }) } },
      async (opened) => {
        await opened.press('b', 'down', 'down', 'enter');
        assert.deepEqual(asked(opened, 'ban'), []);
        assert.doesNotMatch(screen(opened), /address: /);
      },
    ),
  );
});
