import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sortedIndices } from '../../../src/engine/tally/sorted-indices.ts';
import { fc } from '../../support/properties.ts';

test('indices come as an array sorts them, equal ones in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 200 }), (values) => {
      const compare = (a: number, b: number): number => (values[a] as number) - (values[b] as number);
      const expected = values.map((_, index) => index).sort(compare);
      assert.deepEqual([...sortedIndices(values.length, compare)], expected);
    }),
  );
});
