import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SCREENS } from '../../src/views/arrangement.ts';
import { type Layout, layoutFor } from '../../src/views/layout.ts';
import type { Rect } from '../../src/views/rect.ts';
import { fc } from '../support/properties.ts';

/** One cell for 4 columns and 2 rows: enough to see who stands where. */
function sketch(layout: Layout, columns: number, rows: number): string {
  if (layout.kind !== 'screen') return layout.kind;
  const at = (x: number, y: number): string => {
    const placed = layout.panes.find(({ rect }) => contains(rect, x, y));
    return placed === undefined ? '=' : (SIGNS[placed.pane] ?? '?');
  };
  const lines: string[] = [];
  for (let y = 0; y < rows; y += 2) {
    let line = '';
    for (let x = 0; x < columns; x += 4) line += at(x, y);
    lines.push(line);
  }
  return lines.join('\n');
}

const SIGNS: Readonly<Record<string, string>> = {
  logins: 'L',
  alerts: 'A',
  chart: 'c',
  talkers: 't',
  findings: 'f',
  bans: 'b',
  network: 'n',
};

function contains(rect: Rect, x: number, y: number): boolean {
  return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}

function drawing(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}

describe('the overview', () => {
  const cases = [
    {
      columns: 60,
      rows: 15,
      why: 'one list below the other',
      expected: `
        ===============
        AAAAAAAAAAAAAAA
        AAAAAAAAAAAAAAA
        AAAAAAAAAAAAAAA
        LLLLLLLLLLLLLLL
        LLLLLLLLLLLLLLL
        LLLLLLLLLLLLLLL
        ===============`,
    },
    {
      columns: 80,
      rows: 24,
      why: 'the two lists that matter, and the curve',
      expected: `
        ====================
        AAAAAAAAAAAAAAAAAAAA
        AAAAAAAAAAAAAAAAAAAA
        AAAAAAAAAAAAAAAAAAAA
        AAAAAAAAAAAAAAAAAAAA
        AAAAAAAAAAAAAAAAAAAA
        LLLLLLLLLLLLLccccccc
        LLLLLLLLLLLLLccccccc
        LLLLLLLLLLLLLccccccc
        LLLLLLLLLLLLLccccccc
        LLLLLLLLLLLLLccccccc
        ====================`,
    },
    {
      columns: 120,
      rows: 36,
      why: 'the whole picture',
      expected: `
        ==============================
        LLLLLLLLLLLLLAAAAAAAAAAAAAAAAA
        LLLLLLLLLLLLLAAAAAAAAAAAAAAAAA
        LLLLLLLLLLLLLAAAAAAAAAAAAAAAAA
        LLLLLLLLLLLLLAAAAAAAAAAAAAAAAA
        LLLLLLLLLLLLLAAAAAAAAAAAAAAAAA
        LLLLLLLLLLLLLAAAAAAAAAAAAAAAAA
        ccccccccccctttttttffffffffffff
        ccccccccccctttttttffffffffffff
        ccccccccccctttttttffffffffffff
        ccccccccccctttttttffffffffffff
        ccccccccccctttttttffffffffffff
        ccccccccccctttttttffffffffffff
        nnnnnnnnnnnnnbbbbbbbbbbbbbbbbb
        nnnnnnnnnnnnnbbbbbbbbbbbbbbbbb
        nnnnnnnnnnnnnbbbbbbbbbbbbbbbbb
        nnnnnnnnnnnnnbbbbbbbbbbbbbbbbb
        ==============================`,
    },
    {
      columns: 160,
      rows: 18,
      why: 'wide and low: what is quiet keeps a line or two',
      expected: `
        ========================================
        LLLLLLLLLLLLLAAAAAAAAAAAAAAAAAAAAAAAAAAA
        LLLLLLLLLLLLLAAAAAAAAAAAAAAAAAAAAAAAAAAA
        LLLLLLLLLLLLLAAAAAAAAAAAAAAAAAAAAAAAAAAA
        LLLLLLLLLLLLLAAAAAAAAAAAAAAAAAAAAAAAAAAA
        cccccccccccccccffffffffffffffbbbbbbbbbbb
        cccccccccccccccffffffffffffffbbbbbbbbbbb
        cccccccccccccccffffffffffffffbbbbbbbbbbb
        ========================================`,
    },
    {
      columns: 80,
      rows: 50,
      why: 'higher than wide: the quiet panes below each other',
      expected: 'A L c f b',
    },
  ] as const;

  for (const { columns, rows, why, expected } of cases) {
    it(`at ${columns}x${rows}: ${why}`, () => {
      const drawn = sketch(layoutFor({ columns, rows }, 'overview'), columns, rows);
      if (expected.includes('=')) assert.equal(drawn, drawing(expected));
      else assert.equal([...new Set(drawn.replaceAll(/[=\n]/g, ''))].join(' '), expected);
    });
  }

  it('below 60x15 says so instead of drawing panes', () => {
    assert.equal(layoutFor({ columns: 59, rows: 15 }, 'overview').kind, 'too-small');
    assert.equal(layoutFor({ columns: 60, rows: 14 }, 'overview').kind, 'too-small');
    assert.equal(layoutFor({ columns: 60, rows: 15 }, 'overview').kind, 'screen');
  });

  it('gives a maximised pane the whole body', () => {
    const layout = layoutFor({ columns: 120, rows: 36 }, 'overview', 'bans');
    assert.ok(layout.kind === 'screen');
    assert.deepEqual(layout.panes, [{ pane: 'bans', rect: layout.body }]);
  });
});

