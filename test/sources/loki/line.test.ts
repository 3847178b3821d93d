import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HuntLabels } from '../../../src/model/hunt/hunt.ts';
import { lineOf } from '../../../src/sources/loki/line.ts';

const ns = BigInt(Date.UTC(2026, 10, 21, 12)) * 1_000_000n + 7n;
const read = (line: string, labels: HuntLabels = {}): string => lineOf({ labels, ns, line }, () => {});

describe('a line of Loki becomes', () => {
  const lines: readonly (readonly [title: string, line: string, labels: HuntLabels, expected: string])[] = [
    ['itself', 'Nov 21 12:00:00 a sshd[1]: x', { job: 'sshd' }, 'Nov 21 12:00:00 a sshd[1]: x'],
    ['one line, whatever is in it', 'Traceback\n  File "x"\n', {}, 'Traceback   File "x"'],
    [
      'an object with the time that Loki has for it, where it has none of its own',
      '{"remote_addr":"203.0.113.7","status":404}',
      {},
      '{"remote_addr":"203.0.113.7","status":404,"@timestamp":"2026-11-21T12:00:00.000Z"}',
    ],
    ['the same object, where it has one', '{"ts":1.5,"msg":"x"}', {}, '{"ts":1.5,"msg":"x"}'],
    [
      'a line of syslog, where a shipper sent the bare message of the journal',
      'Failed password for root from 203.0.113.7 port 22 ssh2',
      { unit: 'ssh.service', hostname: 'web-01' },
      '2026-11-21T12:00:00.000Z web-01 sshd: Failed password for root from 203.0.113.7 port 22 ssh2',
    ],
    [
      'the same, by the name that the program gave itself, in which nothing ends the tag',
      'pam_unix(su:auth): authentication failure',
      { syslog_identifier: 'su]: sshd[1', instance: 'db' },
      '2026-11-21T12:00:00.000Z db su___sshd_1: pam_unix(su:auth): authentication failure',
    ],
    [
      'itself, with a head of its own',
      '2026-11-21T12:00:00+01:00 a su: x',
      { unit: 'u' },
      '2026-11-21T12:00:00+01:00 a su: x',
    ],
  ];
  for (const [title, line, labels, expected] of lines)
    test(title, () => assert.equal(read(line, labels), expected));
});

test('of a line over a mebibyte the beginning is kept, and the rest is counted', () => {
  const counts: Record<string, number> = {};
  const line = lineOf({ labels: {}, ns, line: 'x'.repeat((1 << 20) + 5) }, (reason, amount) => {
    counts[reason] = amount;
  });
  assert.equal(line.length, 1 << 20);
  assert.deepEqual(counts, { 'truncated-lines': 1, 'dropped-bytes': 5 });
});
