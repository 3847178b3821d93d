import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attached } from '../../../src/core/doors/attach.ts';
import { lastingLink } from '../../../src/core/doors/lasting-link.ts';

const UNDO = { kind: 'undo' } as const;

/** A core that answers with its name until it goes. */
function coreCalled(name: string): Attached & { go(): void } {
  let over: Error | null = null;
  return {
    hello: { kind: 'hello', version: '1', door: 'act', state: null, pid: 1 },
    request: () => (over === null ? Promise.resolve(name as never) : Promise.reject(over)),
    ended: () => over,
    close() {
      over = new Error('closed');
    },
    go() {
      over = new Error('gone');
    },
  };
}

test('when the core goes, the next question finds the next core', async () => {
  const first = coreCalled('first');
  const link = lastingLink(first, async () => coreCalled('second'));
  assert.equal(await link.request(UNDO), 'first');
  first.go();
  assert.equal(await link.request(UNDO), 'second');
});

test('as long as there is none, each question says why; all of one moment look once', async () => {
  const first = coreCalled('first');
  let looks = 0;
  const link = lastingLink(first, async () => {
    looks++;
    if (looks < 3) throw new Error('nobody there');
    return coreCalled('second');
  });
  first.go();
  await Promise.all([1, 2, 3].map(() => assert.rejects(link.request(UNDO), /nobody there/)));
  assert.equal(looks, 1);
  await assert.rejects(link.request(UNDO), /nobody there/);
  assert.equal(await link.request(UNDO), 'second');
});

test('a screen that has left looks for no other core', async () => {
  const first = coreCalled('first');
  const link = lastingLink(first, async () => assert.fail('looked'));
  link.close();
  await assert.rejects(link.request(UNDO), /has left/);
});
