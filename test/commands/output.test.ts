/** Where results go when there is no room for them: said with the file's name, and never taken for whole. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, test } from 'node:test';
import { Output } from '../../src/commands/output.ts';
import { UserError } from '../../src/model/user-error.ts';

const FULL = '/dev/full';

function isFullDisk(error: unknown): boolean {
  assert.ok(error instanceof UserError);
  assert.equal(error.message, `${FULL}: cannot be written to its end: no space left on the device`);
  assert.equal(error.exitCode, 3);
  return true;
}

describe('a file on a disk that is full', { skip: !existsSync(FULL) }, () => {
  for (const [how, text] of [
    ['a little', 'x'],
    ['more than the stream holds', 'x'.repeat(1 << 20)],
  ] as const) {
    test(`${how}: said when it is closed`, async () => {
      const output = await Output.open(FULL, new PassThrough());
      output.write(text);
      await assert.rejects(output.close(), isFullDisk);
    });
  }

  test('said at the next flush, and each after it, also by close', async () => {
    const output = await Output.open(FULL, new PassThrough());
    output.write('x'.repeat(1 << 20));
    await assert.rejects(output.flush(), isFullDisk);
    output.write('y');
    await assert.rejects(output.flush(), isFullDisk);
    await assert.rejects(output.close(), isFullDisk);
  });
});
