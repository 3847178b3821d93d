import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DAY_MS, toRfc3339 } from '../../src/model/time.ts';
import { fc } from '../support/properties.ts';

describe('a time as RFC 3339', () => {
  test('is what Date says, whatever the time', () => {
    fc.assert(
      fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), (time) => {
        assert.equal(toRfc3339(time), new Date(time).toISOString());
      }),
    );
  });

  test('is what Date says at both ends of every day from 1970 to 2101', () => {
    for (let day = 0; day < 131 * 366; day++) {
      for (const time of [day * DAY_MS, (day + 1) * DAY_MS - 1])
        assert.equal(toRfc3339(time), new Date(time).toISOString());
    }
  });
});
