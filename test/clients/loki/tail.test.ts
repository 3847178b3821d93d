import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { LokiClient } from '../../../src/clients/loki/client.ts';
import { LokiError } from '../../../src/clients/loki/error.ts';
import type { TailFrame } from '../../../src/clients/loki/tail.ts';
import { hintByTail } from '../../../src/clients/loki/tail-hint.ts';
import { eventually } from '../../support/eventually.ts';
import { LokiServer } from '../../support/loki-server.ts';

let server = new LokiServer();
let stop = new AbortController();
beforeEach(async () => {
  server = new LokiServer();
  stop = new AbortController();
  await server.start();
});
afterEach(async () => {
  stop.abort();
  await server.stop();
});

const client = (): LokiClient => new LokiClient({ settings: server.settings, pause: async () => {} });
const next = async (frames: AsyncGenerator<TailFrame>): Promise<TailFrame | null> => {
  const { value, done } = await frames.next();
  return done === true ? null : value;
};
const push = (text: string): void => server.memory.push({ job: 'sshd', host: 'a' }, [[1n, text]]);

describe('a tail', () => {
  test('tells of what is pushed to the streams of its query', async () => {
    const frames = client().tail('{job="sshd"} |= "Failed"', stop.signal);
    const first = next(frames);
    await eventually(() => server.tails.open === 1);
    push('Accepted');
    push('Failed\u001b[2J');
    assert.deepEqual(await first, {
      streams: [{ labels: { host: 'a', job: 'sshd' }, entries: [{ ns: '1', line: 'Failed\u001b[2J' }] }],
      dropped: 0,
    });
  });

  test('ends at once when it is aborted', async () => {
    const waiting = next(client().tail('{job="sshd"}', stop.signal));
    await eventually(() => server.tails.open === 1);
    stop.abort(new Error('enough'));
    await assert.rejects(waiting, /enough/);
    await eventually(() => server.tails.open === 0);
  });

  test('is sent with the tenant and the login', async () => {
    const settings = { ...server.settings, orgId: 'web', login: { by: 'token', token: 'secret' } as const };
    void next(new LokiClient({ settings }).tail('{job="sshd"}', stop.signal)).catch(() => {});
    await eventually(() => server.tails.open === 1);
    const headers = server.requests[0]?.headers;
    assert.deepEqual([headers?.['x-scope-orgid'], headers?.authorization], ['web', 'Bearer secret']);
  });

  const ends = async (query: string): Promise<LokiError> => {
    const error = await next(client().tail(query, stop.signal)).catch((reason: unknown) => reason);
    assert.ok(error instanceof LokiError, String(error));
    return error;
  };

  test('of a query that is none ends with the words of Loki', async () => {
    const { kind, message } = await ends('{job=');
    assert.equal(kind, 'refused');
    assert.match(message, /parse error at line 1, col 6/);
  });

  test('too many at a time, is refused for now', async () => {
    server.tails.most = 0;
    assert.equal((await ends('{job="sshd"}')).kind, 'limited');
  });

  test('where no websocket gets through, ends with what the proxy said', async () => {
    server.trouble = () => ({ status: 403, body: 'no upgrades here' });
    assert.match((await ends('{job="sshd"}')).message, /no upgrades here/);
    server.trouble = () => 'cut';
    assert.equal((await ends('{job="sshd"}')).kind, 'unreachable');
  });
});

describe('hints by tail', () => {
  test('go on through the end of a tail, a cut, and a proxy that knows none', async () => {
    const heard: string[] = [];
    const hints = hintByTail(
      {
        ...{ client: client(), query: '{job="sshd"}' },
        onLines: ({ host = '' }) => heard.push(host),
        pause: () => new Promise((resolve) => setImmediate(resolve)),
      },
      stop.signal,
    );
    const open = () => eventually(() => server.tails.open === 1);
    await open();
    push('one');
    await eventually(() => heard.length === 1);
    server.tails.endAll();
    await eventually(() => server.tails.open === 0 || heard.length === 1);
    await open();
    server.trouble = () => ({ status: 404, body: 'not found' });
    server.tails.cutAll();
    const before = server.requests.length;
    await eventually(() => server.requests.length > before + 2);
    server.trouble = () => null;
    await open();
    push('two');
    await eventually(() => heard.length === 2);
    stop.abort();
    await hints;
  });

  test('end when Loki takes no tail of the query', async () => {
    const pause = async (): Promise<void> => {};
    await hintByTail({ client: client(), query: '{job=', onLines: () => {}, pause }, stop.signal);
  });

  test('rest where more comes than one is woken for', async () => {
    const rests: number[] = [];
    const tail = async function* (): AsyncGenerator<TailFrame> {
      for (;;) yield { streams: [], dropped: 15_000 };
    };
    const pause = async (ms: number): Promise<void> => {
      rests.push(ms);
      stop.abort();
    };
    await hintByTail({ client: { tail }, query: '{a="b"}', onLines: () => {}, pause }, stop.signal);
    assert.deepEqual(rests, [600_000]);
  });
});
