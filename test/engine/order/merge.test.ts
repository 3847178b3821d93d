import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventMerger } from '../../../src/engine/order/merge.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { logEvent } from '../../support/log-event.ts';
import { fc } from '../../support/properties.ts';

const event = (source: string, time: number): LogEvent => logEvent({ time, ref: { source, line: time } });

function merger(): { merger: EventMerger; out: string[] } {
  const out: string[] = [];
  return { out, merger: new EventMerger(({ ref, time }) => out.push(`${ref.source}${time}`)) };
}

test('two sources come out in order of time', () => {
  const { merger: merge, out } = merger();
  merge.open('a');
  merge.open('b');
  for (const time of [1, 4, 6]) merge.push('a', event('a', time));
  for (const time of [2, 3, 5]) merge.push('b', event('b', time));
  merge.setState('a', 'ended');
  merge.setState('b', 'ended');
  merge.drain();
  assert.deepEqual(out, ['a1', 'b2', 'b3', 'a4', 'b5', 'a6']);
});

test('a busy source is waited for, one at its end is not', () => {
  const { merger: merge, out } = merger();
  merge.open('a');
  merge.open('b');
  merge.push('a', event('a', 1));
  merge.drain();
  assert.deepEqual(out, []);
  merge.setState('b', 'idle');
  merge.drain();
  assert.deepEqual(out, ['a1']);
});

test('each source keeps its own order, and sorted sources come out sorted', () => {
  const lane = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 30 });
  fc.assert(
    fc.property(fc.array(lane, { minLength: 2, maxLength: 4 }), (lanes) => {
      const { merger: merge, out } = merger();
      const names = lanes.map((_, index) => String.fromCharCode(97 + index));
      for (const name of names) merge.open(name);
      for (const [index, times] of lanes.entries()) {
        const name = names[index] as string;
        for (const time of times.sort((a, b) => a - b)) merge.push(name, event(name, time));
        merge.setState(name, 'ended');
      }
      merge.drain();
      const times = out.map((text) => Number(text.slice(1)));
      assert.deepEqual(
        times,
        [...times].sort((a, b) => a - b),
      );
      assert.equal(out.length, lanes.flat().length);
    }),
  );
});

test('where the blocks are cut and whose comes first changes nothing, equal times included', () => {
  const lane = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 20 });
  const turns = fc.array(fc.nat(2), { maxLength: 120 });
  fc.assert(
    fc.property(fc.array(lane, { minLength: 3, maxLength: 3 }), turns, (lanes, order) => {
      const names = ['a', 'b', 'c'];
      const [whole, cut] = [merger(), merger()];
      for (const { merger: each } of [whole, cut]) for (const name of names) each.open(name);
      const rest = lanes.map((times) => [...times]);
      const push = (each: EventMerger, index: number, time: number): void =>
        each.push(names[index] ?? '', event(names[index] ?? '', time));
      for (const [index, times] of lanes.entries()) for (const time of times) push(whole.merger, index, time);
      for (const index of order) {
        const time = rest[index]?.shift();
        if (time === undefined) continue;
        push(cut.merger, index, time);
        cut.merger.drain();
      }
      for (const [index, times] of rest.entries()) for (const time of times) push(cut.merger, index, time);
      for (const { merger: each } of [whole, cut]) {
        for (const name of names) each.setState(name, 'ended');
        each.drain();
      }
      assert.deepEqual(cut.out, whole.out);
    }),
  );
});

test('with many sources, busy and at their end, each event goes out when the obvious way lets it out', () => {
  const SOURCES = 12;
  const step = fc.tuple(
    fc.nat(SOURCES - 1),
    fc.constantFrom('push', 'push', 'push', 'busy', 'idle', 'behind', 'close'),
    fc.nat(9),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const { merger: merge, out } = merger();
      const expected: string[] = [];
      type Lane = { readonly name: string; state: string; readonly queue: number[] };
      const lanes: Lane[] = [];
      const drained = (): string[] => {
        const before = lanes.filter(({ queue }) => queue.length > 0);
        while (!lanes.some(({ state, queue }) => state === 'busy' && queue.length === 0)) {
          const waiting = lanes.filter(({ queue }) => queue.length > 0);
          if (waiting.length === 0) break;
          const first = waiting.reduce((a, b) => ((b.queue[0] ?? 0) < (a.queue[0] ?? 0) ? b : a));
          expected.push(`${first.name}${first.queue.shift()}`);
        }
        return before.filter(({ queue }) => queue.length === 0).map(({ name }) => name);
      };
      for (let index = 0; index < SOURCES; index++) {
        const name = String.fromCharCode(97 + index);
        lanes.push({ name, state: 'busy', queue: [] });
        merge.open(name);
      }
      for (const [index, what, time] of steps) {
        const lane = lanes[index];
        if (lane === undefined || (what === 'close' && (lane.queue.length > 0 || lanes.length <= 2)))
          continue;
        if (what === 'push') {
          lane.queue.push(time);
          merge.push(lane.name, event(lane.name, time));
        } else if (what === 'close') {
          lanes.splice(index, 1);
          merge.close(lane.name);
        } else {
          if (lane.state !== 'behind' || what !== 'busy') lane.state = what;
          merge.setState(lane.name, what as 'busy' | 'idle' | 'behind');
        }
        merge.caughtUp.length = 0;
        merge.drain();
        const caughtUp = drained();
        assert.deepEqual(out, expected);
        assert.deepEqual([...new Set(merge.caughtUp)].sort(), caughtUp.sort());
      }
    }),
  );
});
