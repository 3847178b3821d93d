import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { connectionError, errorOf, type LokiErrorKind } from '../../../src/clients/loki/error.ts';
import { recordedAnswer } from './recorded.ts';

/** What each recorded answer means for the caller, and a word of what is to be done. */
const RECORDED: readonly (readonly [name: string, kind: LokiErrorKind, hint: RegExp])[] = [
  ['error-auth-no-org-id', 'unauthorised', /LOKI_ORG_ID/],
  ['error-syntax', 'refused', /Correct the query/],
  ['error-invalid-escape', 'refused', /Correct the query/],
  ['error-empty-matcher', 'refused', /Name a label/],
  ['error-missing-query', 'refused', /Correct the query/],
  ['error-binop-on-log', 'refused', /Correct the query/],
  ['error-bad-regex', 'refused', /Correct the query/],
  ['error-range-too-large', 'refused', /shorter time/],
  ['error-limit-exceeded', 'refused', /fewer lines/],
  ['error-start-after-end', 'refused', /begin before it ends/],
  ['error-too-many-points', 'refused', /longer steps/],
  ['error-max-series', 'refused', /fewer labels/],
  ['error-query-timeout', 'slow', /shorter time/],
  ['error-too-many-outstanding', 'limited', /asked again later/],
  ['error-push-rate-limited', 'limited', /asked again later/],
  ['error-push-too-old', 'refused', /clocks/],
  ['error-push-too-new', 'refused', /clocks/],
  ['error-push-bad-json', 'refused', /./],
  ['error-unknown-path', 'nonsense', /LOKI_ADDR/],
  ['error-wrong-method', 'nonsense', /LOKI_ADDR/],
  ['ready-503-starting', 'unavailable', /starting/],
  ['ready-503-ingester-wait', 'unavailable', /starting/],
  ['query_range-metric-json-error', 'refused', /Correct the query/],
];

describe('a recorded refusal is told in the words of the server:', () => {
  for (const [name, kind, hint] of RECORDED) {
    test(`${name}: ${kind}`, () => {
      const { status, body } = recordedAnswer(name);
      const error = errorOf(status, body);
      assert.equal(error.kind, kind);
      assert.match(error.hint, hint);
      assert.ok(error.message.includes(body.trim().slice(0, 60)), error.message);
    });
  }
});

test('a query that is wrong is not asked again, though Loki calls the fault its own', () => {
  const { status, body } = recordedAnswer('error-bad-regex');
  assert.equal(status, 500);
  assert.equal(errorOf(status, body).isPassing, false);
});

test('only what may be over in a moment is asked again', () => {
  const again = [429, 500, 502, 503].map((status) => errorOf(status, '').isPassing);
  const never = [301, 302, 307, 400, 401, 403, 404, 504].map((status) => errorOf(status, '').isPassing);
  assert.deepEqual(again, [true, true, true, true]);
  assert.ok(never.every((passes) => !passes));
});

test('a page of a proxy is told by its title, and not as what Loki says', () => {
  // As nginx 1.22 answers for a server behind it that is away.
  const page =
    '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n';
  const error = errorOf(502, page);
  assert.deepEqual(
    [error.message, error.kind, error.isPassing],
    ['What stands before Loki says: 502 Bad Gateway', 'unavailable', true],
  );
  assert.match(errorOf(401, '<!DOCTYPE html><p>').message, /^What stands before Loki says: a page of HTML$/);
});

test('a page of a proxy is not repeated to its end', () => {
  assert.ok(errorOf(502, `<html>${'x'.repeat(100_000)}`).message.length < 1000);
});

test('a way that is closed is told in words', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  assert.match(connectionError('http://loki:3100', refused).message, /nothing listens there/);
});

test('who speaks TLS to a server without, or none to one with it, is told which address to write', () => {
  const said = 'write EPROTO 80DC:error:0A00010B:SSL routines:ssl3_get_record:wrong version number';
  const without = connectionError('https://loki:3100', Object.assign(new Error(said), { code: 'EPROTO' }));
  assert.deepEqual(
    [without.message, without.hint],
    ['Loki at https://loki:3100: it does not speak TLS', 'Write http:// in LOKI_ADDR.'],
  );
  const words = [
    'Client sent an HTTP request to an HTTPS server.',
    'The plain HTTP request was sent to HTTPS port',
  ];
  for (const body of words) assert.equal(errorOf(400, body).hint, 'Write https:// in LOKI_ADDR.');
});
