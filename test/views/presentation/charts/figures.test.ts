import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bar, resample, sparkline } from '../../../../src/views/presentation/charts/figures.ts';
import { createLook } from '../../../../src/views/presentation/look.ts';

const LOOK = createLook({ glyphs: 'block', colours: 16, theme: null });
const ASCII = createLook({ glyphs: 'ascii', colours: 16, theme: null });

describe('resampling', () => {
  it('keeps every peak', () => {
    assert.deepEqual(resample([0, 9, 0, 0, 0, 7, 1, 2], 4), [9, 0, 7, 2]);
  });
  it('puts what is missing before the first, for the last is now', () => {
    assert.deepEqual(resample([1, 2], 4), [0, 0, 1, 2]);
  });
  it('takes nothing that is no count', () => {
    assert.deepEqual(resample([Number.NaN, -3, Number.POSITIVE_INFINITY, 2], 4), [0, 0, 0, 2]);
  });
});

describe('a sparkline', () => {
  const cases: readonly [readonly number[], number, string][] = [
    [[0, 1, 2, 4, 8], 5, ' ▁▂▄█'],
    [[0, 0, 0], 3, '   '],
    [[], 3, '   '],
    [[1, 1000], 2, '▁█'],
    [[0, 0, 5, 0, 0, 0], 3, ' █ '],
  ];
  for (const [values, width, expected] of cases) {
    it(`of ${values.join(' ') || 'nothing'} is "${expected}"`, () =>
      assert.equal(sparkline(values, width, LOOK), expected));
  }
  it('has an ASCII form', () => assert.equal(sparkline([0, 1, 2, 4, 8], 5, ASCII), ' ..:#'));
});

describe('a bar', () => {
  const cases: readonly [number, number, string][] = [
    [8, 8, '████'],
    [4, 8, '██'],
    [3, 8, '█▌'],
    [1, 8, '▌'],
    [1, 10_000, '▏'],
    [0, 8, ''],
    [9, 8, '████'],
    [1, 0, ''],
    [Number.NaN, 8, ''],
  ];
  for (const [value, highest, expected] of cases) {
    it(`of ${value} in ${highest} is "${expected}"`, () =>
      assert.equal(bar(value, highest, 4, LOOK), expected));
  }
  it('has an ASCII form', () => assert.equal(bar(3, 8, 4, ASCII), '#-'));
});
