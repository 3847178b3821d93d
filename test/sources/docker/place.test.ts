import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LogPlace } from '../../../src/sources/docker/place.ts';

type Line = readonly [stamp: string, text: string, output?: number];

/** The stamp of a line this many nanoseconds into a minute. */
function stamp(nanoseconds: number): string {
  const seconds = String(Math.floor(nanoseconds / 1e9)).padStart(2, '0');
  return `2026-11-21T00:51:${seconds}.${String(nanoseconds % 1e9).padStart(9, '0')}Z`;
}

/** What a daemon answers: in the order in which it was written, not before `since`. */
function answer(log: readonly Line[], since: string | null): readonly Line[] {
  if (since === null) return log;
  const [seconds, nanoseconds] = since.split('.');
  const from = `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}.${nanoseconds}Z`;
  return log.filter(([at]) => at >= from);
}

/** Reads the log in pieces that end after these numbers of lines, each time on from the cursor as it was stored. */
function readInPieces(log: readonly Line[], ends: readonly number[]): string[] {
  const seen: string[] = [];
  let cursor: string | undefined;
  for (const end of [...ends, log.length]) {
    const place = LogPlace.from('c1', cursor);
    for (const [at, text, output = 1] of answer(log.slice(0, end), place.since))
      if (place.isNew(at, output)) seen.push(text);
    cursor = JSON.stringify(place.save());
  }
  return seen;
}

describe('no line of a container is lost or doubled over a restart', () => {
  const count = 5000;
  const numbered = (stamps: (index: number) => number, output: (index: number) => number = () => 1): Line[] =>
    Array.from({ length: count }, (_, index) => [stamp(stamps(index)), `line ${index}`, output(index)]);

  for (const [title, log] of [
    ['that has a stamp of its own', numbered((index) => index * 1000)],
    ['among many of the same stamp', numbered((index) => Math.floor(index / 100) * 1000)],
    ['stamped by the second', numbered((index) => Math.floor(index / 300) * 1e9)],
    [
      'when both outputs stand in the wrong order',
      numbered(
        (index) => (index % 7 === 0 ? index - 300 : index) + 300,
        (index) => (index % 7 === 0 ? 2 : 1),
      ),
    ],
  ] as const) {
    test(title, () => {
      for (const ends of [
        [1],
        [0, 0],
        [1, 2, 3],
        [1023, 1024, 1025],
        [2047, 2048, 2049, 4999],
        [100, 150, 3333],
      ]) {
        assert.deepEqual(
          readInPieces(log, ends),
          log.map(([, text]) => text),
          `after ${ends}`,
        );
      }
    });
  }
});

test('what the daemon sends once more when it rotates the log it follows is read once, and a clock set back loses nothing', () => {
  const place = LogPlace.from('c1', undefined);
  const read = (from: number, to: number, output = 1): number => {
    let fresh = 0;
    for (let index = from; index < to; index++) if (place.isNew(stamp(index), output)) fresh++;
    return fresh;
  };
  assert.equal(read(0, 3000), 3000);
  assert.equal(read(2400, 3010), 10, 'as many as a daemon holds back');
  assert.equal(read(2900, 2905, 2), 5, 'the other output');
  assert.equal(read(10, 60), 50, 'the clock was set back');
  const next = LogPlace.from('c1', JSON.stringify(place.save()));
  assert.equal(next.line, 1 + 3000 + 10 + 5 + 50);
});

test('out of the last lines are read those that are new, when they begin with one that was read', () => {
  const place = LogPlace.from('c1', undefined);
  for (let index = 0; index < 3000; index++) place.isNew(stamp(index), 1);
  const cursor = JSON.stringify(place.save());
  assert.equal(place.resume(stamp(3001), 1), false, 'what stands between is not known');
  assert.equal(place.resume(stamp(2990), 2), false, 'the other output');
  assert.equal(JSON.stringify(place.save()), cursor);
  assert.equal(place.resume(stamp(2990), 1), true);
  const fresh = Array.from({ length: 20 }, (_, index) => place.isNew(stamp(2990 + index), 1));
  assert.deepEqual(
    fresh,
    fresh.map((_, index) => index >= 10),
  );
  assert.equal(place.resume(stamp(3009), 1), true);
  assert.deepEqual(
    [place.isNew(stamp(3009), 1), place.isNew(stamp(5), 1)],
    [false, true],
    'a clock set back',
  );
  assert.equal(place.line, 1 + 3000 + 11);
});

test('of several lines with the same stamp it is not known which one comes', () => {
  const place = LogPlace.from('c1', undefined);
  for (const at of [1000, 2000, 2000, 3000]) place.isNew(stamp(at), 1);
  assert.equal(place.resume(stamp(2000), 1), false);
  assert.equal(place.resume(stamp(3000), 1), true);
});

test('when the log was rotated away in between, what is new is read', () => {
  const place = LogPlace.from('c1', undefined);
  for (let index = 0; index < 10; index++) place.isNew(stamp(index), 1);
  const next = LogPlace.from('c1', JSON.stringify(place.save()));
  assert.deepEqual(
    [stamp(8), stamp(9), stamp(10), stamp(11)].map((at) => next.isNew(at, 1)),
    [false, false, true, true],
  );
  assert.equal(next.takeCut(), false, 'the last line is there: nothing is missing');
  const late = LogPlace.from('c1', JSON.stringify(next.save()));
  assert.ok(late.isNew(stamp(99), 1));
  assert.deepEqual([late.takeCut(), late.takeCut()], [true, false], 'what came between may be gone');
});

test('a container that was made anew is read from its beginning, with the numbers of lines going on', () => {
  const place = LogPlace.from('c1', undefined);
  for (let index = 0; index < 3000; index++) place.isNew(stamp(index), 1);
  const next = LogPlace.from('c2', JSON.stringify(place.save()));
  assert.equal(next.since, null);
  assert.equal(next.line, 3001);
  assert.equal(next.isNew(stamp(0), 1), true);
});

for (const cursor of [
  'nonsense',
  '{}',
  '{"container":"c1","after":"x","last":"","read":0,"line":1}',
  '[]',
  'null',
]) {
  test(`a cursor that is none is as good as none: ${cursor}`, () => {
    const place = LogPlace.from('c1', cursor);
    assert.equal(place.since, null);
    assert.equal(place.line, 1);
  });
}
