import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parserFor } from '../../../../src/engine/parse/detect.ts';
import type { LogEvent, UnparsedReason } from '../../../../src/model/log-event.ts';
import { RECORDED_AT } from '../../../evidence/truth.ts';
import { readLines } from '../reading.ts';

/** Each as daemons write it, or nearly: many differ from another only behind the place where its `[` stands. */
const HEADERS = [
  'Nov 20 10:00:00 bastion sshd[17]: Server listening',
  'Nov 20 10:00:00 bastion sshd[18]: Server listening',
  'Nov 20 10:00:01 bastion sshd[18]: Server listening',
  'Nov 20 10:00:00 bastion sshd[007]: Server listening',
  'Nov 20 10:00:00 bastion sshd[123456789012]: Server listening',
  'Nov 20 10:00:00 bastion sshd[]: Server listening',
  'Nov 20 10:00:00 bastion sshd[17] and more: Server listening',
  'Nov 20 10:00:00 bastion sshd[17]:no space',
  'Nov 20 10:00:00 bastion sshd[17',
  'Nov 20 10:00:00 bastion sshd[17]:',
  'Nov 20 10:00:00 bastion sshd[17]: [ID 800047 auth.info] Server listening',
  'Nov 20 10:00:00 bastion sshd: Server listening',
  'Nov 20 10:00:00 bastion sshd(pam_unix)[17]: Server listening',
  'Nov 20 10:00:00 bastion /usr/sbin/sshd[17]: Server listening',
  'Nov 20 10:00:00 bastion auth.info sshd[17]: Server listening',
  'Nov 20 10:00:00 bastion CRON[17]: (root) CMD (true)',
  'Nov 20 10:00:00 bastion message without a tag',
  'Nov 20 10:00:00 sshd[17]: Server listening',
  'Nov 20 10:00:00 sshd[17] and more: Server listening',
  'Nov 20 10:00:00 other sshd[17]: Server listening',
  '<34>Nov 20 10:00:00 bastion sshd[17]: Server listening',
  '<34>1 2026-11-20T10:00:00Z third su 17 - - Server listening',
  '2026-11-20T10:00:00.123456+00:00 bastion sshd[17]: Server listening',
  'Nov 31 10:00:00 bastion sshd[17]: Server listening',
];

type Read = { readonly time: number; readonly fields: LogEvent['fields'] } | UnparsedReason | undefined;

/** What the last of these lines is read as. */
function lastOf(...lines: readonly string[]): Read {
  const { events, unparsed } = readLines('syslog', lines);
  const event = events.find(({ ref }) => ref.line === lines.length);
  return event === undefined ? unparsed.at(-1)?.[1] : { time: event.time, fields: event.fields };
}

describe('a header is read alike whatever header stood before it', () => {
  for (const line of HEADERS) {
    test(line, () => {
      const alone = lastOf(line);
      for (const before of HEADERS) assert.deepEqual(lastOf(before, line), alone, `after ${before}`);
    });
  }
});

test('a process number is told as it is written', () => {
  for (const pid of ['1', '17', '999999999', '1234567890', '007', '0', '-1', '17a', '']) {
    const { events } = readLines('syslog', [`Nov 20 10:00:00 bastion sshd[${pid}]: Server listening`]);
    assert.equal(events[0]?.fields.pid, pid);
  }
});

test('a header that comes again in a block of another year has its time in that year', () => {
  const parser = parserFor('syslog');
  const times: number[] = [];
  const context = { source: 'test', timeZone: 'UTC' };
  const YEAR = 365 * 86_400_000;
  for (const yearReference of [RECORDED_AT, RECORDED_AT - YEAR]) {
    parser.begin({ ...context, yearReference });
    parser.parse('Nov 20 10:00:00 bastion sshd[17]: Server listening', 1, ({ time }) => times.push(time));
  }
  const [first = 0, second = 0] = times;
  assert.equal(first - second, YEAR);
});

test('`last message repeated` tells the message before it, and the line after it is read for itself', () => {
  const { events } = readLines('syslog', [
    'Nov 20 10:00:00 bastion sshd[17]: Failed password for root from 192.0.2.1 port 50000 ssh2',
    'Nov 20 10:00:00 bastion last message repeated 4 times',
    'Nov 20 10:00:00 bastion sshd[18]: Failed password for bob from 192.0.2.2 port 50000 ssh2',
  ]);
  assert.deepEqual(
    events.map(({ count, srcIp, fields }) => [count, srcIp, fields.pid, fields.user]),
    [
      [1, '192.0.2.1', '17', 'root'],
      [4, '192.0.2.1', '17', 'root'],
      [1, '192.0.2.2', '18', 'bob'],
    ],
  );
});
