import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { LokiClient, type LokiClientOptions } from '../../../src/clients/loki/client.ts';
import { LokiError, type LokiErrorKind } from '../../../src/clients/loki/error.ts';
import type { LokiSettings } from '../../../src/clients/loki/settings.ts';
import { LokiServer } from '../../support/loki-server.ts';

const TLS = join(import.meta.dirname, '../../fixtures/tls');
const NEVER = new AbortController().signal;
const QUERY = { query: '{job="sshd"}', from: 0n, to: 100n, direction: 'forward', limit: 10 } as const;

let server = new LokiServer();
let waits: number[] = [];

beforeEach(async () => {
  server = new LokiServer();
  waits = [];
  server.memory.push({ job: 'sshd', host: 'a' }, [
    [1n, 'one'],
    [2n, 'two'],
  ]);
  await server.start();
});
afterEach(() => server.stop());

function client(settings: Partial<LokiSettings> = {}, options: Partial<LokiClientOptions> = {}): LokiClient {
  const wait = async (ms: number): Promise<void> => {
    waits.push(ms);
  };
  return new LokiClient({ settings: { ...server.settings, ...settings }, pause: wait, ...options });
}

async function failure(asked: Promise<unknown>): Promise<LokiError> {
  const error = await asked.then(
    () => assert.fail('it was answered'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof LokiError, String(error));
  return error;
}

describe('the client asks about', () => {
  test('lines', async () => {
    const result = await client().queryRange(QUERY, NEVER);
    assert.deepEqual(result, {
      kind: 'streams',
      streams: [
        {
          labels: { host: 'a', job: 'sshd' },
          entries: [
            { ns: '1', line: 'one' },
            { ns: '2', line: 'two' },
          ],
        },
      ],
    });
  });

  test('labels, their values, streams', async () => {
    const range = { from: 0n, to: 100n };
    assert.deepEqual(await client().labels(range, NEVER), ['host', 'job']);
    assert.deepEqual(await client().labelValues('host', range, NEVER), ['a']);
    assert.deepEqual(await client().series(['{job="sshd"}'], range, NEVER), [{ host: 'a', job: 'sshd' }]);
  });

  test('what it has pushed itself', async () => {
    await client().push([{ labels: { job: 'soc-console' }, entries: [[7n, 'an alert']] }], NEVER);
    const result = await client().queryRange({ ...QUERY, query: '{job="soc-console"}' }, NEVER);
    assert.deepEqual(result.kind === 'streams' && result.streams[0]?.entries, [
      { ns: '7', line: 'an alert' },
    ]);
  });

  test('a long query in the body of a request', async () => {
    const many = Array.from({ length: 900 }, (_, i) => `!= "not ${i}"`).join(' ');
    await client().queryRange({ ...QUERY, query: `{job="sshd"} ${many}` }, NEVER);
    assert.ok((server.requests[0]?.url.length ?? 0) < 100);
  });
});

describe('the client says who it is', () => {
  const logins: readonly (readonly [
    what: string,
    settings: Partial<LokiSettings>,
    header: string,
    value: string,
  ])[] = [
    ['tenant', { orgId: 'team-a' }, 'x-scope-orgid', 'team-a'],
    [
      'name and password',
      { login: { by: 'password', username: 'ana', password: 'p:w' } },
      'authorization',
      `Basic ${Buffer.from('ana:p:w').toString('base64')}`,
    ],
    ['token', { login: { by: 'token', token: 't0' } }, 'authorization', 'Bearer t0'],
  ];
  for (const [what, settings, header, value] of logins) {
    test(`by ${what}`, async () => {
      await client(settings).queryRange(QUERY, NEVER);
      assert.equal(server.requests[0]?.headers[header], value);
    });
  }

  test('by a token in a file, read again for each request', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'soc-loki-'));
    t.after(() => rm(folder, { recursive: true }));
    const file = join(folder, 'token');
    const asking = client({ login: { by: 'token-file', file } });
    assert.equal((await failure(asking.queryRange(QUERY, NEVER))).kind, 'settings');
    for (const token of ['first\n', 'second']) {
      writeFileSync(file, token);
      await asking.queryRange(QUERY, NEVER);
    }
    assert.deepEqual(
      server.requests.map(({ headers }) => headers.authorization),
      ['Bearer first', 'Bearer second'],
    );
  });
});

