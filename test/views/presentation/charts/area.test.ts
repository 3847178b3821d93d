import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { area } from '../../../../src/views/presentation/charts/area.ts';
import { heatLines } from '../../../../src/views/presentation/charts/heat.ts';
import { plainText } from '../../../../src/views/presentation/line.ts';
import { createLook } from '../../../../src/views/presentation/look.ts';

const look = (glyphs: 'block' | 'braille' | 'ascii') => createLook({ glyphs, colours: 0, theme: null });

const drawn = (values: readonly number[], glyphs: 'block' | 'braille' | 'ascii') =>
  area(values, 10, 2, look(glyphs), 'curve').map(plainText);

describe('figures over time as an area', () => {
  it('name the highest and nothing, and stand in eighths of a row', () => {
    assert.deepEqual(drawn([0, 4, 8, 16], 'block'), ['   16    █', '    0  ▄██']);
  });

  it('show the least that is above nothing', () => {
    assert.deepEqual(drawn([1, 0, 0, 1000], 'block'), [' 1000    █', '    0 ▁  █']);
  });

  it('have two figures a column in braille, and no blank that is called a symbol', () => {
    const rows = drawn([0, 0, 0, 0, 8, 8, 8, 4], 'braille');
    assert.deepEqual(rows, ['    8   ⣿⡇', '    0   ⣿⣿']);
    assert.doesNotMatch(rows.join(''), /\u2800/);
  });

  it('fill the row of the threshold where they have reached it, and leave it out where none has', () => {
    const rows = (threshold: number) =>
      area([0, 4, 8, 16], 10, 4, look('block'), 'curve', threshold).map(plainText);
    const dash = look('block').glyphs.threshold;
    assert.deepEqual(rows(8), ['   16    █', '         █', `    8 ${dash}${dash}██`, '    0  ███']);
    assert.doesNotMatch(rows(17).join(''), new RegExp(dash));
  });

  it('are plain ASCII where nothing else is there', () => {
    assert.match(drawn([0, 4, 8, 16], 'ascii').join(''), /^[\x20-\x7e]*$/);
  });
});

describe('hours of the week', () => {
  const heat = Array.from({ length: 168 }, (_, hour) => (hour === 3 ? 80 : hour === 24 + 5 ? 1 : 0));

  it('have a row a day with its total; the least is told from nothing, and the shades are told', () => {
    const rows = heatLines(heat, 60, 9, look('block')).map(plainText);
    assert.match(rows[0] ?? '', /^ {5}00h +06h +12h +18h/);
    assert.match(rows[1] ?? '', /^ Mon ······██··.* 80$/);
    assert.match(rows[2] ?? '', /^ Tue ··········░░.* 1$/);
    assert.match(rows[3] ?? '', /^ Wed ·+ +0$/);
    assert.match(rows.at(-1) ?? '', /·· 0 .*██ to 80/);
  });

  it('are left out where there is no room for them', () => {
    assert.deepEqual(heatLines(heat, 30, 9, look('block')), []);
    assert.deepEqual(heatLines(heat, 60, 5, look('block')), []);
  });
});
