/** `X`: the list as it stands, also what is not on the screen, as a file. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { savedText } from '../../src/views/presentation/saved/formats.ts';
import { consolesOf, status } from './console-harness.ts';
import { busySnapshot, login } from './fixture.ts';

const withConsole = consolesOf({ columns: 120, rows: 36 });

describe('saving a list', () => {
  const logins = Array.from({ length: 60 }, (_, index) =>
    login({ key: `192.0.2.${index}`, ip: `192.0.2.${index}`, failed: 100 - index }),
  );
  const snapshot = busySnapshot({ logins: { failed: 60, succeeded: 0, total: 60, rows: logins } });
  const manyBans = busySnapshot({ decisions: { ...busySnapshot().decisions, total: 9000 } });
  const saved: { readonly name: string; readonly extension: string; readonly text: string }[] = [];
  const onSave = async (name: string, extension: string, text: string): Promise<string> => {
    saved.push({ name, extension, text });
    return `/root/soc-${name}.${extension}`;
  };

  it(
    'takes all of it, as it is filtered and sorted, and says where it is',
    withConsole({ snapshot, onSave }, async (opened) => {
      await opened.press('2', '/', ...'192.0.2.1', 'enter', 'S', 'X');
      assert.match(status(opened), /11 rows, in soc-logins\.csv \(\/root\)/);
      const { text } = saved.at(-1) ?? assert.fail();
      const [names, first, ...others] = text.trimEnd().split('\n');
      assert.match(names ?? '', /^ip,host,failed,/);
      assert.match(first ?? '', /^192\.0\.2\.19,,81,/);
      assert.equal(others.length, 10);
    }),
  );

  it(
    'takes the marked rows alone, where there are any, also those that a filter hides now',
    withConsole({ snapshot, onSave }, async (opened) => {
      await opened.press('2', 'space', 'space', '/', ...'192.0.2.1', 'enter', 'j', 'space', 'X');
      assert.match(status(opened), /3 marked rows, in soc-logins\.csv/);
      const { text } = saved.at(-1) ?? assert.fail();
      const addresses = text.split('\n').map((line) => line.split(',')[0]);
      assert.deepEqual(addresses, ['ip', '192.0.2.0', '192.0.2.1', '192.0.2.10', '']);
    }),
  );

  it(
    'writes NDJSON when that is asked for, and knows its formats',
    withConsole({ snapshot, onSave }, async (opened) => {
      await opened.press('1', ':', ...'save', 'space', ...'ndjson', 'enter');
      const { name, extension, text } = saved.at(-1) ?? assert.fail();
      assert.deepEqual([name, extension], ['alerts', 'ndjson']);
      assert.ok(text.split('\n').every((line) => line === '' || 'event_count' in JSON.parse(line)));
      await opened.press(':', ...'save', 'space', ...'xlsx', 'enter');
      assert.match(status(opened), /No format xlsx: there are csv, ndjson/);
    }),
  );

  it(
    'says when there are more bans than a core lists',
    withConsole({ snapshot: manyBans, onSave }, async (opened) => {
      await opened.press('7', 'X');
      assert.match(status(opened), /[0-9]+ rows, not all there are, in soc-bans\.csv/);
    }),
  );

  it(
    'says why there is no file',
    withConsole({ snapshot }, async (opened) => {
      await opened.press('X');
      assert.match(status(opened), /Nothing is saved: .*--readonly/);
      await opened.press('6', 'X');
      assert.match(status(opened), /nothing was hunted for yet/);
    }),
  );
});

describe('a saved file', () => {
  it('runs nothing in a spreadsheet, and keeps to its columns', () => {
    const hostile = ['=1+1', ' @SUM(A1)', 'x;=cmd|A1', 'a","b', 'c\r\nd,e', '\x1b]0;x\x07', '＝1', 'y;"=1'];
    const records = hostile.map((user, failed) => ({ user, failed: -failed }));
    assert.deepEqual(savedText(records, 'csv').split('\n'), [
      ...['user,failed', "'=1+1,0", '" \'@SUM(A1)",-1', '"x;\'=cmd|A1",-2', '"a"",""b",-3'],
      ...['"c\\x0d\\x0ad,e",-4', '"\\x1b]0;x\\x07",-5', "'＝1,-6", '"y;""\'=1",-7', ''],
    ]);
  });

  it('has labels as columns, or in one when there are too many of them', () => {
    const few = [
      { time: 't', labels: { job: 'a' } },
      { time: 'u', labels: { __proto__: 'c', host: 'b' } },
    ];
    assert.equal(savedText(few, 'csv'), 'time,labels.job,labels.host\nt,a,\nu,,b\n');
    const labels = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`l${index}`, 'x']));
    assert.match(savedText([{ time: 't', labels }], 'csv'), /^time,labels\nt,"\{""l0"":""x"",/);
  });
});
