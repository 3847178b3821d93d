import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SCREENS } from '../../src/views/arrangement.ts';
import { GROUPS, type KeyContext, SCOPES } from '../../src/views/keymap/command.ts';
import { rebind } from '../../src/views/keymap/rebind.ts';
import { barItems, COMMANDS, meaningOf } from '../../src/views/keymap.ts';
import { helpLines } from '../../src/views/presentation/help.ts';
import { plainText } from '../../src/views/presentation/line.ts';
import { createLook } from '../../src/views/presentation/look.ts';
import { keyName } from '../../src/views/presentation/words/key-name.ts';
import type { Row } from '../../src/views/rows.ts';
import { HANDLERS } from '../../src/views/state/commands.ts';
import { alert, ban, finding, login } from './fixture.ts';

function context(part: Partial<KeyContext> = {}): KeyContext {
  return {
    commands: COMMANDS,
    scope: 'main',
    screen: 'overview',
    row: null,
    ...{
      list: null,
      reading: null,
      marked: 0,
      markedBans: 0,
      isFiltered: false,
      neighbours: 0,
      hasHunted: false,
      huntOpens: false,
      huntsLabel: false,
      moment: null,
      isMomentMarked: false,
      huntsTime: false,
      searched: '',
      paused: false,
      undo: null,
    },
    ban: null,
    toConfirm: null,
    loginSelected: false,
    maximised: false,
    permits: 'all',
    hasPanes: true,
    hasOthers: true,
    hasCurve: true,
    curveEndsNow: false,
    hasChart: true,
    canSuspend: true,
    canCopy: true,
    ...part,
  };
}

describe('the help', () => {
  const look = createLook({ glyphs: 'block', colours: 16, theme: null });

  it('has a blank between the keys of each command and its words, however many keys it has', () => {
    const rebound = COMMANDS.map((command) =>
      command.id === 'ban' ? { ...command, keys: ['b', 'f5', 'ctrl-b', 'alt-pageup', 'f12'] } : command,
    );
    for (const commands of [COMMANDS, rebound]) {
      const lines = helpLines(78, context({ commands }), look).map(plainText);
      for (const { keys, description } of commands) {
        const start = description.slice(0, 12);
        assert.ok(
          lines.some((line) => line.includes(` ${start}`) && line.startsWith(` ${keyName(keys[0] ?? '')}`)),
          `${keys.join(' ')}: ${start}`,
        );
      }
    }
  });

  it('tells keys of pages and of the wall apart from those of lists', () => {
    const groupOf = (id: string) => COMMANDS.find((command) => command.id === id)?.group;
    for (const { id, scopes } of COMMANDS) {
      if (scopes.join() === 'document') assert.equal(groupOf(id), 'On a page', id);
      if (scopes.join() === 'wall') assert.equal(groupOf(id), 'On the wall', id);
    }
  });
});

describe('the keymap', () => {
  it('gives every command a key, a description, a group and a scope', () => {
    for (const command of COMMANDS) {
      assert.ok(command.keys.length > 0, `${command.id} has no key`);
      assert.ok(command.description.length > 3, `${command.id} has no description`);
      assert.ok((GROUPS as readonly string[]).includes(command.group), `${command.id} has no group`);
      assert.ok(command.scopes.length > 0, `${command.id} works nowhere`);
    }
  });

  it('names every command once', () => {
    const ids = COMMANDS.map(({ id }) => id);
    assert.deepEqual(ids, [...new Set(ids)]);
  });

  for (const scope of SCOPES) {
    it(`gives no key two meanings in ${scope}`, () => {
      const keys = COMMANDS.flatMap((command) => (command.scopes.includes(scope) ? command.keys : []));
      assert.deepEqual(keys, [...new Set(keys)]);
    });
  }

  it('has something to do for every command', () => {
    const ready = COMMANDS.map(({ id }) => id);
    assert.deepEqual(ready.sort(), Object.keys(HANDLERS).sort());
  });

  it('puts the screens on the digits in the order of the console', () => {
    for (const [digit, screen] of SCREENS.entries()) {
      assert.deepEqual(meaningOf(String(digit), context()), { kind: 'run', id: screen });
    }
  });

  it('moves in time wherever figures over time stand, and says where there is no later', () => {
    const onWeb = { screen: 'web', hasChart: false } as const;
    for (const key of ['t', '[']) assert.equal(meaningOf(key, context(onWeb)).kind, 'run', key);
    assert.equal(meaningOf('c', context({ ...onWeb, loginSelected: true })).kind, 'off');
    const atEnd = meaningOf(']', context({ ...onWeb, curveEndsNow: true }));
    assert.match(atEnd.kind === 'off' ? atEnd.reason : '', /ends now/);
    const onBans = meaningOf(']', context({ screen: 'bans', hasCurve: false, curveEndsNow: true }));
    assert.match(onBans.kind === 'off' ? onBans.reason : '', /no curve is on this screen/);
  });

  it('can always be left: Escape and Ctrl-c mean something in every scope', () => {
    for (const scope of SCOPES) {
      assert.notEqual(meaningOf('ctrl-c', context({ scope })).kind, 'unknown');
      assert.notEqual(meaningOf('escape', context({ scope })).kind, 'unknown');
    }
  });

  it('takes no letter to confirm a question: only Enter does', () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];
    const running = letters.filter((key) => {
      const meaning = meaningOf(key, context({ scope: 'question' }));
      return meaning.kind === 'run' && meaning.id === 'choose';
    });
    assert.deepEqual(running, []);
    assert.deepEqual(meaningOf('enter', context({ scope: 'question' })), { kind: 'run', id: 'choose' });
  });
});

