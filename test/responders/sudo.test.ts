import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Ran } from '../../src/platform/execute.ts';
import { failureOf } from '../../src/responders/responder.ts';

const REMEDIES = { missing: 'install nftables', denied: 'give CAP_NET_ADMIN' };

function whyOf(part: Partial<Ran>): string | null {
  const argv = ['sudo', '-n', '--', 'nft', '-j', 'list', 'ruleset'];
  return failureOf(
    { argv, input: null, exitCode: 1, stdout: '', stderr: '', failure: null, ...part },
    REMEDIES,
  );
}

describe('of sudo is told what to do about it, not about the program behind it', () => {
  const cases: readonly [said: string, why: string][] = [
    [
      'sudo: a password is required',
      'sudo does not run nft for this user (sudo: a password is required): docs/responders.md has the lines that its rules need',
    ],
    [
      'sudo: unable to resolve host box: Name or service not known\nsudo: interactive authentication is required',
      'sudo does not run nft for this user (sudo: interactive authentication is required): docs/responders.md has the lines that its rules need',
    ],
    [
      "Sorry, user ops is not allowed to execute '/usr/sbin/nft -j list ruleset' as root on box.",
      "sudo does not run nft for this user (Sorry, user ops is not allowed to execute '/usr/sbin/nft -j list ruleset' as root on box.): docs/responders.md has the lines that its rules need",
    ],
    [
      'sudo: sorry, you must have a tty to run sudo',
      'sudo wants a terminal (sudo: sorry, you must have a tty to run sudo): put Defaults !requiretty into its rules, for this user',
    ],
    [
      'sudo: The "no new privileges" flag is set, which prevents sudo from running as root.',
      'sudo cannot work where NoNewPrivileges holds: give CAP_NET_ADMIN instead (docs/responders.md)',
    ],
    [
      'sudo: The "no new privileges" flag is set, which prevents sudo from running as root.\nsudo: If sudo is running in a container, you may need to adjust the container configuration to disable the flag.',
      'sudo cannot work where NoNewPrivileges holds: give CAP_NET_ADMIN instead (docs/responders.md)',
    ],
    [
      'sudo: setrlimit(RLIMIT_CORE): Operation not permitted\nError: No such file or directory',
      'nft ended with 1 (Error: No such file or directory)',
    ],
    ['sudo: /etc/sudoers.d is world writable\nError: syntax error', 'nft ended with 1 (Error: syntax error)'],
    ['sudo: nft: command not found', 'nft is not installed: install nftables'],
    [
      'sudo: unable to resolve host box: Name or service not known\nError: syntax error',
      'nft ended with 1 (Error: syntax error)',
    ],
  ];
  for (const [said, why] of cases) {
    test(said, () => {
      assert.equal(whyOf({ stderr: `${said}\n` }), why);
    });
  }

  test('it is not there', () => {
    const why = whyOf({ exitCode: null, failure: 'missing' });
    assert.equal(
      why,
      'sudo is not installed: install it, or set sudo: false (docs/responders.md has other ways)',
    );
  });

  test('of doas too', () => {
    const doas = (stderr: string, part: Partial<Ran> = {}) =>
      whyOf({ argv: ['doas', '-n', '--', 'nft', 'list', 'ruleset'], stderr, ...part });
    // As OpenDoas 6.8.2 says it.
    const cases: readonly (readonly [string, RegExp])[] = [
      ['doas: Operation not permitted\n', /^doas does not run nft for this user .*doas\.conf/],
      ['doas: Authentication required\n', /^doas does not run nft for this user/],
      ['doas: doas is not enabled, /etc/doas.conf: No such file or directory\n', /^doas does not run nft/],
      ['doas: not installed setuid\n', /NoNewPrivileges/],
      ['doas: nft: command not found\n', /^nft is not installed: install nftables$/],
      ['Error: No such file or directory\n', /^nft ended with 1 \(Error: No such file or directory\)$/],
    ];
    for (const [said, why] of cases) assert.match(doas(said) ?? '', why);
    assert.match(doas('', { exitCode: null, failure: 'missing' }) ?? '', /^doas is not installed/);
  });

  test('what it ran went well', () => {
    assert.equal(whyOf({ exitCode: 0, stderr: 'sudo: unable to resolve host box\n' }), null);
  });
});
