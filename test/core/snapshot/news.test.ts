import assert from 'node:assert/strict';
import { test } from 'node:test';
import { News } from '../../../src/core/snapshot/news.ts';

test('who has not seen the latest news is answered at once, who has as soon as there is more', async () => {
  const news = new News();
  news.note();
  news.note();
  assert.equal(await news.after(0), 2);
  const [one, other] = [news.after(2), news.after(2)];
  news.note();
  assert.deepEqual(await Promise.all([one, other]), [3, 3]);
  assert.equal(await news.after(2), 3);
});

test('without news the wait ends by itself', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const news = new News();
  const waiting = news.after(0);
  t.mock.timers.tick(1000);
  assert.equal(await waiting, 0);
});
