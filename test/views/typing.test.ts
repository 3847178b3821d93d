/** What is typed into a line: recalled, searched for, and told how often it is there. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { border, consolesOf, keys, screen, status } from './console-harness.ts';
import { HUNT_ANSWERS } from './hunt-fixture.ts';

const withConsole = consolesOf({ columns: 120, rows: 30 });

describe('a filter', () => {
  it(
    'that is pasted with the end of its line is the line alone',
    withConsole({}, async (opened) => {
      for (const text of ['172.30.77.102\r', '\r\n 172.30.77.102 \r\nq\r', '172.30.77.102\n']) {
        await opened.press('1', '/');
        await opened.send({ kind: 'paste', text });
        assert.match(status(opened), /^ \/172\.30\.77\.102 {3}/);
        await opened.press('escape');
      }
    }),
  );

  it(
    'that was typed before comes back with Up, and what was being typed with Down',
    withConsole({}, async (opened) => {
      await opened.press('1', '/', ...'root', 'enter', 'escape', '/', ...'ssh', 'enter', 'escape');
      await opened.press('/', 'x', 'up');
      assert.match(status(opened), /^ \/ssh /);
      await opened.press('up', 'up');
      assert.match(status(opened), /^ \/root /);
      await opened.press('down', 'down');
      assert.match(status(opened), /^ \/x /);
    }),
  );

  it(
    'that was taken back is not among them, and the same one stands there once',
    withConsole({}, async (opened) => {
      await opened.press('1', '/', ...'ssh', 'enter', '/', 'enter', '/', ...'x', 'escape', '/', 'up', 'up');
      assert.match(status(opened), /^ \/ssh /);
      await opened.press('down');
      assert.match(status(opened), /^ \/ssh /);
    }),
  );
});

describe('a line that comes at once', () => {
  it(
    'is a filter or a command that was typed ahead where it begins as one',
    withConsole({}, async (opened) => {
      await opened.press('1');
      await opened.send({ kind: 'burst', text: '/172.30.77.102\r' });
      assert.match(border(opened), / Alerts .*172\.30\.77\.102.* 2 /);
      await opened.press('escape', '0');
      await opened.send({ kind: 'burst', text: '1jjk/172.30.77.102\r' });
      assert.match(border(opened), / Alerts .*172\.30\.77\.102.* 2 /);
      await opened.send({ kind: 'burst', text: '02jk34' });
      assert.match(border(opened), / Network /);
      await opened.press('escape', ':');
      await opened.send({ kind: 'burst', text: 'ban 192.0' });
      await opened.send({ kind: 'burst', text: '.2.7' });
      assert.match(status(opened), /^ :ban 192\.0\.2\.7/);
    }),
  );

  it(
    'is a query with the blank that it ends with',
    withConsole({ answers: HUNT_ANSWERS }, async (opened) => {
      await opened.press('6', '/', 'ctrl-u');
      await opened.send({ kind: 'burst', text: '{job=x} ' });
      await opened.send({ kind: 'burst', text: '|= "root"' });
      assert.match(screen(opened), /\{job=x\} \|= "root"/);
    }),
  );

  it(
    'is else a paste that nobody marked: no key of it acts, and no second line is anything',
    withConsole({}, async (opened) => {
      await opened.press('1');
      for (const text of [
        'aunt x@q.b\r',
        'qRXbjz\r',
        ' *ab\rq',
        'other\rnote\r',
        '3ja/bob\r',
        '12345678\r',
      ]) {
        await opened.send({ kind: 'burst', text });
        assert.match(status(opened), /Pasted text does nothing here/);
      }
      await opened.press('/');
      await opened.send({ kind: 'burst', text: 'root\rqRXbz\r' });
      assert.match(status(opened), /^ \/root /);
    }),
  );
});

describe('a search', () => {
  it(
    'says which match is looked at, of how many, round the end and back',
    withConsole({}, async (opened) => {
      await opened.press('?', '/', ...'ban', 'enter');
      const [, first = '', all = ''] = /\/ban {2}match (\d+) of (\d+);/.exec(status(opened)) ?? [];
      assert.ok(Number(all) > 3);
      await opened.press('n');
      assert.match(status(opened), new RegExp(`match ${Number(first) + 1} of ${all};`));
      await opened.press('N', 'N');
      assert.match(status(opened), new RegExp(`match (${all}|${Number(first) - 1}) of ${all};`));
    }),
  );

  it(
    'begins anew, as in a pager: Up has the one before, Esc leaves that in force, and nothing marks nothing',
    withConsole({}, async (opened) => {
      await opened.press('?', '/', ...'lift', 'enter', '/', ...'mark', 'enter');
      assert.match(status(opened), /^ \/mark {2}/);
      await opened.press('/', 'escape', 'n');
      assert.match(status(opened), /^ \/mark {2}/);
      await opened.press('/', 'up', 'up', 'enter');
      assert.match(status(opened), /^ \/lift {2}/);
      await opened.press('/', 'enter', 'n');
      assert.match(status(opened), /nothing was searched for/);
    }),
  );

  it(
    'finds what goes on in the next line',
    withConsole({}, async (opened) => {
      await opened.press('?');
      const rows = screen(opened).split('\n');
      const [, last = '', first = ''] =
        /^│ \S+ +.*\b(\w{3,}) *│\n│ {14}(\w{3,})\b/m.exec(rows.join('\n')) ?? [];
      assert.notEqual(first, '', rows.join('\n'));
      await opened.press('/', ...`${last} ${first}`, 'enter');
      assert.match(status(opened), /match|the only/);
    }),
  );
});

describe('the keys of the hunt screen', () => {
  it(
    'that need an answer are not shown before there is one, and say why they are off',
    withConsole({ answers: HUNT_ANSWERS }, async (opened) => {
      await opened.press('6');
      assert.doesNotMatch(keys(opened), /run|view|only|without|saved|rule|follow/);
      await opened.press('+');
      assert.match(status(opened), /\+ \(hunt-with\): nothing was hunted for yet/);
      await opened.press('enter');
      assert.match(keys(opened), /r run .*v view .*\+ only/);
      await opened.press('escape', 'v');
      assert.match(status(opened), /v \(hunt-view\): nothing was hunted for yet/);
    }),
  );
});
