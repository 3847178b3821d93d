import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { Progress, progressLine } from '../../../src/commands/scan/progress.ts';

const HALF = { done: 600_000_000, total: 1_200_000_000, records: 4_000_000, elapsed: 2000 };

test('says how much, how fast and how long', () => {
  assert.equal(
    progressLine(HALF, 100, false),
    '  50 %  ██████████░░░░░░░░░░  600 MB of 1.2 GB  2.0M/s  2s left',
  );
  assert.equal(progressLine({ ...HALF, total: 0 }, 100, true), ' reading  600 MB  2.0M/s');
});

test('never wraps, and promises no time that it cannot know', () => {
  for (let columns = 1; columns < 90; columns++) {
    assert.ok(progressLine(HALF, columns, true).length < columns, String(columns));
  }
  assert.doesNotMatch(progressLine({ ...HALF, done: 5 }, 100, true), /left|Infinity|NaN/);
  assert.doesNotMatch(progressLine({ done: 0, total: 0, records: 0, elapsed: 0 }, 100, true), /Infinity|NaN/);
});

test('shows nothing for short work, and takes its line back', (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  let written = '';
  let now = 0;
  const stream = new Writable({
    write(chunk, _, done) {
      written += String(chunk);
      done();
    },
  });
  const statuses = (): { id: string; behind: number; bytes: number }[] => [
    { id: 'a', behind: now < 500 ? 100 : 25, bytes: 0 },
  ];
  const clock = { now: () => now };
  const progress = new Progress({ stream, clock, ascii: true, statuses, records: () => 10 });
  const pass = (span: number): void => {
    now += span;
    context.mock.timers.tick(span);
  };
  pass(250);
  pass(250);
  assert.equal(written, '');
  pass(750);
  assert.match(written, /^\r\x1b\[K +75 % /);
  progress.stop();
  assert.ok(written.endsWith('\r\x1b[K'));
  const length = written.length;
  pass(1000);
  assert.equal(written.length, length);
});
