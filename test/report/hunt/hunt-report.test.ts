import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HuntResult } from '../../../src/model/hunt/hunt.ts';
import { huntCsv } from '../../../src/report/hunt/csv.ts';
import { huntJson, huntNdjson } from '../../../src/report/hunt/json.ts';
import { stepOf, summarise, withZeros } from '../../../src/report/hunt/series-summary.ts';
import { huntHeadline, huntText } from '../../../src/report/hunt/text.ts';

const LINES: HuntResult = {
  kind: 'streams',
  streams: [
    {
      labels: { app: 'a', host: 'one' },
      entries: [
        { ns: '2000000000000000002', line: '=cmd|"x"' },
        { ns: '2000000000000000001', line: 'plain \u001b[31m' },
      ],
    },
    { labels: { app: 'a', host: 'two' }, entries: [{ ns: '2000000000000000003', line: 'last' }] },
  ],
};
const HEAD = { query: '{app="a"}', threshold: null };
const TEXT = { ascii: true, threshold: null, ordered: false, draw: () => [] };

describe('lines that a hunt found', () => {
  test('are text in order of time, with what all have in common said once', () => {
    assert.deepEqual(huntText(LINES, [], TEXT), [
      '2033-05-18T03:33:20.000Z  {host="one"}  plain \\x1b[31m',
      '2033-05-18T03:33:20.000Z  {host="one"}  =cmd|"x"',
      '2033-05-18T03:33:20.000Z  {host="two"}  last',
    ]);
    assert.equal(huntHeadline(LINES), '3 lines of {app="a"}');
  });

  test('come after as many of their labels as leave room for them', () => {
    const textOf = (labels: Readonly<Record<string, string>>): string | undefined =>
      huntText(
        {
          kind: 'streams',
          streams: [
            { labels, entries: [{ ns: '1', line: 'the line' }] },
            { labels: {}, entries: [] },
          ],
        },
        [],
        TEXT,
      )[0]?.slice('1970-01-01T00:00:00.000Z  '.length);
    const long = 'x'.repeat(80);
    assert.equal(textOf({ host: 'one' }), '{host="one"}  the line');
    assert.equal(textOf({ agent: long, host: 'one', uri: long }), '{host="one", …}  the line');
    assert.equal(textOf({ agent: long }), '{…}  the line');
  });

  test('are CSV in which no spreadsheet finds a formula', () => {
    assert.deepEqual(huntCsv(LINES, []).split('\r\n').slice(0, 3), [
      'time,line,app,host',
      '2033-05-18T03:33:20.000Z,plain \\x1b[31m,a,one',
      '2033-05-18T03:33:20.000Z,"\'=cmd|""x""",a,one',
    ]);
  });

  test('are JSON with all their digits and nothing hidden', () => {
    const json = huntJson(LINES, [], HEAD);
    assert.equal(JSON.parse(json).streams[0].entries[0].ns, '2000000000000000002');
    assert.ok(!json.includes('\u001b'));
    const rows = huntNdjson(LINES, [], HEAD).trim().split('\n');
    assert.deepEqual(
      rows.map((row) => JSON.parse(row).type),
      ['line', 'line', 'line', 'summary'],
    );
  });
});

describe('a series', () => {
  const points = [1, 7, 9, 2, 8].map((value, index) => ({ time: index * 1000, value }));

  test('is summed up with peak, mean, percentiles and when it was above the threshold', () => {
    const summary = summarise({}, points, 5);
    assert.deepEqual(summary && { ...summary, points: null }, {
      ...{ labels: {}, points: null, peak: { time: 2000, value: 9 }, last: { time: 4000, value: 8 } },
      ...{ mean: 5.4, p50: 7, p95: 8.8, p99: 8.96 },
      crossings: [
        { from: 1000, to: 2000, peak: 9 },
        { from: 4000, to: 4000, peak: 8 },
      ],
    });
  });

  test('is 0 where nothing was counted', () => {
    const gap = [points[0], points[1], points[4]].flatMap((point) => point ?? []);
    assert.deepEqual(
      withZeros(gap, stepOf(gap) ?? 1).map(({ value }) => value),
      [1, 7, 0, 0, 8],
    );
  });

  test('tells its figures in words', () => {
    const summary = summarise({ host: 'one' }, points, 5);
    assert.ok(summary);
    const result: HuntResult = { kind: 'matrix', series: [{ labels: { host: 'one' }, points }] };
    assert.deepEqual(huntText(result, [summary], { ...TEXT, threshold: 5, draw: () => ['  curve'] }), [
      '{host="one"}  1970-01-01T00:00:00.000Z to 1970-01-01T00:00:04.000Z',
      '  curve',
      '  peak 9 at 1970-01-01T00:00:02.000Z   mean 5.4   p50 7   p95 8.8   p99 8.96',
      '  above 5: 2 times',
      '    1970-01-01T00:00:01.000Z to 1970-01-01T00:00:02.000Z, peak 9',
      '    1970-01-01T00:00:04.000Z to 1970-01-01T00:00:04.000Z, peak 8',
    ]);
    assert.equal(huntCsv(result, [summary]).split('\r\n')[0], 'time,"{host=""one""}"');
  });

  test('is bars when it is one moment only', () => {
    const result: HuntResult = {
      kind: 'vector',
      samples: [
        { labels: { ip: '203.0.113.7' }, time: 0, value: 30 },
        { labels: {}, time: 0, value: 1 },
      ],
    };
    assert.deepEqual(huntText(result, [], TEXT), [
      `      30  ${'#'.repeat(30)}  {ip="203.0.113.7"}`,
      `       1  #${' '.repeat(29)}  all together`,
    ]);
  });

  test('the largest first, unless the query has put them in order', () => {
    const samples = [2, Number.NaN, 30].map((value) => ({
      labels: { ip: `192.0.2.${value}` },
      time: 0,
      value,
    }));
    const sources = (ordered: boolean): readonly (string | undefined)[] =>
      huntText({ kind: 'vector', samples }, [], { ...TEXT, ordered }).map((row) => row.split(' ').at(-1));
    assert.deepEqual(sources(false), ['192.0.2.30', '192.0.2.2', '192.0.2.NaN']);
    assert.deepEqual(sources(true), ['192.0.2.2', '192.0.2.NaN', '192.0.2.30']);
  });

  test('of which all have one label, the label is named once', () => {
    const samples = ['a\x1bb', ''].map((agent, at) => ({ labels: { agent }, time: 0, value: 30 - at * 29 }));
    const result: HuntResult = { kind: 'vector', samples };
    assert.equal(huntHeadline(result), '2 values by agent');
    assert.deepEqual(huntText(result, [], TEXT), [
      `      30  ${'#'.repeat(30)}  a\\x1bb`,
      `       1  #${' '.repeat(29)}  ""`,
    ]);
  });
});
