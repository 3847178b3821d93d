import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VolumeSeries } from '../../../src/engine/volume/series.ts';
import { HOUR_MS, SECOND_MS } from '../../../src/model/time.ts';

/** Hours in which something was told, of a line every ten seconds and, at each hour, bursts of so many in ten seconds. */
function toldHours(bursts: readonly number[], learns: boolean): number[] {
  let series = new VolumeSeries(learns);
  const told = new Set<number>();
  for (const [hour, burst] of bursts.entries()) {
    for (let second = 0; second < 3600; second += 10) {
      const counts = second === 0 ? burst : 1;
      for (let each = 0; each < counts; each++)
        if (series.add(hour * HOUR_MS + second * SECOND_MS, 1) !== null) told.add(hour);
    }
    // Goes on in a new process.
    const saved = JSON.parse(JSON.stringify(series.save()));
    series = new VolumeSeries(learns);
    series.restore(saved);
  }
  return [...told];
}

const HOURLY = new Array<number>(24).fill(300);

test('a burst that comes each hour is told twice', () => {
  assert.deepEqual(toldHours(HOURLY, true), [1, 2]);
});

test('one that is far higher than those before it is told', () => {
  const higher = HOURLY.map((burst, hour) => (hour === 12 ? 3 * burst : burst));
  assert.deepEqual(toldHours(higher, true), [1, 2, 12]);
});

test('of requests and refused logins each is told', () => {
  assert.equal(toldHours(HOURLY, false).length, 23);
});
