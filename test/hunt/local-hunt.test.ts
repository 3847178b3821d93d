import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LocalHunt } from '../../src/hunt/local-hunt.ts';
import { parseLogql } from '../../src/hunt/parse-logql.ts';
import { linearRegex } from '../../src/hunt/regex.ts';
import type { HuntRequest, HuntResult } from '../../src/model/hunt/hunt.ts';
import { fc } from '../support/properties.ts';

const compile = linearRegex();
const YEAR = Date.UTC(2026, 10, 21, 12);

function hunt(
  blocks: readonly string[],
  query: string,
  request: Partial<HuntRequest> = {},
  labels: Readonly<Record<string, string>> = { filename: 'auth.log' },
): HuntResult {
  const parsed = parseLogql(query);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const whole: HuntRequest = {
    ...{ query, range: { since: null, until: null }, step: null, limit: 100, direction: 'forward' },
    ...request,
  };
  const running = new LocalHunt(parsed.query, whole, { compile, timeZone: 'UTC' });
  running.open(labels);
  for (const text of blocks)
    running.take({
      ...{ source: 'auth.log', text, firstLine: 1, bytes: text.length },
      ...{ yearReference: YEAR, observedAt: YEAR },
    });
  return running.result();
}

function lines(result: HuntResult): readonly string[] {
  assert.equal(result.kind, 'streams');
  return result.kind === 'streams'
    ? result.streams
        .flatMap(({ entries }) => entries)
        .sort((a, b) => (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : 0))
        .map(({ line }) => line)
    : [];
}

const AUTH = [
  'Nov 21 10:00:00 web01 sshd[1]: Failed password for root from 203.0.113.7 port 1 ssh2',
  'Nov 21 10:00:01 web02 sshd[2]: Accepted publickey for deploy from 198.51.100.9 port 2 ssh2',
  'Nov 21 10:00:05 web01 sshd[3]: Failed password for admin from 203.0.113.7 port 3 ssh2',
  'Nov 21 10:00:20 web01 sshd[4]: Failed password for root from 203.0.113.8 port 4 ssh2',
  '',
].join('\n');

const at = (clock: string): number => Date.parse(`2026-11-21T${clock}Z`);

test('a curve over years misses no peak that lies between two of its points', () => {
  const stamp = (time: number): string => `${new Date(time).toISOString()} web01 sshd[1]: Failed password\n`;
  const bursts = [at('10:00:03'), at('10:40:47') + 3 * 365 * 86_400_000];
  const text = bursts.flatMap((start) => [0, 1000, 2000].map((later) => stamp(start + later))).join('');
  const query = 'sum(count_over_time({filename="auth.log"} |= "Failed" [10s]))';
  const found = (peaks: boolean): readonly number[] => {
    const result = hunt([text], query, { step: 1000, peaks });
    return result.kind === 'matrix'
      ? result.series.flatMap(({ points }) => points.map(({ value }) => value))
      : [];
  };
  assert.deepEqual(found(true), [3, 3]);
  assert.deepEqual(found(false), [], 'which a query that is asked as it is written does, as on a server');
});

