import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LineClock } from '../../../../src/engine/parse/time/line-time.ts';

const rows: readonly (readonly [line: string, time: string | null, host: string | null])[] = [
  ['Nov 21 00:51:51 web01 sshd[7]: Failed password', '2026-11-21T00:51:51.000Z', 'web01'],
  ['<34>Nov 21 00:51:51 web01 sshd[7]: x', '2026-11-21T00:51:51.000Z', 'web01'],
  ['<34>1 2026-11-21T00:51:51.5Z web01 sshd 7 - - x', '2026-11-21T00:51:51.500Z', 'web01'],
  ['2026-11-21T01:51:51.123+01:00 web01 sshd[7]: x', '2026-11-21T00:51:51.123Z', 'web01'],
  ['Nov 21 00:51:51 sshd[7]: no host here', '2026-11-21T00:51:51.000Z', null],
  ['Dec 31 23:59:59 web01 x: of the year before', '2025-12-31T23:59:59.000Z', 'web01'],
  ['203.0.113.7 - - [21/Nov/2026:00:51:51 +0100] "GET / HTTP/1.1" 200 1', '2026-11-20T23:51:51.000Z', null],
  ['2023-06-25 14:22:01, john_doe, 192.168.1.1, login_attempt, FAILED', '2023-06-25T14:22:01.000Z', null],
  ['"2023-06-25","14:22:01","john"', '2023-06-25T14:22:01.000Z', null],
  ['2026/11/21 00:15:58 [error] 29#29: *812 open() failed', '2026-11-21T00:15:58.000Z', null],
  ['[Sat Nov 21 00:51:51.250 2026] [core:error] x', '2026-11-21T00:51:51.250Z', null],
  ['{"time":"2026-11-21T00:51:51Z","msg":"x"}', '2026-11-21T00:51:51.000Z', null],
  ['{"ts":1795222311.5,"hostname":"web01"}', '2026-11-21T00:51:51.500Z', 'web01'],
  [
    '{"__REALTIME_TIMESTAMP":"1795222311000000","_HOSTNAME":"db","MESSAGE":"x"}',
    '2026-11-21T00:51:51.000Z',
    'db',
  ],
  ['level=info ts=2026-11-21T00:51:51Z msg=x', '2026-11-21T00:51:51.000Z', null],
  ['./auth.log:17:Nov 21 00:51:51 web01 sshd[7]: of grep', '2026-11-21T00:51:51.000Z', 'web01'],
  [
    '2026 Nov 21 00:51:52 (web01) 10.0.0.5->/var/log/auth.log Nov 21 00:51:51 web01 sshd[7]: of Wazuh',
    '2026-11-21T00:51:51.000Z',
    'web01',
  ],
  ['Last login: Fri Nov 20 08:00:00 2026 from 10.0.0.1', null, null],
  [`${'Nov 21 00:51:51 '.repeat(5000)}x`.slice(4), null, null],
  ['  at java.lang.Thread.run(Thread.java:829)', null, null],
  ['{"no":"time"}', null, null],
  ['', null, null],
];

describe('the time of a line', () => {
  const clock = new LineClock();
  clock.begin('UTC', Date.UTC(2026, 10, 21, 12));
  for (const [line, time, host] of rows) {
    test(line === '' ? 'an empty line' : line.slice(0, 200), () => {
      const read = clock.read(line);
      assert.equal(read === null ? null : new Date(read.time).toISOString(), time);
      assert.equal(read?.host ?? null, host);
    });
  }
});
