import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Paths } from '../../../src/engine/tally/paths.ts';
import type { AlertClass } from '../../../src/model/alerts/alert.ts';
import type { Fields, LogEvent, Verdict } from '../../../src/model/log-event.ts';
import { logEvent } from '../../support/log-event.ts';
import { fc } from '../../support/properties.ts';

const AT = Date.UTC(2026, 10, 22);

function request(path: string | undefined, status: number | undefined, second = 0): LogEvent {
  const fields = { 'cs-uri-stem': path, 'sc-status': status };
  return logEvent({ category: 'web', time: AT + 1000 * second, fields });
}

function tally(limit: number, requests: readonly (readonly [LogEvent, ...AlertClass[]])[]): Paths {
  const paths = new Paths(limit);
  for (const [event, ...classes] of requests) paths.add(event, classes);
  return paths;
}

test('of each path it is known how often it was asked for, how it was answered, and what was an attack', () => {
  const paths = tally(9, [
    [request('/a', 200, 2)],
    [request('/a', 404), 'lfi', 'scanner'],
    [request('/a', 404)],
    [request('/b', 302)],
    [request('/b', 101)],
    [request(undefined, 400)],
    [request('/c', undefined)],
    [logEvent({ category: 'authentication', fields: { 'cs-uri-stem': '/d' } })],
  ]);
  assert.deepEqual([...paths.all()].slice(0, 1), [
    {
      ...{ path: '/a', requests: 3, over: 0, codes: [200, 404], attacked: 1, last: AT + 2000 },
      statuses: { '2xx': 1, '3xx': 0, '4xx': 2, '5xx': 0 },
    },
  ]);
  assert.deepEqual(
    [...paths.all()].map(({ path, requests }) => [path, requests]),
    [
      ['/a', 3],
      ['/b', 2],
      ['/c', 1],
    ],
  );
  assert.equal(paths.requests, 7);
  assert.deepEqual(paths.statuses, { '2xx': 1, '3xx': 1, '4xx': 3, '5xx': 0 });
});

test('no count is too low, over tells how much too high, and whoever has more than its part of the requests is there', () => {
  const asked = fc.array(fc.oneof(fc.nat(6), fc.nat(60)), { maxLength: 300 });
  fc.assert(
    fc.property(asked, fc.integer({ min: 1, max: 12 }), fc.nat(300), (numbers, limit, cut) => {
      let paths = new Paths(limit);
      const truth = new Map<string, number>();
      for (const [index, number] of numbers.entries()) {
        if (index === cut) {
          const saved = paths.save();
          // It is written bit by bit, while the engine goes on.
          for (const later of numbers) paths.add(request(`/${later}`, 500), []);
          paths = new Paths(limit);
          paths.restore(JSON.parse(JSON.stringify(saved)));
        }
        paths.add(request(`/${number}`, 200), []);
        truth.set(`/${number}`, (truth.get(`/${number}`) ?? 0) + 1);
      }
      const kept = [...paths.all()];
      assert.ok(kept.length <= limit);
      assert.equal(
        kept.reduce((sum, { requests }) => sum + requests, 0),
        numbers.length,
      );
      for (const { path, requests, over, statuses } of kept) {
        const real = truth.get(path) ?? 0;
        assert.ok(requests >= real && requests - over <= real, `${path} ${requests} ${over} ${real}`);
        assert.equal(statuses['2xx'], requests - over);
      }
      for (const [path, real] of truth)
        if (real > numbers.length / limit) assert.ok(paths.find(path) !== null, path);
    }),
  );
});

test('paths that begin alike far beyond any page are one, and no more is kept of them', () => {
  const paths = tally(9, [[request(`/${'a'.repeat(8192)}1`, 200)], [request(`/${'a'.repeat(8192)}2`, 200)]]);
  assert.deepEqual(
    [...paths.all()].map(({ path, requests }) => [path.length, requests]),
    [[512, 2]],
  );
});

const VERDICT: Verdict = { by: {}, detections: [], classes: [], front: null };
const LINE = '203.0.113.7 - - [22/Nov/2026:00:00:00 +0000] ';

for (const [what, rest, path] of [
  ['a request', '"GET /a/b?c=d HTTP/1.1" 404 12 "-" "x"', '/a/b'],
  ['a request without an answer', '"GET /a HTTP/1.1" - -', '/fields'],
  ['a request with an escape', '"GET /a\\x22 HTTP/1.1" 404 1', '/fields'],
  ['a request for another server', '"GET http://b.example/a HTTP/1.1" 404 1', '/fields'],
] as const) {
  test(`${what} that was judged by its bytes is read from its line, else from its fields`, () => {
    const fields: Fields = { 'cs-uri-stem': '/fields', 'sc-status': 404 };
    const event = logEvent({ category: 'web', raw: LINE + rest, fields, verdict: VERDICT });
    const paths = tally(9, [[event]]);
    assert.deepEqual(
      [...paths.all()].map((each) => [each.path, each.codes]),
      [[path, [404]]],
    );
  });
}
