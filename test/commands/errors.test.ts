import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { reportError } from '../../src/commands/errors.ts';
import { UserError } from '../../src/model/user-error.ts';
import { SourceError } from '../../src/sources/source.ts';

function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe("the user's mistakes: what, where, what to do, and no stack trace", () => {
  for (const [title, error, stderr, exitCode] of [
    [
      'usage and configuration end with 2',
      new UserError('--fps abc: not a whole number', 'Write --fps 10.', 2),
      'soc-console: --fps abc: not a whole number\n  Write --fps 10.\n',
      2,
    ],
    [
      'a source that cannot be read ends with 3',
      new SourceError('file:/a', '/a: permission denied', 'Run it as a member of adm.'),
      'soc-console: /a: permission denied\n  Run it as a member of adm.\n',
      3,
    ],
    ['no hint, no empty line', new UserError('x', '', 2), 'soc-console: x\n', 2],
    [
      'several lines stay several, and none can pass for a message of ours',
      new UserError('a.yaml:1:1: b\nsoc-console: all is well', '', 2),
      'soc-console: a.yaml:1:1: b\n  soc-console: all is well\n',
      2,
    ],
    [
      'what others wrote is shown, not obeyed',
      new UserError('\u001b]0;owned\u0007: no such file', '\u202eReverse', 2),
      'soc-console: \\x1b]0;owned\\x07: no such file\n  \\u202eReverse\n',
      2,
    ],
    [
      'trouble of the machine that nobody foresaw',
      thrownBy(() => readFileSync('/nowhere/x')),
      'soc-console: /nowhere/x: no such file or folder\n',
      3,
    ],
  ] as const) {
    it(title, () => assert.deepEqual(reportError(error), { stderr, exitCode }));
  }
});

describe('cancelled: no complaint', () => {
  for (const [signal, exitCode] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`by ${signal}`, async () => {
      const controller = new AbortController();
      controller.abort(signal);
      const { setTimeout: wait } = await import('node:timers/promises');
      const error = await wait(1000, null, { signal: controller.signal }).catch((reason: unknown) => reason);
      assert.deepEqual(reportError(error), { stderr: 'soc-console: interrupted\n', exitCode });
    });
  }

  it('a reader that went away ends the program in silence, with 0', () => {
    const error = Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' });
    assert.deepEqual(reportError(error), { stderr: '', exitCode: 0 });
  });
});

describe('our bugs: said to be ours, with what is needed to find them', () => {
  it('an error', () => {
    const { stderr, exitCode } = reportError(new TypeError('x\u001b[2J is undefined'));
    assert.match(stderr, /^soc-console: this is a bug of ours: TypeError: x\\x1b\[2J is undefined\n/);
    assert.match(stderr, /soc-console \d+\.\d+\.\d+, Node v\d+/);
    assert.match(stderr, /\n {4}at .*errors\.test\.ts/);
    assert.equal(exitCode, 70);
  });

  it('anything else that was thrown', () => {
    assert.match(reportError('oops').stderr, /bug of ours: Error: oops was thrown/);
    assert.equal(reportError(null).exitCode, 70);
  });
});
