import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MostFirst } from '../../../src/engine/packets/top.ts';
import { fc } from '../../support/properties.ts';

const most = (scores: readonly number[], limit: number) =>
  scores
    .map((score, place) => ({ score, place }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.place - b.place)
    .slice(0, limit)
    .map(({ place }) => place);

test('the first of the list that sorting all would give, and how many there are', () => {
  // Few different scores, so that many are equal; and more bytes than 32 bits can count.
  const score = fc.oneof(
    fc.nat(4),
    fc.nat(9).map((times) => times * 1e12),
  );
  fc.assert(
    fc.property(
      fc.array(score, { maxLength: 60 }),
      fc.constantFrom(1, 60),
      fc.nat(20),
      (some, times, limit) => {
        const scores = Array.from({ length: times }, () => some).flat();
        const top = new MostFirst(limit);
        for (const [place, score] of scores.entries()) top.offer(place, score);
        assert.deepEqual(
          { places: top.places(), total: top.total },
          { places: most(scores, limit), total: most(scores, Number.POSITIVE_INFINITY).length },
        );
      },
    ),
  );
});
