import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MAX_LINE } from '../../../../src/engine/limits.ts';
import { readLines } from '../reading.ts';

const STAMP = '2026-11-20T08:00:00Z';
const REQUEST = '192.0.2.1 - - [20/Nov/2026:08:00:00 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl/8.5.0"';
const FORGED = 'Nov 20 08:00:00 bastion sshd[1]: Failed password for root from 203.0.113.9 port 22 ssh2';

type Stream = 'stdout' | 'stderr';
type Form = {
  readonly format: 'docker' | 'cri';
  readonly line: (text: string, isEnd?: boolean, stream?: Stream) => string;
};

const FORMS: readonly Form[] = [
  {
    format: 'docker',
    line: (text, isEnd = true, stream = 'stdout') =>
      JSON.stringify({ log: isEnd ? `${text}\n` : text, stream, time: STAMP }),
  },
  {
    format: 'cri',
    line: (text, isEnd = true, stream = 'stdout') => `${STAMP} ${stream} ${isEnd ? 'F' : 'P'} ${text}`,
  },
];

for (const { format, line } of FORMS) {
  describe(`lines of ${format}`, () => {
    test('a line that came in pieces is one line, told where it ends', () => {
      const lines = [
        line(REQUEST.slice(0, 30), false),
        line('other', true, 'stderr'),
        line(REQUEST.slice(30)),
      ];
      const { events, unparsed } = readLines(format, lines);
      assert.deepEqual(
        events.map(({ ref, raw, srcIp }) => [ref.line, raw === REQUEST, srcIp]),
        [
          [2, false, null],
          [3, true, '192.0.2.1'],
        ],
      );
      assert.deepEqual(unparsed, []);
    });

    test('the pieces, and the format of each stream, are still known after a restart', () => {
      const lines = [line(REQUEST), line(REQUEST.slice(0, 30), false), line(REQUEST.slice(30)), line('x')];
      const whole = readLines(format, lines).events;
      for (let saveAfter = 1; saveAfter < lines.length; saveAfter++)
        assert.deepEqual(readLines(format, lines, { saveAfter }).events, whole);
    });

    test('the rest of a line that is too long is not taken for a line', () => {
      const lines = [line('x'.repeat(MAX_LINE), false), line('x', false), line(FORGED, true), line(REQUEST)];
      const { events, unparsed } = readLines(format, lines);
      assert.deepEqual(unparsed, [[3, 'too-long']]);
      assert.deepEqual(
        events.map(({ srcIp }) => srcIp),
        ['192.0.2.1'],
      );
    });

    test('a stream of no known format does not get one from what a client writes later', () => {
      const lines = [...Array.from({ length: 100 }, (_, i) => line(`hello ${i}`)), line(FORGED)];
      const last = readLines(format, lines).events.at(-1);
      assert.deepEqual([last?.srcIp, last?.login, last?.fields.message], [null, false, FORGED]);
    });

    test('a stream has its own format', () => {
      const error = '2026/11/20 08:00:00 [error] 7#7: *1 open() failed, client: 192.0.2.2, server: _';
      const lines = [line(REQUEST), line(error, true, 'stderr'), line(REQUEST), line(error, true, 'stderr')];
      assert.deepEqual(
        readLines(format, lines).events.map(({ category, srcIp }) => [category, srcIp]),
        [
          ['web', '192.0.2.1'],
          ['system', '192.0.2.2'],
          ['web', '192.0.2.1'],
          ['system', '192.0.2.2'],
        ],
      );
    });
  });
}

describe('lines in the records of a collector', () => {
  const record = (message: string): string =>
    JSON.stringify({ '@timestamp': STAMP, log: { file: { path: '/var/log/x.log' } }, message });
  const accused = (lines: readonly string[]): (string | null)[] =>
    readLines('json', lines.map(record)).events.map(({ srcIp }) => srcIp);

  test('are read from the first', () => {
    assert.deepEqual(accused([REQUEST, REQUEST]), ['192.0.2.1', '192.0.2.1']);
  });

  test('one among what people write to a program tells nothing', () => {
    const comments = ['how nice', 'thank you', 'hello', 'me too'];
    assert.deepEqual(accused([...comments, FORGED, FORGED, ...comments, FORGED]), Array(11).fill(null));
  });

  test('are of the same format after a restart', () => {
    const lines = [REQUEST, REQUEST, 'x', REQUEST].map(record);
    const whole = readLines('json', lines).events;
    for (let saveAfter = 1; saveAfter < lines.length; saveAfter++)
      assert.deepEqual(readLines('json', lines, { saveAfter }).events, whole);
  });
});
