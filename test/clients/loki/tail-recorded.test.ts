/** The tail of a real Loki 2.9.9, as it was recorded: frames as text, one after the other. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import { LokiClient } from '../../../src/clients/loki/client.ts';
import { LokiError } from '../../../src/clients/loki/error.ts';
import type { TailFrame } from '../../../src/clients/loki/tail.ts';
import { LokiServer } from '../../support/loki-server.ts';
import { acceptOf, closeFrame, frame, textFrame } from '../../support/loki-tail.ts';

type Recorded = { readonly texts: readonly string[]; readonly close: string | null };

function recorded(name: string): Recorded {
  const url = new URL(`../../fixtures/loki/tail-${name}.txt`, import.meta.url);
  const text = readFileSync(url, 'utf8');
  if (!text.startsWith('>>>')) return { texts: [text], close: null };
  const blocks = text.split('>>> ');
  const texts = blocks
    .filter((block) => block.startsWith('text frame'))
    .map((block) => block.slice(11).trim());
  const close = blocks.find((block) => block.startsWith('close frame'));
  return { texts, close: close === undefined ? null : close.replace(/^.*?reason=/, '').trim() };
}

/** What the client makes of it; pings come between, as they did. */
async function replay({ texts, close }: Recorded): Promise<{ frames: TailFrame[]; error: LokiError }> {
  const server = createServer();
  server.on('upgrade', (request, socket) => {
    const accept = acceptOf(request.headers['sec-websocket-key'] ?? '');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    for (const text of texts) socket.write(Buffer.concat([frame(9, Buffer.alloc(0)), textFrame(text)]));
    socket.end(close === null ? undefined : closeFrame(1011, close));
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const settings = {
    ...{ address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, orgId: null, login: null },
    tls: { caFile: null, certFile: null, keyFile: null, skipVerify: false },
  };
  const frames: TailFrame[] = [];
  try {
    const { signal } = new AbortController();
    for await (const each of new LokiClient({ settings }).tail('{a="b"}', signal)) frames.push(each);
  } catch (error) {
    assert.ok(error instanceof LokiError, String(error));
    return { frames, error };
  } finally {
    server.close();
  }
  throw new Error('a tail has no other end');
}

describe('of a recorded tail', () => {
  for (const [name, lines] of [
    ['live', 4],
    ['history-limit-5', 5],
  ] as const) {
    test(`${name}: every line, whatever the order of labels`, async () => {
      const { frames, error } = await replay(recorded(name));
      const streams = frames.flatMap((each) => each.streams);
      assert.equal(streams.flatMap(({ entries }) => entries).length, lines);
      for (const { labels } of streams) assert.deepEqual(Object.keys(labels), ['container', 'host', 'job']);
      assert.equal(error.kind, 'unreachable', 'it broke off');
    });
  }

  test('what was dropped is counted', async () => {
    const { frames } = await replay(recorded('frame-with-dropped_entries'));
    assert.equal(frames[0]?.streams[0]?.entries[0]?.line, 'one more line, sent after the burst');
    assert.ok((frames[0]?.dropped ?? 0) > 0);
  });

  for (const [name, kind, words] of [
    ['error-syntax', 'refused', /parse error at line 1, col 12/],
    ['error-empty', 'refused', /parse error/],
    ['error-metric', 'refused', /only log selector is supported/],
    ['error-too-many', 'limited', /max concurrent tail requests/],
    ['closed-by-max-duration', 'limited', /reached tail max duration/],
  ] as const) {
    test(`${name}: the end is understood`, async () => {
      const { error } = await replay(recorded(name));
      assert.equal(error.kind, kind);
      assert.match(error.message, words);
    });
  }

  for (const [name, query] of [
    ['error-syntax', '{container='],
    ['error-empty', ''],
    ['error-metric', 'count_over_time({container="victim_server"}[1m])'],
  ] as const) {
    test(`${name}: Loki in memory says the same`, async () => {
      const server = new LokiServer();
      await server.start();
      const { signal } = new AbortController();
      const client = new LokiClient({ settings: server.settings });
      await assert.rejects(client.tail(query, signal).next(), ({ message }: Error) =>
        message.endsWith(recorded(name).close ?? ''),
      );
      await server.stop();
    });
  }
});
