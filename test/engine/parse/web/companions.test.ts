/** Lines of a file that are not of its format, but of one that servers and containers write beside it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILT_IN_FORMATS } from '../../../../src/engine/parse/formats.ts';
import { SourceReader } from '../../../../src/engine/source-reader.ts';
import type { LogEvent } from '../../../../src/model/log-event.ts';

const HOST =
  '[20/Nov/2026:10:00:00 +0000] - 200 200 - GET https shop.example "/a" [Client 192.0.2.1] [Length 12] [Gzip -] [Sent-to 172.18.0.3] "Mozilla/5.0" "-"';

test('the proxy manager writes the requests of its default host and its errors beside those of its hosts', () => {
  const lines = [
    HOST,
    '192.0.2.2 - - [20/Nov/2026:10:00:04 +0000] "GET /b HTTP/1.1" 404 552 "-" "Mozilla/5.0"',
    HOST,
    '2026/11/20 10:00:05 [error] 334#334: *338 user "bob": password mismatch, client: 192.0.2.3, server: shop.example, request: "GET / HTTP/1.1", host: "shop.example"',
    'something else: 203.0.113.9',
  ];
  const events: LogEvent[] = [];
  const reader = new SourceReader('file:x', null, 'UTC', undefined, BUILT_IN_FORMATS);
  const block = { text: `${lines.join('\n')}\n`, bytes: 1, firstLine: 1, yearReference: 0, observedAt: 0 };
  reader.read({ source: 'file:x', ...block }, (event) => void events.push(event));
  assert.equal(reader.format, 'proxy-manager');
  assert.deepEqual(
    events.map(({ srcIp, outcome, user, login }) => [srcIp, outcome, user, login]),
    [
      ['192.0.2.1', 'success', null, false],
      ['192.0.2.2', 'failure', null, false],
      ['192.0.2.1', 'success', null, false],
      ['192.0.2.3', 'failure', 'bob', true],
    ],
  );
  assert.deepEqual(reader.unparsed, { 'bad-line': 1 });
});