describe('a hunt on a journal', () => {
  const entry = (message: string, extra = '') =>
    `{"__CURSOR":"s=1","__REALTIME_TIMESTAMP":"${at('10:00:00')}000",${extra}"_HOSTNAME":"web01","_UID":"0","_COMM":"sshd","SYSLOG_IDENTIFIER":"sshd","_PID":"7","MESSAGE":${JSON.stringify(message)}}\n`;
  const ENTRIES = [
    entry('Failed password for root from 203.0.113.7 port 1 ssh2'),
    entry('two\nlines of "sshd[7]: Failed"', '"_SYSTEMD_UNIT":"ssh.service",'),
    '-- No entries --\n',
  ].join('');
  const labels = { filename: 'journal:', format: 'journald' };

  test('is about the lines that syslog would have written', () => {
    const found = hunt([ENTRIES], '{host="web01"} |= "sshd[7]: Failed"', {}, labels);
    assert.deepEqual(lines(found), [
      '2026-11-21T10:00:00.000Z web01 sshd[7]: Failed password for root from 203.0.113.7 port 1 ssh2',
      '2026-11-21T10:00:00.000Z web01 sshd[7]: two#012lines of "sshd[7]: Failed"',
    ]);
    assert.deepEqual(lines(hunt([ENTRIES], '{format="journald"} |= "No entries"', {}, labels)), [
      '-- No entries --',
    ]);
  });

  test('finds by a rule what it finds in auth.log', () => {
    const query =
      '{filename=~".+"} | regexp `Failed \\S+ for \\S+ from (?P<ip>\\S+) port \\d+ ssh2$` | ip!=""';
    assert.equal(lines(hunt([ENTRIES], query, {}, labels)).length, 1);
  });

  test('that asks for JSON gets all fields of an entry', () => {
    const found = hunt([ENTRIES], '{format="journald"} | json | _SYSTEMD_UNIT="ssh.service"', {}, labels);
    assert.match(lines(found).join(), /^\{"__CURSOR".*"_SYSTEMD_UNIT":"ssh\.service"/);
  });
});

describe('a hunt on local lines', () => {
  test('finds lines, with their times and the labels of file and machine', () => {
    assert.deepEqual(hunt([AUTH], '{filename="auth.log"} |= "deploy"'), {
      kind: 'streams',
      streams: [
        {
          labels: { filename: 'auth.log', host: 'web02' },
          entries: [{ ns: `${at('10:00:01')}000000`, line: AUTH.split('\n')[1] }],
        },
      ],
    });
  });

  test('selects by machine, which only the lines know', () => {
    assert.equal(lines(hunt([AUTH], '{host="web01"}')).length, 3);
    assert.equal(lines(hunt([AUTH], '{filename=~".+", host!="web01"}')).length, 1);
  });

  test('keeps to the range: its beginning belongs to it, its end does not', () => {
    const range = { since: at('10:00:01'), until: at('10:00:20') };
    assert.equal(lines(hunt([AUTH], '{filename="auth.log"}', { range })).length, 2);
  });

  test('keeps the newest of the lines when there are more than the limit', () => {
    const found = lines(hunt([AUTH], '{filename="auth.log"}', { limit: 2, direction: 'backward' }));
    assert.deepEqual(found, AUTH.split('\n').slice(2, 4));
  });

  test('gives a line without a stamp the time of the one before, whatever is searched for', () => {
    const trace =
      'Nov 21 10:00:00 web01 app: it broke\n  at one\n  at two\nNov 21 10:00:09 web01 app: fine\n';
    for (const query of ['{filename="auth.log"} |= "at two"', '{filename="auth.log"} |~ "at t.o"']) {
      const result = hunt([trace], query);
      assert.equal(result.kind === 'streams' && result.streams[0]?.entries[0]?.ns, `${at('10:00:00')}000000`);
    }
  });

  test('reads no source that no selector can mean', () => {
    const parsed = parseLogql('{filename="other.log"}');
    assert.ok(parsed.ok);
    const request: HuntRequest = {
      ...{ query: '', range: { since: null, until: null }, step: null, limit: 1, direction: 'forward' },
    };
    const running = new LocalHunt(parsed.query, request, { compile, timeZone: 'UTC' });
    assert.equal(running.open({ filename: 'auth.log' }), false);
    assert.equal(running.open({ filename: 'other.log' }), true);
  });

  test('asks a metric query about the time of the newest line', () => {
    assert.deepEqual(hunt([AUTH], 'sum(count_over_time({filename="auth.log"} |= "Failed" [10s]))'), {
      kind: 'vector',
      samples: [{ labels: {}, time: at('10:00:20'), value: 1 }],
    });
  });

  test('draws a series with a sliding window, over lines from before its beginning too', () => {
    const result = hunt([AUTH], 'sum(count_over_time({filename="auth.log"} |= "Failed" [10s]))', {
      step: 5000,
      range: { since: at('10:00:05'), until: at('10:00:25') },
    });
    assert.deepEqual(result.kind === 'matrix' && result.series.map(({ points }) => points), [
      [
        { time: at('10:00:05'), value: 2 },
        { time: at('10:00:10'), value: 1 },
        { time: at('10:00:20'), value: 1 },
        { time: at('10:00:25'), value: 1 },
      ],
    ]);
  });

  test('reads times of several files that come one after the other', () => {
    const [first = '', second = '', ...rest] = AUTH.split('\n');
    const blocks = [`${rest.join('\n')}\n`, `${second}\n${first}\n`];
    const result = hunt(blocks, 'sum(count_over_time({filename="auth.log"}[20s]))');
    assert.deepEqual(result.kind === 'vector' && result.samples.map(({ value }) => value), [3]);
  });
});

test('searching blocks for a text finds the lines that looking at each of them finds', () => {
  const word = fc.constantFrom('Failed', 'pass', 'Failed pass', ' ', 'x', '\r', '\n', '\n\n', 'é🚀');
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), fc.integer({ min: 0, max: 40 }), (words, cut) => {
      const text = words.join('');
      const breakAt = text.indexOf('\n', cut) + 1;
      const blocks = breakAt === 0 ? [text] : [text.slice(0, breakAt), text.slice(breakAt)];
      const expected = text
        .split('\n')
        .map((line) => line.replace(/\r$/, ''))
        .filter((line) => line.includes('Failed'));
      assert.deepEqual(lines(hunt(blocks, '{filename="auth.log"} |= "Failed"')), expected);
      assert.deepEqual(lines(hunt(blocks, '{filename="auth.log"} |~ "F[a]iled"')), expected);
    }),
  );
});
