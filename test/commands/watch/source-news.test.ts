import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SourceNews } from '../../../src/commands/watch/source-news.ts';
import { source } from '../../views/fixture.ts';

const ids = (sources: readonly { readonly id: string }[]): string[] => sources.map(({ id }) => id);

test('each source is told of once, and again when its state, its trouble or its losses are others', () => {
  const news = new SourceNews();
  const a = source({ id: 'a', state: 'starting' });
  const b = source({ id: 'b' });
  assert.deepEqual(ids(news.take([a, b])), ['a', 'b']);
  assert.deepEqual(ids(news.take([a, b])), []);
  const live = { ...a, state: 'live' } as const;
  assert.deepEqual(ids(news.take([live, b])), ['a']);
  const waiting = { ...live, state: 'waiting', error: 'a: gone' } as const;
  assert.deepEqual(ids(news.take([waiting, b])), ['a']);
  assert.deepEqual(ids(news.take([live, { ...b, counts: { 'shed-lines': 1 } }])), ['a', 'b']);
});

test('a source that has read what was there is told of once', () => {
  const news = new SourceNews();
  const a = source({ id: 'a', state: 'reading' });
  const live = { ...a, state: 'live' } as const;
  const told = [a, live, a, live].map((status) => news.take([status]).map(({ state }) => state));
  assert.deepEqual(told, [['reading'], ['live'], [], []]);
});

test('what is read every second is no news', () => {
  const news = new SourceNews();
  const a = source({ id: 'a', state: 'live', counts: { 'shed-lines': 1 } });
  news.take([a]);
  assert.deepEqual(
    ids(news.take([{ ...a, state: 'reading', records: 700, counts: { 'shed-lines': 9 } }])),
    [],
  );
});
