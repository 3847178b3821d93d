/** In which order a list stands, by its titles and by name. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { TITLED } from '../../src/views/presentation/lists/columns/title-sorts.ts';
import { LISTS, sortsOf } from '../../src/views/rows.ts';
import { border, consolesOf, lastView, type Opened, status } from './console-harness.ts';

const withConsole = consolesOf({ columns: 120, rows: 30 });
const TITLES_ROW = 2;

async function clickOn(title: string, opened: Opened): Promise<void> {
  const column = (opened.rows()[TITLES_ROW] ?? '').indexOf(title);
  assert.ok(column > 0, title);
  await opened.send({ kind: 'mouse', action: 'press', column, row: TITLES_ROW });
}

it('the order that a title names is one of its list', () => {
  for (const list of LISTS)
    for (const { title, sort } of TITLED[list] ?? [])
      assert.ok(sort === undefined || sortsOf(list).includes(sort), `${list}: ${title}`);
});

it(
  'a click on a title sorts by it, and another one the other way round',
  withConsole({}, async (opened) => {
    await opened.press('1');
    for (const [title, sort] of [
      ['LEVEL', 'level'],
      ['COUNT', 'count'],
    ] as const) {
      await clickOn(title, opened);
      assert.equal(lastView(opened).lists?.alerts?.sort, sort);
      assert.match(border(opened), new RegExp(`by ${sort} ▼`));
    }
    await clickOn('COUNT', opened);
    assert.match(border(opened), /by count ▲/);
    await clickOn('ACCOUNTS', opened);
    assert.match(border(opened), /by count ▲/);
    assert.match(status(opened), /No order ACCOUNTS: there are latest, level, count, first, source\./);
  }),
);

it(
  'the palette sorts by name, or by as much of it as is typed',
  withConsole({}, async (opened) => {
    await opened.press('1', ':', ...'sort', 'space', ...'lev', 'enter');
    assert.match(border(opened), /by level ▼/);
    await opened.press(':', ...'sort', 'space', 'x', 'enter');
    assert.match(status(opened), /No order x: there are latest, level, count, first, source\./);
  }),
);
