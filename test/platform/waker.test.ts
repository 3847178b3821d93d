import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Waker } from '../../src/platform/waker.ts';

const forever = (_: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
const { signal } = new AbortController();

describe('a wait', () => {
  test('ends when it is woken', async () => {
    const waker = new Waker();
    const waiting = waker.wait(1, signal, forever);
    waker.wake();
    assert.equal(await waiting, true);
  });

  test('ends after its time otherwise', async () => {
    assert.equal(await new Waker().wait(1, signal, async () => {}), false);
  });

  test('ends at once when the call came before it, the next one does not', async () => {
    const waker = new Waker();
    waker.wake();
    waker.wake();
    assert.equal(await waker.wait(1, signal, forever), true);
    assert.equal(await waker.wait(1, signal, async () => {}), false);
  });

  test('ends when it is aborted', async () => {
    const stop = new AbortController();
    const waiting = new Waker().wait(1, stop.signal, forever);
    stop.abort();
    assert.equal(await waiting, false);
  });
});
