/** Whatever is typed, pasted or written into a log: an answer or a refusal, never a crash. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspectQuery } from '../../src/hunt/complete.ts';
import { parseLogql } from '../../src/hunt/parse-logql.ts';
import { seriesQuery } from '../../src/hunt/series-query.ts';
import { sigmaDraft } from '../../src/hunt/to-sigma.ts';
import { fc } from '../support/properties.ts';
import { runQuery } from './run-query.ts';

const PIECES = [
  ...['{a="b"}', '{', '}', 'a', '=', '=~', '"x"', '`x`', '"(', '|', '|=', '!=', '|~', '|>', '!>', '"<_>"'],
  ...['json', 'logfmt', 'regexp "(?P<n>.)"', 'pattern "<n> <_>"', 'unpack', 'unwrap n', 'drop a', 'keep a'],
  ...[
    'line_format "{{.a}}"',
    'line_format "{{',
    'label_format a=b',
    'ip("10.0.0.0/8")',
    'decolorize',
    '--strict',
  ],
  ...['rate(', 'count_over_time(', 'quantile_over_time(0.5,', '[1m]', '[5', ')', 'sum by (a) (', 'topk(2,'],
  ...[
    'offset 1m',
    '> 5',
    '>= bool 1',
    'and',
    'or',
    'unless',
    '+ 1',
    '/ 0',
    'on (a)',
    'group_left ()',
    '1',
    ',',
  ],
  ...['vector(1)', 'label_replace(', '#', '\n', '\\', '\u0000', '🚀', ' '],
];
const query = fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join(' '));
const line = fc.oneof(
  fc.string(),
  fc.json(),
  fc.constantFrom(
    'a=1 n=2',
    'a="b',
    '{"a":{"b":[',
    '{"_entry":"x","a":"b"}',
    '\u001b[31mred',
    '{"a":"\\ud800"}',
  ),
);

test('any query on any line gives lines, figures or a problem with its place', () => {
  fc.assert(
    fc.property(query, fc.array(line, { maxLength: 5 }), (text, lines) => {
      const given = runQuery([{ labels: { a: 'b' }, lines }], text, 10);
      assert.ok(Array.isArray(given));
    }),
    { numRuns: 600 },
  );
});

test('any text can be typed: completion, the curve of it, a rule of it', () => {
  fc.assert(
    fc.property(query, fc.nat(60), (text, at) => {
      const { from, completions } = inspectQuery(text, Math.min(at, text.length), {
        labels: ['a'],
        values: ['b'],
      });
      assert.ok(from >= 0 && completions.length <= 12);
      const parsed = parseLogql(text);
      if (!parsed.ok) return;
      const series = parseLogql(seriesQuery(text, parsed.query, 10_000));
      assert.ok(series.ok, `${text} as a series`);
      sigmaDraft(parsed.query, { title: 't', ids: ['a', 'b'], window: 10_000, threshold: 5 });
    }),
    { numRuns: 120 },
  );
});