describe('over TLS the client', () => {
  beforeEach(async () => {
    await server.stop();
    server = new LokiServer();
    await server.start(TLS);
  });
  const tls = { caFile: null, certFile: null, keyFile: null, skipVerify: false };

  test('trusts the authority that it is told of', async () => {
    const result = await client({ tls: { ...tls, caFile: join(TLS, 'server.crt') } }).queryRange(
      QUERY,
      NEVER,
    );
    assert.equal(result.kind, 'streams');
  });

  test('refuses a certificate that nobody vouches for, once, and says what to set', async () => {
    const error = await failure(client().queryRange(QUERY, NEVER));
    assert.equal(error.kind, 'settings');
    assert.match(error.hint, /LOKI_CA_CERT_PATH/);
    assert.deepEqual(waits, []);
  });

  test('looks away when it is told to', async () => {
    const result = await client({ tls: { ...tls, skipVerify: true } }).queryRange(QUERY, NEVER);
    assert.equal(result.kind, 'streams');
  });
});

describe('when something is in the way, the client', () => {
  function inTheWay(
    ...answers: readonly { status: number; body: string; headers?: Record<string, string> }[]
  ): void {
    const left = [...answers];
    server.trouble = () => left.shift() ?? null;
  }

  test('asks again what may be answered a moment later', async () => {
    inTheWay({ status: 503, body: 'starting' }, { status: 429, body: 'too many outstanding requests' });
    await client().queryRange(QUERY, NEVER);
    assert.deepEqual(waits, [500, 2000]);
  });

  test('waits as long as it is asked to', async () => {
    inTheWay({ status: 429, body: 'slow down', headers: { 'retry-after': '7' } });
    await client().queryRange(QUERY, NEVER);
    assert.deepEqual(waits, [7000]);
  });

  test('leaves longer waits to its caller', async () => {
    inTheWay({ status: 429, body: 'slow down', headers: { 'retry-after': '3600' } });
    const error = await failure(client().queryRange(QUERY, NEVER));
    assert.deepEqual([error.kind, error.retryAfter, waits.length], ['limited', 3_600_000, 0]);
  });

  const once: readonly (readonly [status: number, body: string, kind: LokiErrorKind])[] = [
    [400, 'parse error at line 1, col 2', 'refused'],
    [401, 'no org id', 'unauthorised'],
    [403, 'forbidden', 'unauthorised'],
    [302, '<a href="https://login.example/">Found</a>', 'nonsense'],
    [404, '404 page not found', 'nonsense'],
    [504, 'context deadline exceeded', 'slow'],
    [200, '<html>please log in</html>', 'nonsense'],
  ];
  for (const [status, body, kind] of once) {
    test(`asks once where asking again is of no use: ${status} ${body}`, async () => {
      inTheWay({ status, body });
      assert.equal((await failure(client().queryRange(QUERY, NEVER))).kind, kind);
      assert.equal(server.requests.length, 1);
    });
  }

  test('tells a refusal of any length by its beginning', async () => {
    inTheWay({ status: 400, body: `parse error ${'x'.repeat(300_000)}` });
    const error = await failure(client().queryRange(QUERY, NEVER));
    assert.equal(error.kind, 'refused');
    assert.match(error.message, /^Loki says: parse error x/);
  });

  test('gives up on an answer that does not come', async () => {
    server.trouble = () => 'hang';
    const error = await failure(client({}, { timeout: 50 }).queryRange(QUERY, NEVER));
    assert.equal(error.kind, 'slow');
    assert.ok(server.requests.length <= 1, 'it does not ask again');
  });

  test('never takes half an answer for a whole one', async () => {
    server.trouble = () => 'cut';
    assert.equal((await failure(client().queryRange(QUERY, NEVER))).kind, 'unreachable');
  });

  test('says that nobody listens, and finds Loki when it is back', async () => {
    await server.stop();
    const asking = client();
    const error = await failure(asking.queryRange(QUERY, NEVER));
    assert.match(error.message, /nothing listens there/);
    await server.start();
    assert.equal((await asking.queryRange(QUERY, NEVER)).kind, 'streams');
  });

  test('stops when it is told to, without an error of its own', async () => {
    server.trouble = () => 'hang';
    const aborter = new AbortController();
    const asked = client().queryRange(QUERY, aborter.signal);
    aborter.abort(new Error('enough'));
    await assert.rejects(asked, /enough/);
  });

  test('tells readiness in the words of the server', async () => {
    assert.deepEqual(await client().ready(NEVER), { isReady: true });
    inTheWay({ status: 503, body: 'Ingester not ready: waiting for 15s after being ready' });
    const readiness = await client().ready(NEVER);
    assert.match(readiness.isReady ? '' : readiness.why, /waiting for 15s/);
  });
});

test('the client asks at most four questions at a time', async () => {
  const asking = client();
  const answers = await Promise.all(Array.from({ length: 20 }, () => asking.queryRange(QUERY, NEVER)));
  assert.equal(answers.length, 20);
  assert.ok(server.mostAtOnce >= 1 && server.mostAtOnce <= 4, `${server.mostAtOnce} at once`);
});
