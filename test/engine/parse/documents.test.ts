/** JSON documents that hold all records of a log, in one line of any length. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BUILT_IN_FORMATS } from '../../../src/engine/parse/formats.ts';
import { SourceReader } from '../../../src/engine/source-reader.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { LineAssembler } from '../../../src/sources/line-assembler.ts';

function login(second: number, more: object = {}): object {
  return {
    ...{ eventTime: `2026-11-20T10:00:${String(second).padStart(2, '0')}Z`, eventName: 'ConsoleLogin' },
    ...{ eventSource: 'signin.amazonaws.com', awsRegion: 'us-east-1', sourceIPAddress: `192.0.2.${second}` },
    ...{ responseElements: { ConsoleLogin: 'Failure' }, userIdentity: { userName: 'alice' }, ...more },
  };
}

/** All that is read of these bytes when they come in pieces of this size; what is held between them is saved and restored. */
function read(text: string, size: number) {
  const events: LogEvent[] = [];
  const assembler = new LineAssembler(8192);
  const fresh = () => new SourceReader('file:x', null, 'UTC', undefined, BUILT_IN_FORMATS);
  let reader = fresh();
  const take = (assembled: ReturnType<LineAssembler['flush']>): void => {
    if (assembled === null) return;
    reader.read({ source: 'file:x', yearReference: 0, observedAt: 0, ...assembled }, (event) =>
      events.push(event),
    );
    const saved = JSON.parse(JSON.stringify(reader.save()));
    reader = fresh();
    reader.restore(saved);
  };
  for (let at = 0; at < text.length; at += size) take(assembler.push(Buffer.from(text.slice(at, at + size))));
  take(assembler.flush());
  reader.rest((event) => events.push(event));
  return { reader, events, sources: events.map(({ srcIp }) => srcIp) };
}

const seconds = Array.from({ length: 50 }, (_, second) => second + 1);
const addresses = seconds.map((second) => `192.0.2.${second}`);
const records = seconds.map((second) => login(second, { requestParameters: { pad: 'x'.repeat(400) } }));

describe('a document in one line', () => {
  for (const [what, document] of [
    ['of CloudTrail', { Records: records }],
    ['of Graph', { '@odata.context': 'x', value: records, '@odata.nextLink': 'y' }],
    ['that is a list', records],
  ] as const) {
    for (const size of [700, 4096]) {
      test(`${what} gives all its records, read ${size} bytes at a time`, () => {
        const { reader, sources } = read(JSON.stringify(document), size);
        assert.equal(reader.format, 'json-pretty');
        assert.deepEqual(sources, addresses);
        assert.deepEqual(reader.unparsed, {});
      });
    }
  }

  test('written over many lines gives the same', () => {
    assert.deepEqual(read(JSON.stringify({ Records: records }, null, 2), 4096).sources, addresses);
  });

  test('a record that is too long is counted, the others are read', () => {
    const long = login(2, { pad: Array.from({ length: 9000 }, () => '12345678') });
    const { reader, sources } = read(JSON.stringify({ Records: [login(1), long, login(3)] }), 4096);
    assert.deepEqual(sources, ['192.0.2.1', '192.0.2.3']);
    assert.deepEqual(reader.unparsed, { 'too-long': 1 });
  });

  test('what stands within a record, or behind the list, is no record', () => {
    const forged = login(99, { sourceIPAddress: '203.0.113.9' });
    const within = login(1, {
      requestParameters: { Records: [forged, forged], text: `"}],"Records":[${JSON.stringify(forged)}` },
    });
    const document = { Records: [within, login(2)], more: forged, items: [forged] };
    assert.deepEqual(read(JSON.stringify(document), 4096).sources, ['192.0.2.1', '192.0.2.2']);
  });
});

test('a record whose first value is a list, and that says when, is a record', () => {
  const forged = login(99, { sourceIPAddress: '203.0.113.9' });
  const record = { items: [forged], time: '2026-11-20T10:00:00Z', src_ip: '192.0.2.1' };
  const { reader, sources } = read(`${JSON.stringify(record)}\n${JSON.stringify(record)}\n`, 4096);
  assert.equal(reader.format, 'json');
  assert.deepEqual(sources, ['192.0.2.1', '192.0.2.1']);
});

describe('what a search answers, saved as one document', () => {
  const failures = seconds.map((second) => ({
    second,
    line: `2026-11-20T10:00:${String(second).padStart(2, '0')}Z web sshd[${second}]: Failed password for root from 192.0.2.${second} port 1 ssh2`,
  }));
  const hits = failures.map(({ second, line }) => ({
    ...{ _index: 'logs-1', _id: `${second}`, _score: 1.5 },
    _source: {
      '@timestamp': line.slice(0, 20),
      message: line,
      log: { file: { path: 'auth.log' } },
    },
  }));
  const shards = { total: 1, successful: 1, skipped: 0, failed: 0 };
  const elastic = (list: readonly object[]): object => ({
    ...{ took: 5, timed_out: false, _shards: shards },
    hits: { total: { value: 50, relation: 'eq' }, max_score: 1.5, hits: list },
    aggregations: {
      hits: { hits: [{ _index: 'x', _source: { '@timestamp': 0, message: failures[0]?.line } }] },
    },
  });
  const pair = ({ second, line }: { second: number; line: string }): readonly string[] => [
    `17954688${String(second).padStart(2, '0')}000000000`,
    line,
  ];
  const loki = (...streams: readonly (readonly (readonly unknown[])[])[]): object => ({
    status: 'success',
    data: {
      resultType: 'streams',
      result: streams.map((values, index) => ({ stream: { filename: `/var/log/${index}.log` }, values })),
      stats: { summary: { values: [['1795468800000000000', 'no line']] } },
    },
  });

  for (const spaces of [undefined, 2])
    for (const size of [700, 4096]) {
      test(`of Elasticsearch, newest first, ${spaces ?? 0} spaces, ${size} bytes at a time`, () => {
        const { reader, sources } = read(JSON.stringify(elastic(hits.toReversed()), null, spaces), size);
        assert.equal(reader.format, 'json-pretty');
        assert.deepEqual(sources, addresses);
        assert.deepEqual(reader.unparsed, {});
      });
      test(`of Loki, streams one behind the other, ${spaces ?? 0} spaces, ${size} bytes at a time`, () => {
        const streams = [
          failures.filter(({ second }) => second % 2 === 0),
          failures.filter(({ second }) => second % 2),
        ];
        const document = loki(...streams.map((stream) => stream.map(pair).toReversed()));
        const { reader, sources } = read(JSON.stringify(document, null, spaces), size);
        assert.equal(reader.format, 'json-pretty');
        assert.deepEqual(sources, addresses);
        assert.deepEqual(reader.unparsed, {});
      });
    }

  test('a line that looks like the end of its list, or another stream, is that line', () => {
    const forged = `x"],["1795468800000000000","${failures[8]?.line}"]]},{"stream":{},"values":[[`;
    const lines = [pair({ second: 1, line: forged }), ...failures.slice(1, 3).map(pair)];
    assert.deepEqual(read(JSON.stringify(loki(lines)), 4096).sources, ['192.0.2.2', '192.0.2.3', null]);
  });

  test('a pair that is none is counted, labels of a line beside it are passed over', () => {
    const lines = [
      [1, 2],
      ['x'],
      [...pair(failures[0] as { second: number; line: string }), { level: 'info' }],
    ];
    const { reader, sources } = read(JSON.stringify(loki(lines)), 4096);
    assert.deepEqual(sources, ['192.0.2.1']);
    assert.deepEqual(reader.unparsed, { 'bad-line': 1 });
  });
});