describe('the page of the selected row', () => {
  const panesOf = (columns: number, figureRows: number) => {
    const layout = layoutFor({ columns, rows: 60 }, 'logins', null, figureRows);
    return layout.kind === 'screen' ? layout.panes.map(({ pane }) => pane) : [];
  };

  it('stands beside its list where there is room', () => {
    assert.deepEqual(panesOf(180, 0), ['logins', 'chart', 'preview']);
    assert.deepEqual(panesOf(179, 0), ['logins', 'chart', 'heat']);
  });

  it('stands on the overview from 240 columns on', () => {
    const onOverview = (columns: number, figureRows: number) => {
      const layout = layoutFor({ columns, rows: 60 }, 'overview', null, figureRows);
      return layout.kind === 'screen' && layout.panes.some(({ pane }) => pane === 'preview');
    };
    assert.deepEqual([onOverview(240, 0), onOverview(239, 0), onOverview(300, 5)], [true, false, false]);
  });

  it('has no place on a wall, where nothing is selected', () => {
    assert.deepEqual(panesOf(200, 5), ['logins', 'chart', 'heat']);
  });
});

describe('every screen at every size', () => {
  it('covers the terminal with no gap and no overlap, and leaves every pane room to say something', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 400 }),
        fc.integer({ min: 15, max: 120 }),
        fc.constantFrom(...SCREENS),
        (columns, rows, screen) => {
          const layout = layoutFor({ columns, rows }, screen);
          assert.ok(layout.kind === 'screen');
          const rects = [layout.header, layout.status, layout.keys, ...layout.panes.map(({ rect }) => rect)];
          const area = rects.reduce((sum, { width, height }) => sum + width * height, 0);
          assert.equal(area, columns * rows, 'the areas add up to the terminal');
          for (const [index, one] of rects.entries()) {
            assert.ok(one.x >= 0 && one.y >= 0 && one.x + one.width <= columns && one.y + one.height <= rows);
            for (const other of rects.slice(index + 1)) assert.ok(!overlap(one, other), 'two areas overlap');
          }
          for (const { pane, rect } of layout.panes) {
            assert.ok(rect.width >= 26 && rect.height >= 5, `${pane} has ${rect.width}x${rect.height}`);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

function overlap(one: Rect, other: Rect): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}
