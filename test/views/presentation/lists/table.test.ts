import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lineWidth, plainText, span } from '../../../../src/views/presentation/line.ts';
import {
  type Column,
  fitColumns,
  rowCells,
  titleCells,
} from '../../../../src/views/presentation/lists/table.ts';
import { createLook } from '../../../../src/views/presentation/look.ts';
import { fc } from '../../../support/properties.ts';

type Item = { readonly name: string; readonly count: number; readonly note: string };

const COLUMNS: readonly Column<Item>[] = [
  { id: 'name', title: 'NAME', least: 6, most: 10, rank: 0, cell: ({ name }) => span(name) },
  {
    id: 'count',
    title: 'COUNT',
    align: 'right',
    least: 5,
    most: 5,
    rank: 1,
    cell: ({ count }) => span(String(count)),
  },
  {
    id: 'flag',
    title: 'FLAG',
    least: 4,
    most: 4,
    rank: 2,
    when: (items) => items.some(({ count }) => count > 10),
    cell: ({ count }) => span(count > 10 ? 'many' : ''),
  },
  {
    id: 'note',
    title: 'NOTE',
    least: 8,
    most: 12,
    rank: 3,
    extra: true,
    fill: 100,
    cell: ({ note }) => span(note),
  },
];

const FEW: Item = { name: 'short', count: 3, note: 'nothing' };
const MANY: Item = { name: 'a very long name', count: 412, note: 'more than fits in here' };
const CONTEXT = {
  look: createLook({ glyphs: 'block', colours: 16, theme: null }),
  now: 0,
  banOf: () => null,
  hasBans: false,
};

function table(items: readonly Item[], width: number): readonly string[] {
  const columns = fitColumns(COLUMNS, items, width, 0);
  return [titleCells(columns), ...items.map((item) => rowCells(columns, item, CONTEXT))].map(plainText);
}

describe('a table', () => {
  it('leaves out the columns of least use when it is narrow', () => {
    assert.deepEqual(table([FEW], 8), ['NAME    ', 'short   ']);
    assert.deepEqual(table([FEW], 12), ['NAME   COUNT', 'short      3']);
  });

  it('shows extra columns only when the others have all they ask for, and gives the rest to the one that fills', () => {
    assert.deepEqual(table([FEW], 20), ['NAME       COUNT', 'short          3']);
    assert.deepEqual(table([FEW], 32), [
      'NAME       COUNT NOTE           ',
      'short          3 nothing        ',
    ]);
  });

  it('shows a column only when some row has something to say in it', () => {
    assert.equal(table([FEW], 17)[0], 'NAME       COUNT');
    assert.equal(table([FEW, MANY], 21)[0], 'NAME       COUNT FLAG');
  });

  it('cuts what is too long, and says so', () => {
    assert.equal(table([MANY], 17)[1], 'a ver…   412 many');
  });

  it('is never wider than it was told, and every row is as wide as its titles', () => {
    const item = fc.record({ name: fc.string({ unit: 'grapheme' }), count: fc.nat(), note: fc.string() });
    fc.assert(
      fc.property(fc.array(item), fc.integer({ min: 6, max: 80 }), (items, width) => {
        const columns = fitColumns(COLUMNS, items, width, 0);
        const titles = lineWidth(titleCells(columns));
        assert.ok(titles <= width);
        for (const one of items) assert.equal(lineWidth(rowCells(columns, one, CONTEXT)), titles);
      }),
    );
  });
});
