import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Cursor,
  FOLLOWING,
  followItem,
  type ListWindow,
  type Move,
  moveCursor,
  placeCursor,
  selectedIndex,
} from '../../../../src/views/state/listing/cursor.ts';
import { fc } from '../../../support/properties.ts';

const LETTERS = [...'abcdefghij'];

/** A list that is at hand as a whole. */
function whole(ids: readonly string[]): ListWindow {
  return { ids, offset: 0, length: ids.length, of: null, at: null };
}

/** The window as it is on screen, the selected item in capitals. */
function seen(cursor: Cursor, ids: readonly string[], page: number): string {
  const selected = selectedIndex(cursor, whole(ids));
  return ids
    .map((id, index) => (index === selected ? id.toUpperCase() : id))
    .slice(cursor.top, cursor.top + page)
    .join('');
}

function after(moves: readonly Move[], ids = LETTERS): Cursor {
  return moves.reduce((cursor, move) => moveCursor(cursor, whole(ids), 4, move), FOLLOWING);
}

describe('a cursor moved by keys', () => {
  const cases: readonly [readonly Move[], string][] = [
    [[], 'Abcd'],
    [['down'], 'aBcd'],
    [['down', 'down', 'down', 'down'], 'bcdE'],
    [['down', 'down', 'down', 'down', 'up', 'up'], 'bCde'],
    [['page-down'], 'abcD'],
    [['page-down', 'page-down'], 'defG'],
    [['half-page-down'], 'abCd'],
    [['last'], 'ghiJ'],
    [['last', 'page-up'], 'Ghij'],
    [['last', 'half-page-up'], 'gHij'],
    [['last', 'first'], 'Abcd'],
    [['up', 'up'], 'Abcd'],
  ];
  for (const [moves, expected] of cases) {
    it(`${moves.join(', ') || 'not at all'} shows ${expected}`, () => {
      assert.equal(seen(after(moves), LETTERS, 4), expected);
    });
  }

  it('stays out of an empty list', () => {
    assert.equal(selectedIndex(after(['down'], []), whole([])), null);
  });
});

describe('a cursor on an item, when the list changes', () => {
  it('stays on its row of the screen with its item, and counts what came in above', () => {
    const cursor = after(['down', 'down']);
    const grown = ['x', 'y', 'z', ...LETTERS];
    const moved = followItem(cursor, whole(grown), 4);
    assert.equal(seen(moved, grown, 4), 'abCd');
    assert.equal(moved.newAbove, 3);
  });

  it('does not call new what was there and only moved up', () => {
    const cursor = after(['page-down', 'page-down']);
    const active = ['j', 'i', ...LETTERS.slice(0, 8)];
    const moved = followItem(cursor, whole(active), 4);
    assert.equal(seen(moved, active, 4), 'defG');
    assert.equal(moved.newAbove, 0);
    const grown = ['x', ...active];
    assert.equal(followItem(moved, whole(grown), 4).newAbove, 1);
  });

  it('forgets what is new once it has been scrolled to', () => {
    const grown = ['x', 'y', 'z', ...LETTERS];
    const moved = followItem(after(['down', 'down']), whole(grown), 4);
    const up = moveCursor(moveCursor(moved, whole(grown), 4, 'page-up'), whole(grown), 4, 'up');
    assert.equal(seen(up, grown, 4), 'Yzab');
    assert.equal(up.newAbove, 1);
    assert.equal(moveCursor(up, whole(grown), 4, 'first').newAbove, 0);
  });

  it('moves down the screen while there is no more above to hide', () => {
    const short = ['a', 'b'];
    const cursor = moveCursor(FOLLOWING, whole(short), 4, 'down');
    assert.equal(seen(followItem(cursor, whole(['x', ...short]), 4), ['x', ...short], 4), 'xaB');
  });

  it('finds its item where the list was sorted anew', () => {
    const cursor = after(['down', 'down']);
    const sorted = ['c', 'a', 'b', ...LETTERS.slice(3)];
    assert.equal(seen(followItem(cursor, whole(sorted), 4), sorted, 4), 'Cabd');
  });

  it('selects nothing else when its item is gone', () => {
    const cursor = after(['down', 'down']);
    const without = LETTERS.filter((id) => id !== 'c');
    const moved = followItem(cursor, whole(without), 4);
    assert.equal(selectedIndex(moved, whole(without)), null);
    assert.equal(seen(moved, without, 4), 'abde');
  });

  it('goes from an item that is gone to the one below it, and skips none', () => {
    const without = LETTERS.filter((id) => id !== 'c');
    const moved = followItem(after(['down', 'down']), whole(without), 4);
    assert.equal(seen(moveCursor(moved, whole(without), 4, 'down'), without, 4), 'abDe');
    assert.equal(seen(moveCursor(moved, whole(without), 4, 'up'), without, 4), 'aBde');
  });

  it('follows the newest as long as it was never moved from the first row', () => {
    assert.equal(seen(followItem(FOLLOWING, whole(['x', ...LETTERS]), 4), ['x', ...LETTERS], 4), 'Xabc');
    const back = moveCursor(after(['down']), whole(LETTERS), 4, 'up');
    assert.equal(seen(followItem(back, whole(['x', ...LETTERS]), 4), ['x', ...LETTERS], 4), 'Xabc');
  });

  it('shows the selected item whatever happens to list and window', () => {
    const move = fc.constantFrom<Move>(
      'up',
      'down',
      'page-up',
      'page-down',
      'half-page-down',
      'first',
      'last',
    );
    const list = fc.uniqueArray(fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), { minLength: 1 });
    const step = fc.record({ move, ids: list, page: fc.integer({ min: 1, max: 8 }) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let cursor = FOLLOWING;
        for (const { move, ids, page } of steps) {
          cursor = moveCursor(followItem(cursor, whole(ids), page), whole(ids), page, move);
          const index = selectedIndex(cursor, whole(ids));
          assert.ok(index !== null && index >= cursor.top && index < cursor.top + page);
          assert.ok(cursor.newAbove >= 0 && cursor.newAbove <= cursor.top);
          assert.ok(cursor.top === 0 || cursor.top + page <= ids.length, 'no empty rows below');
        }
      }),
    );
  });
});

describe('a click', () => {
  it('selects the item of that row of the window', () => {
    const scrolled = after(['last']);
    assert.equal(seen(placeCursor(scrolled, whole(LETTERS), 1), LETTERS, 4), 'gHij');
  });

  it('on an empty row changes nothing', () => {
    assert.deepEqual(placeCursor(FOLLOWING, whole(['a']), 3), FOLLOWING);
  });
});
