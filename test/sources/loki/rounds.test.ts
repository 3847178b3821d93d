import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Rounds } from '../../../src/sources/loki/rounds.ts';

describe('groups that ask in one round', () => {
  const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
  let said: string[] = [];
  /** Ends the waits of all who wait by the clock. */
  let passTime: () => void = () => {};
  let rounds = new Rounds();
  const stop = new AbortController();
  beforeEach(() => {
    said = [];
    const ends: (() => void)[] = [];
    passTime = () => {
      for (const end of ends.splice(0)) end();
    };
    rounds = new Rounds(
      (_, signal) =>
        new Promise((resolve) => {
          ends.push(resolve);
          signal.addEventListener('abort', () => resolve());
        }),
    );
  });
  const meet = (group: { readonly name: string }, signal = stop.signal): Promise<void> =>
    rounds
      .meet(group, () => said.push(`${group.name} busy`), signal)
      .then(() => void said.push(`${group.name} hands over`));

  test('hand over when the last has its answer, all busy before the first does', async () => {
    for (const group of [a, b, c]) rounds.join(group);
    const met = [meet(b), meet(a)];
    await nextTurn();
    assert.deepEqual(said, []);
    await Promise.all([...met, meet(c)]);
    assert.deepEqual(said.slice(0, 3), ['b busy', 'a busy', 'c busy']);
    assert.deepEqual(said.slice(3).sort(), ['a hands over', 'b hands over', 'c hands over']);
  });

  test('wait for one that is to be woken, not for one that rests', async () => {
    for (const group of [a, b]) rounds.join(group);
    await Promise.all([meet(a), meet(b)]);
    rounds.ask(a);
    await meet(a);
    rounds.begin();
    said = [];
    const met = meet(a);
    await nextTurn();
    assert.deepEqual(said, []);
    await Promise.all([met, meet(b)]);
    assert.deepEqual(said.slice(0, 2), ['a busy', 'b busy']);
  });

  test('do not wait for one that fails', async () => {
    for (const group of [a, b]) rounds.join(group);
    const met = meet(a);
    rounds.leave(b);
    await met;
    rounds.begin();
    await meet(a);
    assert.equal(said.length, 4);
  });

  test('do not wait for ever for one that Loki never answers, nor does that one for them', async () => {
    for (const group of [a, b, c]) rounds.join(group);
    const met = [meet(a), meet(c)];
    await nextTurn();
    passTime();
    await Promise.all(met);
    assert.deepEqual(said.slice(0, 2), ['a busy', 'c busy']);
    await meet(b);
    assert.equal(said.at(-1), 'b hands over');
  });

  test('end at once when reading ends', async () => {
    for (const group of [a, b]) rounds.join(group);
    const ending = new AbortController();
    const met = meet(a, ending.signal);
    ending.abort();
    await met;
    assert.deepEqual(said, ['a busy', 'a hands over']);
  });
});
