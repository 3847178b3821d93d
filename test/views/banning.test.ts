/** From the question about a ban to the answer: of an address, a range, one that is protected. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RefusedError } from '../../src/model/refused-error.ts';
import { HOUR_MS } from '../../src/model/time.ts';
import { asked, consolesOf, header, lastView, openConsole, screen, status } from './console-harness.ts';
import { ban, banPlan, busySnapshot, login, rangeBan, rangePlan } from './fixture.ts';

const withConsole = consolesOf({ columns: 120, rows: 36 });

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
    'says that nothing is banned when Enter comes before the core has told what a ban would run',
    withConsole({ answers: { 'plan-ban': () => new Promise<never>(() => {}) as never } }, async (opened) => {
      await opened.press('b', 'enter');
      assert.match(status(opened), /No ban: the core had not yet said what it would run\./);
      assert.deepEqual(asked(opened, 'ban'), []);
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
    'asks what is known of the address, whatever the screen lists',
    withConsole({}, async (opened) => {
      await opened.press('9', ':', ...'ban 172.30.77.103', 'enter');
      assert.equal(lastView(opened).entity, '172.30.77.103');
    }),
  );

  it(
    'says that it is SIMULATED beside the longest address on the narrowest screen',
    withConsole({ columns: 60, rows: 15, answers: { 'plan-ban': () => banPlan() } }, async (opened) => {
      await opened.press(':', ...'ban 2001:db8:1111:2222:3333:4444:5555:6666', 'enter');
      assert.match(screen(opened), /Ban 2001:db8:1111:2222:3333:4444:5555:6666\?? .* SIMULATED/);
      await opened.press('escape', ':', ...'ban 2001:db81:1111:2222:3333:4444:5555:6666', 'enter');
      assert.match(screen(opened), /Ban 2001:db81:1111:2222:3333:4444:5555:6666 .* SIMULATED/);
    }),
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
    'of who is banned runs nothing for what ends sooner, and shows what makes it longer',
    withConsole(
      {
        answers: {
          'plan-ban': ({ address }) => banPlan({ value: address, active: ban({ value: address }) }),
        },
      },
      async (opened) => {
        await opened.press('b', 'down');
        assert.match(
          screen(opened),
          /A ban is in force already: [\s\S]*Nothing is run: it lasts as long as that\./,
        );
        await opened.press('down', 'down');
        assert.match(screen(opened), /SIMULATED[\s\S]*timeout 24h/);
        assert.doesNotMatch(screen(opened), /it lasts as long/);
      },
    ),
  );

  it(
    'that failed is told in the words of the core',
    withConsole(
      {
        answers: {
          ban: () => {
            throw new RefusedError('nft: Operation not permitted');
          },
        },
      },
      async (opened) => {
        await opened.press('b', 'down', 'enter');
        assert.match(status(opened), /Ban of 172\.30\.77\.101 refused: nft: Operation not permitted/);
      },
    ),
  );

  it(
    'calls nothing refused that a core may still carry out which failed before it answered',
    withConsole(
      {
        answers: {
          ban: () => {
            throw new Error('the core failed (out of memory)');
          },
        },
      },
      async (opened) => {
        await opened.press('b', 'down', 'enter');
        assert.match(
          status(opened),
          /Ban of 172\.30\.77\.101: no answer \(the core failed \(out of memory\)\)/,
        );
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

describe('marked rows of networks', () => {
  const { alerts } = busySnapshot();
  const [first, second] = alerts.rows;
  assert.ok(first && second);
  const network = { ...first, id: 'network', group: { x_src_net: '203.0.113.0/24' } };

  it(
    'are left out of a ban of addresses, and it is said how a network is banned',
    withConsole(
      { snapshot: busySnapshot({ alerts: { ...alerts, total: 2, rows: [network, second] } }) },
      async (opened) => {
        await opened.press('1', '*', 'b');
        assert.equal(asked(opened, 'plan-ban').length, 1);
        assert.match(screen(opened), /1 of 2 marked rows left out, without an address\. b on the row of a/);
      },
    ),
  );
});

describe('a key that cannot ban', () => {
  const named = [login({ key: 'mail.example', ip: null, host: 'mail.example' })];
  const logins = { failed: 4, succeeded: 0, total: 1, rows: named };

  it(
    'says why of findings, which are not marked, and of marked rows without an address',
    withConsole({ snapshot: busySnapshot({ logins }) }, async (opened) => {
      await opened.press('5', 'space');
      assert.match(status(opened), /nothing to do with several findings at once/);
      await opened.press('2', 'space', 'b');
      assert.match(status(opened), /None of the marked rows holds an address/);
    }),
  );

  it(
    'is not offered on a page that is about no address, whatever is marked in the list, nor u for rows without a ban',
    withConsole({}, async (opened) => {
      const bar = () => opened.rows().at(-1) ?? '';
      await opened.press('2', 'j', 'j', 'space', 'space');
      assert.match(bar(), / b ban…/);
      assert.doesNotMatch(bar(), / u unban…/);
      await opened.press('@');
      assert.doesNotMatch(bar(), / b ban…/);
      await opened.press('b');
      assert.match(status(opened), /no row is selected/);
      assert.deepEqual(asked(opened, 'plan-ban'), []);
    }),
  );

  it(
    'is no longer spoken of behind a question',
    withConsole({}, async (opened) => {
      await opened.press('5', 'b');
      assert.match(status(opened), /holds no address/);
      await opened.press('0', 'Q', 'b');
      assert.doesNotMatch(status(opened), /does nothing here/);
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

describe('who comes through a proxy', () => {
  it(
    'is told to be out of reach of a firewall here, before it is banned',
    withConsole({ answers: { 'plan-ban': () => banPlan({ through: '10.0.0.5' }) } }, async (opened) => {
      await opened.press('b', 'down');
      assert.match(screen(opened), /It comes through your proxy 10\.0\.0\.5: a firewall here sees only/);
    }),
  );
});
