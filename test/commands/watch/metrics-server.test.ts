import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loopbackAddress, serveMetrics } from '../../../src/commands/watch/metrics-server.ts';
import { UserError } from '../../../src/model/user-error.ts';

describe('metrics are given on the loopback', () => {
  for (const [text, host] of [
    ['127.0.0.1:9464', '127.0.0.1'],
    ['127.8.8.8:9464', '127.8.8.8'],
    ['[::1]:9464', '::1'],
  ] as const)
    test(text, () => assert.deepEqual(loopbackAddress(text), { host, port: 9464 }));
});

describe('and nowhere else', () => {
  for (const text of [
    '0.0.0.0:9464',
    '[::]:9464',
    ':9464',
    '9464',
    '192.0.2.1:9464',
    'localhost:9464',
    '127.0.0.1:99999',
    '127.0.0.1',
    '127.evil.example:80',
  ])
    test(text, () => assert.throws(() => loopbackAddress(text), UserError));
});

test('GET /metrics has the figures, made once for all who ask at the same time; nothing else is there', async () => {
  let made = 0;
  const server = await serveMetrics({ host: '127.0.0.1', port: 0 }, async () => `figure ${++made}\n`);
  const get = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${server.port}${path}`, { method });
  const texts = await Promise.all([1, 2, 3].map(async () => (await get('/metrics')).text()));
  assert.deepEqual(texts, ['figure 1\n', 'figure 1\n', 'figure 1\n']);
  assert.equal((await get('/')).status, 404);
  assert.equal((await get('/metrics', 'POST')).status, 405);
  server.close();
});

test('a port that is taken is told', async () => {
  const first = await serveMetrics({ host: '127.0.0.1', port: 0 }, async () => '');
  await assert.rejects(
    serveMetrics({ host: '127.0.0.1', port: first.port }, async () => ''),
    /the port is in use/,
  );
  first.close();
});
