/** Records without any time: what somebody has said to be a log is read, all else is none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILT_IN_FORMATS } from '../../src/engine/parse/formats.ts';
import type { FormatName } from '../../src/engine/parse/parser.ts';
import { type SavedReader, SourceReader } from '../../src/engine/source-reader.ts';
import type { LogEvent } from '../../src/model/log-event.ts';

const WRITTEN = Date.UTC(2026, 10, 22);
const UNTIMED = '{"action":"delete","who":{"name":"ann"}}';

type Case = { readonly format?: FormatName; readonly isTimeless?: boolean; readonly saved?: SavedReader };

function read(lines: readonly string[], { format, isTimeless = false, saved }: Case) {
  const reader = new SourceReader('s', format ?? null, 'UTC', undefined, BUILT_IN_FORMATS, { isTimeless });
  if (saved) reader.restore(saved);
  const events: LogEvent[] = [];
  const text = `${lines.join('\n')}\n`;
  const block = { source: 's', text, firstLine: 1, bytes: text.length, yearReference: WRITTEN };
  reader.read({ ...block, observedAt: WRITTEN }, (event) => void events.push(event));
  return { reader, events, unparsed: reader.unparsed };
}

test('with --logsource and with --input-format they are of when the file was written', () => {
  for (const given of [{ isTimeless: true }, { format: 'json' }] as const) {
    const { events, reader } = read([UNTIMED, UNTIMED], given);
    assert.deepEqual(
      events.map(({ time, fields }) => [time, fields['who.name']]),
      [
        [WRITTEN, 'ann'],
        [WRITTEN, 'ann'],
      ],
    );
    assert.equal(reader.format, 'json');
  }
});

test('without, they are no log, or lines of one that cannot be read', () => {
  assert.deepEqual(read([UNTIMED], {}).unparsed, { 'unknown-format': 1 });
  const timed = '{"time":"2026-11-20T08:00:00Z","a":1}';
  assert.deepEqual(read([timed, timed, UNTIMED], {}).unparsed, { 'bad-timestamp': 1 });
});

test('a time that cannot be read is not replaced', () => {
  assert.deepEqual(read(['{"time":"soon","a":1}'], { format: 'json' }).unparsed, { 'bad-timestamp': 1 });
});

test('what a record of a container carries has the time of the record', () => {
  const log = JSON.stringify({ log: `${UNTIMED}\n`, stream: 'stdout', time: '2026-11-20T08:00:00Z' });
  const { events } = read([log, log], { isTimeless: true });
  assert.deepEqual([...new Set(events.map(({ time }) => time))], [Date.UTC(2026, 10, 20, 8)]);
});

test('after a restart nothing is another', () => {
  for (const [given, parsed] of [
    [{ format: 'json' } as const, 1],
    [{}, 0],
  ] as const) {
    const timed = '{"time":"2026-11-20T08:00:00Z","a":1}';
    const saved = read([timed], given).reader.save();
    // The engine hands a reader the format that it had, whoever found it out.
    const { events } = read([UNTIMED], { format: 'json', saved: JSON.parse(JSON.stringify(saved)) });
    assert.equal(events.length, parsed);
  }
});
