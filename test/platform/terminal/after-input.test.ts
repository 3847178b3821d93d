import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { afterInput } from '../../../src/platform/terminal/after-input.ts';

test('what arrived while the program was busy comes before the end of the wait', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'soc-input-'));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const client = connect(join(folder, 'socket'));
  const reader = await accepted;
  await new Promise<void>((resolve) => {
    reader.once('data', () => resolve());
    client.write('begin');
  });
  const order: string[] = [];
  const both = new Promise<void>((resolve) => {
    reader.on('data', () => order.push('read'));
    afterInput(() => {
      order.push('over');
      resolve();
    }, 1);
  });
  client.write('late');
  const until = performance.now() + 20;
  while (performance.now() < until);
  await both;
  client.destroy();
  server.close();
  rmSync(folder, { recursive: true });
  assert.deepEqual(order, ['read', 'over']);
});

test('what is cancelled never runs, not even when its time is over', async () => {
  let runs = 0;
  const cancel = afterInput(() => runs++, 1);
  const until = performance.now() + 5;
  while (performance.now() < until);
  await new Promise<void>((resolve) => setTimeout(resolve, 1));
  cancel();
  afterInput(() => runs++, 1)();
  const left = runs;
  await new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
  assert.equal(runs, left);
});
