import assert from 'node:assert/strict';
import { fstatSync } from 'node:fs';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { createLog, isJournal, type LogLevel } from '../../src/commands/log.ts';

function said(least: LogLevel, journal = false): string {
  let text = '';
  const stream = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  const log = createLog(stream, least, journal);
  log.info('reading');
  log.warning('slow \x1b[31m');
  log.error('gone');
  return text;
}

test('what is weaker than wanted is left out; control characters are shown', () => {
  assert.equal(
    said('info'),
    'soc-console: reading\nsoc-console: warning: slow \\x1b[31m\nsoc-console: error: gone\n',
  );
  assert.equal(said('warning'), 'soc-console: warning: slow \\x1b[31m\nsoc-console: error: gone\n');
  assert.equal(said('error'), 'soc-console: error: gone\n');
});

test('the journal is given its own levels', () => {
  assert.equal(said('info', true), '<6>reading\n<4>slow \\x1b[31m\n<3>gone\n');
});

test('standard error is the journal when it is the very socket that systemd named', () => {
  const { dev, ino } = fstatSync(2);
  assert.equal(isJournal(`${dev}:${ino}`), true);
  assert.equal(isJournal(`${dev}:${ino + 1}`), false);
  assert.equal(isJournal(undefined), false);
});
