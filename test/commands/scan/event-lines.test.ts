import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventLines } from '../../../src/commands/scan/event-lines.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { logEvent } from '../../support/log-event.ts';

const eventOf = (source: string, line: number): LogEvent => logEvent({ ref: { source, line } });

function collect() {
  const out: string[] = [];
  const lines = new EventLines((text) => {
    const { type, source, line_no } = JSON.parse(text) as { type: string; source: string; line_no: number };
    out.push(`${type} ${source}:${line_no}`);
  });
  return { lines, out };
}

test('an event is out as soon as its line has been read', () => {
  const { lines, out } = collect();
  for (const line of [1, 2]) {
    lines.event(eventOf('a', line), []);
    lines.record('a', line, null);
    assert.equal(out.at(-1), `event a:${line}`);
  }
});

test('a line whose meaning shows later holds back those behind it, in its own source only', () => {
  const { lines, out } = collect();
  lines.record('a', 1, null);
  lines.event(eventOf('a', 2), []);
  lines.record('a', 2, null);
  lines.record('a', 3, 'bad-line');
  lines.event(eventOf('b', 1), []);
  lines.record('b', 1, null);
  assert.deepEqual(out, ['event b:1']);
  lines.event(eventOf('a', 1), []);
  assert.deepEqual(out, ['event b:1', 'event a:1', 'event a:2', 'unparsed a:3']);
});

test('an earlier line that shows its meaning while a later one is read goes before it', () => {
  const { lines, out } = collect();
  lines.record('a', 1, null);
  lines.event(eventOf('a', 2), []);
  lines.event(eventOf('a', 1), []);
  lines.record('a', 2, null);
  assert.deepEqual(out, ['event a:1', 'event a:2']);
});

test('at the end nothing is kept back for a line that will not come', () => {
  const { lines, out } = collect();
  lines.record('a', 1, null);
  lines.event(eventOf('a', 2), []);
  lines.record('a', 2, null);
  lines.end();
  assert.deepEqual(out, ['event a:2']);
});

test('a line that holds several records tells each of them, in order', () => {
  const out: string[] = [];
  const lines = new EventLines((text) => void out.push(text));
  for (const user of ['ann', 'bob']) lines.event({ ...eventOf('a', 1), user }, []);
  lines.record('a', 1, null);
  lines.event({ ...eventOf('a', 1), user: 'eve' }, []);
  lines.record('a', 2, 'bad-line');
  assert.deepEqual(
    out.map((text) => JSON.parse(text).user ?? JSON.parse(text).type),
    ['ann', 'bob', 'eve', 'unparsed'],
  );
});
