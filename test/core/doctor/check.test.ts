import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ok, runChecks } from '../../../src/core/doctor/check.ts';
import { UserError } from '../../../src/model/user-error.ts';

it('what throws or never answers is a failure of its part; the others are told all the same, in their order', async () => {
  let aborted = false;
  const parts = await runChecks(
    [
      {
        part: 'hangs',
        run: (signal) =>
          new Promise(() => {
            signal.addEventListener('abort', () => {
              aborted = true;
            });
          }),
      },
      { part: 'throws', run: () => Promise.reject(new UserError('throws: no such thing', 'Make one.')) },
      { part: 'works', run: async () => [ok('it', 'works')] },
    ],
    20,
  );
  assert.deepEqual(parts, [
    {
      part: 'hangs',
      results: [
        {
          what: 'hangs',
          state: 'failed',
          why: 'it did not answer in time',
          remedy: 'Look whether it hangs, and try again.',
        },
      ],
    },
    {
      part: 'throws',
      results: [{ what: 'throws', state: 'failed', why: 'no such thing', remedy: 'Make one.' }],
    },
    { part: 'works', results: [{ what: 'it', state: 'ok', why: 'works', remedy: null }] },
  ]);
  assert.ok(aborted);
});
