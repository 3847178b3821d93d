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
