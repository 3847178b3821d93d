import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { authLog } from '../../bench/generate-auth.ts';

function generated(lines: number, seed: number) {
  const { text, truth } = authLog({ lines, seed });
  const all = [...text].join('');
  return { all, truth };
}

test('a seed always gives the same bytes, so that figures of two machines compare', () => {
  const hash = createHash('sha256').update(generated(10_000, 1).all).digest('hex');
  assert.equal(hash, 'd7fae41067235e259727303191110af74af0ff75b9500fef1d9aa9354336d85d');
});

test('another seed gives another log', () => {
  assert.notEqual(generated(100, 1).all, generated(100, 2).all);
});

test('the log has as many lines as were asked for', () => {
  for (const lines of [0, 1, 999, 1_000, 1_001])
    assert.equal(generated(lines, 1).all.split('\n').length - 1, lines);
});

test('what a scan must count is what the log says', () => {
  const { all, truth } = generated(20_000, 3);
  assert.equal(truth.failed, all.match(/: Failed password for /g)?.length);
  assert.equal(truth.succeeded, all.match(/: Accepted /g)?.length);
});

test('every failure that PAM tells is told by the same sshd process, too', () => {
  const { all } = generated(20_000, 3);
  const processes = (pattern: RegExp) => [...all.matchAll(pattern)].map((match) => match[1]);
  const failed = new Set(processes(/sshd\[(\d+)\]: Failed/g));
  const untold = processes(/sshd\[(\d+)\]: pam_unix\(sshd:auth\)/g).filter((pid) => !failed.has(pid));
  assert.deepEqual(untold, []);
});

describe('shares of 100,000 lines', () => {
  const { all } = generated(100_000, 1);
  const shares: readonly (readonly [what: string, pattern: RegExp, percent: number])[] = [
    ['failures of a user that exists', /: Failed password for root /g, 50],
    ['failures of an invalid user', /: Failed password for invalid user /g, 10],
    ['PAM failures', /: pam_unix\(sshd:auth\): /g, 15],
    ['accepted', /: Accepted /g, 10],
  ];
  for (const [what, pattern, percent] of shares) {
    test(`${what}: ${percent} %`, () => {
      const found = (all.match(pattern)?.length ?? 0) / 1_000;
      assert.ok(Math.abs(found - percent) < 0.5, `${found} %`);
    });
  }
  test('failures come from about 10,000 addresses', () => {
    const addresses = new Set(all.match(/(?<=Failed password .*from )\S+/g));
    assert.ok(addresses.size > 9_500 && addresses.size <= 10_000, `${addresses.size}`);
  });
});
