import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { textWidth } from '../../../../src/platform/text-width.ts';
import { chart, chartPoints } from '../../../../src/views/presentation/charts/chart.ts';
import { type Line, plainText } from '../../../../src/views/presentation/line.ts';
import { createLook } from '../../../../src/views/presentation/look.ts';
import { fc } from '../../../support/properties.ts';

const LOOK = createLook({ glyphs: 'block', colours: 16, theme: null });
const ASCII = createLook({ glyphs: 'ascii', colours: 0, theme: null });

function drawn(values: readonly number[], rows: number, look = LOOK, threshold = 5): readonly string[] {
  const columns = values.length + 4;
  return chart({ values, threshold, columns, rows }, look).map((line) => plainText(line).trimEnd());
}

/** Rows, from the top, on which the curve is drawn. */
function curveRows(lines: readonly Line[]): readonly number[] {
  return lines.flatMap((line, row) => (line.some(({ token }) => token === 'curve') ? [row] : []));
}

const PEAK = [0, 0, 1, 2, 9, 30, 50, 40, 12, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

describe('the failure curve', () => {
  it('shows a peak of 50 over a threshold of 5, both to be read off', () => {
    assert.deepEqual(drawn(PEAK, 8), [
      '  50┤     ╭╮',
      '    ┤     │╰╮',
      '    ┤    ╭╯ │',
      '  23┤    │  │',
      '    ┤   ╭╯  ╰╮',
      '   5┤┄┄┄│┄┄┄┄│┄┄ threshold',
      '    ┤ ╭─╯    ╰╮',
      '   0┤─╯       ╰────────────',
    ]);
  });

  it('shows in ASCII where the terminal has nothing else', () => {
    assert.deepEqual(drawn(PEAK, 5, ASCII), [
      '  50|     ***',
      '    |   *** **',
      '   5|---*----*-- threshold',
      '    | ***    **',
      '   0|**       *************',
    ]);
  });

  it('draws above the line what is above the threshold, below it what is below, however high the peak', () => {
    const threshold = 5;
    for (const value of [1, 4, 5, 6, 20]) {
      const lines = chart({ values: new Array(40).fill(value), threshold, columns: 44, rows: 10 }, LOOK);
      const line = lines.findIndex((spans) => plainText(spans).startsWith('   5'));
      const [row = -1] = curveRows(lines);
      assert.equal(Math.sign(line - row), Math.sign(value - threshold), `a rate of ${value}`);
      const withPeak = chart(
        { values: [500, ...new Array(39).fill(value)], threshold, columns: 44, rows: 10 },
        LOOK,
      );
      const lastCells = withPeak.map((spans) => plainText(spans).slice(-4));
      const at = lastCells.indexOf('────');
      const lineWithPeak = withPeak.findIndex((spans) => plainText(spans).startsWith('   5'));
      assert.equal(
        Math.sign(lineWithPeak - at),
        Math.sign(value - threshold),
        `${value} beside a peak of 500`,
      );
    }
  });

  it('keeps a single failure off the zero line', () => {
    assert.notDeepEqual(drawn([0, 0, 0, 1, 0, 0, 0, 0, 0], 8), drawn([0, 0, 0, 0, 0, 0, 0, 0, 0], 8));
  });

  it('tells the threshold from the curve by its style too', () => {
    const tokens = new Set(
      chart({ values: PEAK, threshold: 5, columns: 27, rows: 8 }, LOOK)
        .flat()
        .map(({ token }) => token),
    );
    assert.deepEqual([...tokens].sort(), ['curve', 'muted', 'threshold']);
  });

  it('does without the line where there is no threshold', () => {
    for (const threshold of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.ok(!drawn(PEAK, 8, LOOK, threshold).join('').includes('┄'));
    }
  });

  it('asks for as many points as it has columns', () => {
    assert.equal(chartPoints(60), 56);
  });

  it('draws any figures at any size, exactly as large as asked for', () => {
    const figure = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -0),
    );
    fc.assert(
      fc.property(
        fc.array(figure, { maxLength: 300 }),
        figure,
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 0, max: 60 }),
        fc.boolean(),
        (values, threshold, columns, rows, ascii) => {
          const lines = chart({ values, threshold, columns, rows }, ascii ? ASCII : LOOK);
          assert.ok(lines.length === rows || lines.length === 0);
          for (const line of lines) assert.equal(textWidth(plainText(line)), columns);
        },
      ),
    );
  });
});
