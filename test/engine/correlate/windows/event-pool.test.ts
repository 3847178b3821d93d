import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineStore } from '../../../../src/engine/correlate/lines/line-store.ts';
import { EventPool } from '../../../../src/engine/correlate/windows/event-pool.ts';
import { fc } from '../../../support/properties.ts';

type Run = { readonly offset: number; readonly log: number; readonly mark: number };

test('runs never overlap, whatever is taken and given back', () => {
  const steps = fc.array(fc.record({ log: fc.nat({ max: 6 }), which: fc.nat(), isTaken: fc.boolean() }), {
    maxLength: 300,
  });
  fc.assert(
    fc.property(steps, (steps) => {
      const pool = new EventPool(new LineStore(), false);
      const runs: Run[] = [];
      for (const [mark, { log, which, isTaken }] of steps.entries()) {
        if (isTaken || runs.length === 0) {
          const offset = pool.take(log);
          assert.equal(offset % 2 ** log, 0);
          for (let place = offset; place < offset + 2 ** log; place++) pool.put(place, mark, mark, mark);
          runs.push({ offset, log, mark });
        } else {
          const [run] = runs.splice(which % runs.length, 1);
          if (run) pool.giveBack(run.offset, run.log);
        }
        for (const run of runs)
          for (let place = run.offset; place < run.offset + 2 ** run.log; place++)
            assert.deepEqual(pool.held(place), { time: run.mark, count: run.mark, line: run.mark });
      }
    }),
  );
});

test('windows that all become longer use the places of each other', () => {
  const pool = new EventPool(new LineStore(), true);
  let runs = Array.from({ length: 1000 }, () => pool.take(0));
  for (let log = 0; log < 6; log++) {
    runs = runs.map((offset) => {
      const longer = pool.take(log + 1);
      pool.giveBack(offset, log);
      return longer;
    });
  }
  const last = Math.max(...runs) + 64;
  assert.ok(last <= 1.6 * 64 * 1000, `${last} places for ${64 * 1000}`);
});
