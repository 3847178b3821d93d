import assert from 'node:assert/strict';
import { test } from 'node:test';
import { supervise } from '../../../src/core/sources/supervisor.ts';
import type { Cursor } from '../../../src/model/log-record.ts';
import { type Source, SourceError } from '../../../src/sources/source.ts';
import { RecordingSink } from '../../sources/recording-sink.ts';

type Read = Source['read'];

/** Runs a source under supervision on a clock that only pauses move. */
async function run(
  read: Read,
  { random = 0, mayStartOver = true, cursor = () => undefined as Cursor | undefined } = {},
) {
  let now = 0;
  let starts = 0;
  const pauses: number[] = [];
  const retries: string[] = [];
  const stop = new AbortController();
  const error = await supervise(
    {
      source: { id: 'a', read: (sink, signal, from) => read(sink, signal, from) },
      sink: new RecordingSink(),
      signal: stop.signal,
      cursor,
      mayStartOver: () => mayStartOver,
      onStart: () => {
        starts++;
      },
      onRetry: (failure, at) => retries.push(`${failure.message} at ${at}`),
    },
    {
      clock: { now: () => now },
      random: () => random,
      pause: async (time) => {
        pauses.push(time);
        now += time;
      },
    },
  );
  return { error, pauses, retries, starts };
}

const fails = (outlook?: SourceError['outlook']): never => {
  throw new SourceError('a', 'a: gone', 'Look.', outlook);
};

test('a source that fails is tried again after 1 s, then twice as long each time, never over a minute', async () => {
  let left = 8;
  const { pauses, error } = await run(async () => {
    if (left-- > 0) fails();
  });
  assert.deepEqual(pauses, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  assert.equal(error, null);
});

test('sources that failed together come back at different times', async () => {
  let left = 2;
  const { pauses } = await run(
    async () => {
      if (left-- > 0) fails();
    },
    { random: 1 },
  );
  assert.deepEqual(pauses, [750, 1500]);
});

test('it goes on at the cursor of the last block, and says when it will', async () => {
  const seen: (Cursor | undefined)[] = [];
  let cursor: Cursor | undefined;
  const { retries } = await run(
    async (_sink, _signal, from) => {
      seen.push(from);
      cursor = `after ${seen.length}`;
      if (seen.length < 3) fails();
    },
    { mayStartOver: false, cursor: () => cursor },
  );
  assert.deepEqual(seen, [undefined, 'after 1', 'after 2']);
  assert.deepEqual(retries, ['a: gone at 1000', 'a: gone at 3000']);
});

test('a source that handed over lines and has no cursor is not read twice', async () => {
  const { error, starts } = await run(async () => fails(), { mayStartOver: false });
  assert.equal(error?.message, 'a: gone');
  assert.equal(starts, 1);
});

test('what cannot get better by itself is not tried again', async () => {
  const { error, starts } = await run(async () => fails('final'));
  assert.equal(error?.outlook, 'final');
  assert.equal(starts, 1);
});

test('a fault of ours is tried again too, and named as one', async () => {
  let left = 1;
  const { retries } = await run(async () => {
    if (left-- > 0) throw new TypeError('x is not a function');
  });
  assert.deepEqual(retries, ['a: TypeError: x is not a function at 1000']);
});

test('after a minute of good work the waiting begins at a second again', async () => {
  const lives = [0, 0, 60_000, 0];
  let now = 0;
  const pauses: number[] = [];
  await supervise(
    {
      source: {
        id: 'a',
        read: async () => {
          const life = lives.shift();
          if (life === undefined) return;
          now += life;
          fails();
        },
      },
      sink: new RecordingSink(),
      signal: new AbortController().signal,
      cursor: () => undefined,
      mayStartOver: () => true,
      onStart: () => {},
      onRetry: () => {},
    },
    { clock: { now: () => now }, random: () => 0, pause: async (time) => void pauses.push(time) },
  );
  assert.deepEqual(pauses, [1000, 2000, 1000, 2000]);
});

test('an abort while it waits ends it quietly', async () => {
  const stop = new AbortController();
  const error = await supervise(
    {
      source: { id: 'a', read: async () => fails() },
      sink: new RecordingSink(),
      signal: stop.signal,
      cursor: () => undefined,
      mayStartOver: () => true,
      onStart: () => {},
      onRetry: () => {},
    },
    { clock: { now: () => 0 }, random: () => 0, pause: async () => stop.abort() },
  );
  assert.equal(error, null);
});
