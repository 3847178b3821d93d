import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { namesOf, resultOf, streamsOf } from '../../../src/clients/loki/answer.ts';
import { LokiError } from '../../../src/clients/loki/error.ts';
import { recordedAnswer } from './recorded.ts';

const body = (name: string): string => recordedAnswer(name).body;

describe('a recorded answer is read:', () => {
  test('lines keep their nanoseconds, of which a number would lose the last digits', () => {
    const result = resultOf(body('query_range-streams-forward'));
    assert.ok(result.kind === 'streams');
    assert.equal(result.streams[0]?.entries[0]?.ns, '1795219560237934947');
    assert.deepEqual(
      result.streams.map(({ labels, entries }) => [labels.host, entries.length]),
      [
        ['victim-01', 4],
        ['victim-02', 1],
      ],
    );
  });

  test('lines are as they were sent, whatever is in them', () => {
    const result = resultOf(body('query_range-odd-lines'));
    assert.ok(result.kind === 'streams');
    const lines = result.streams.flatMap(({ entries }) => entries.map(({ line }) => line));
    assert.ok(lines[2]?.startsWith('esc \u001b[31mred\u001b[0m bel\u0007 cr\rlf-in-line\nsecond, nul\u0000'));
    assert.equal(lines[3], '');
  });

  test('labels that `| json` made belong to the stream', () => {
    const result = resultOf(body('query_range-json'));
    assert.ok(result.kind === 'streams');
    assert.ok(result.streams.some(({ labels }) => labels.request_uri?.startsWith('/')));
  });

  test('a series: missing points are missing', () => {
    const result = resultOf(body('query_range-count_over_time'));
    assert.ok(result.kind === 'matrix');
    assert.deepEqual(result.series[0]?.points[0], { time: 1_795_219_560_000, value: 45 });
    assert.deepEqual(Object.keys(result.series[0]?.labels ?? {}), ['container', 'host', 'job']);
  });

  test('a moment', () => {
    const result = resultOf(body('query-instant-vector'));
    assert.ok(result.kind === 'vector');
    assert.deepEqual(result.samples[0], {
      labels: { host: 'victim-01' },
      time: 1_795_220_260_000,
      value: 500,
    });
  });

  test('a number alone, whose time is in milliseconds', () => {
    assert.deepEqual(resultOf(body('query-instant-scalar')), {
      kind: 'scalar',
      time: 1_795_220_260_000,
      value: 2,
    });
  });

  test('labels, their values, and streams; an answer without data is none', () => {
    assert.ok(namesOf(body('labels')).includes('container'));
    assert.deepEqual(namesOf(body('labels-empty-window')), []);
    assert.deepEqual(namesOf(body('label-values-with-query')), ['victim-01', 'victim-02']);
    assert.equal(streamsOf(body('series')).length, 3);
    assert.deepEqual(streamsOf(body('series-no-match')), []);
  });
});

describe('what is no answer of Loki is refused as nonsense:', () => {
  const nonsense = [
    '',
    '<html>Log in</html>',
    '{}',
    'null',
    '[]',
    '{"status":"error"}',
    '{"status":"success","data":{"resultType":"streams"}}',
    '{"status":"success","data":{"resultType":"streams","result":[{"stream":{},"values":[[1,"x"]]}]}}',
    '{"status":"success","data":{"resultType":"streams","result":[{"stream":{},"values":[["1"]]}]}}',
    '{"status":"success","data":{"resultType":"streams","result":[{"stream":{"a":1},"values":[]}]}}',
    '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,2]]}]}}',
    '{"status":"success","data":{"resultType":"new","result":[]}}',
  ];
  for (const text of nonsense) {
    test(text.slice(0, 100), () => {
      assert.throws(
        () => resultOf(text),
        (error) => error instanceof LokiError && error.kind === 'nonsense',
      );
    });
  }
});