it('keys are named as they are printed on keyboards', () => {
  const keys = [
    'a',
    'G',
    '-',
    'f10',
    'f',
    'backspace',
    'ctrl-r',
    'ctrl-up',
    'alt-x',
    'ctrl-shift-f5',
    'shift-tab',
  ];
  assert.deepEqual(keys.map(keyName), [
    ...['a', 'G', '-', 'F10', 'f', 'Backspace', 'Ctrl-r', 'Ctrl-Up', 'Alt-x', 'Ctrl-Shift-F5', 'Shift-Tab'],
  ]);
});

describe('a key that can do nothing now says why', () => {
  const host: Row = { kind: 'login', login: login({ key: 'client1.example.net' }) };
  const address: Row = { kind: 'login', login: login({ key: '203.0.113.45' }) };
  const everybody: Row = { kind: 'alert', alert: alert({ id: 'all', group: {} }) };
  const acknowledged: Row = { kind: 'alert', alert: alert({ id: 'old', status: 'acknowledged' }) };
  const service: Row = { kind: 'finding', finding: finding({}) };
  const cases = [
    ['b', context({ row: null }), /no row is selected/],
    ['b', context({ row: host }), /only a host name/],
    ['b', context({ row: everybody }), /no single address/],
    ['b', context({ row: service }), /no address/],
    ['u', context({ row: address }), /no ban is in force/],
    ['a', context({ row: address }), /only alerts/],
    ['a', context({ row: acknowledged }), /already/],
    ['c', context({ loginSelected: false }), /no login source/],
    ['tab', context({ hasPanes: false }), /one pane/],
    ['f', context({ hasOthers: false }), /one pane/],
    ['r', context({ row: address }), /hunt screen/],
    ['b', context({ row: address, permits: 'nothing' }), /only looks/],
    ['a', context({ row: address, permits: 'nothing' }), /only looks/],
    ['b', context({ row: address, permits: 'no-bans' }), /bans nobody/],
  ] as const;
  for (const [key, at, reason] of cases) {
    it(`${key} on ${at.row?.kind ?? 'nothing'}: ${reason.source}`, () => {
      const meaning = meaningOf(key, at);
      assert.ok(meaning.kind === 'off');
      assert.match(meaning.reason, reason);
    });
  }

  it('and is on where it can', () => {
    assert.deepEqual(meaningOf('b', context({ row: address })), { kind: 'run', id: 'ban' });
    assert.deepEqual(meaningOf('u', context({ row: address, ban: ban({}) })), { kind: 'run', id: 'unban' });
  });
});

describe('the key bar', () => {
  const words = (part: Partial<KeyContext>) => barItems(context(part)).map(({ word }) => word);

  it('offers a ban only on a row with an address', () => {
    assert.ok(words({ row: { kind: 'login', login: login({ key: '203.0.113.45' }) } }).includes('ban…'));
    assert.ok(!words({ row: { kind: 'finding', finding: finding({}) } }).includes('ban…'));
  });

  it('says quit on the overview, and back everywhere else', () => {
    assert.ok(words({}).includes('quit'));
    assert.deepEqual(words({ screen: 'bans' }).slice(-1), ['back']);
    assert.deepEqual(words({ scope: 'question' }), ['choose', 'cancel']);
  });
});

describe('other keys in the configuration', () => {
  it('take the place of the usual ones', () => {
    const rebound = rebind(COMMANDS, { ban: ['f5'], unban: ['b'] });
    assert.ok(rebound.ok);
    const at = context({
      commands: rebound.commands,
      row: { kind: 'login', login: login({ key: '203.0.113.45' }) },
      ban: ban({}),
    });
    assert.deepEqual(meaningOf('f5', at), { kind: 'run', id: 'ban' });
    assert.deepEqual(meaningOf('b', at), { kind: 'run', id: 'unban' });
    assert.deepEqual(meaningOf('u', at), { kind: 'unknown' });
  });

  const wrong: readonly (readonly [what: string, keys: Record<string, string[]>, problem: RegExp])[] = [
    ['a key twice in one place', { ban: ['u'] }, /unban: u is the key of ban already|u is the key of/],
    ['a command that is none', { shout: ['b'] }, /shout: there is no such command/],
    ['a key that is none', { ban: ['beep'] }, /ban: beep is no key/],
    ['a letter that confirms', { choose: ['y'] }, /choose: y is too easily typed/],
    ['a space that confirms', { choose: ['space'] }, /too easily typed/],
    ['no way out', { quit: [] }, /quit: this command needs a key/],
  ];
  for (const [what, keys, problem] of wrong) {
    it(`are refused: ${what}`, () => {
      const rebound = rebind(COMMANDS, keys);
      assert.ok(!rebound.ok);
      assert.match(rebound.problem, problem);
    });
  }

  it('may leave a command that nobody needs without one', () => {
    assert.ok(rebind(COMMANDS, { wall: [] }).ok);
  });
});
