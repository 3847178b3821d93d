import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStrayOutput } from '../../../src/platform/terminal/stray-output.ts';

function fakeStream(isTTY: boolean) {
  const written: string[] = [];
  const stream = {
    isTTY,
    write(text: string | Uint8Array): boolean {
      written.push(String(text));
      return true;
    },
  };
  return { written, stream: stream as unknown as NodeJS.WriteStream };
}

test('what is written meanwhile comes out afterwards, in its order', () => {
  const { written, stream } = fakeStream(true);
  const stray = createStrayOutput([stream]);
  stray.hold();
  stream.write('first\n');
  stream.write(Buffer.from('second\n'));
  assert.deepEqual(written, []);
  stray.release();
  stream.write('third\n');
  assert.deepEqual(written, ['first\n', 'second\n', 'third\n']);
});

test('a stream that is no terminal passes everything', () => {
  const { written, stream } = fakeStream(false);
  createStrayOutput([stream]).hold();
  stream.write('to a file\n');
  assert.deepEqual(written, ['to a file\n']);
});

test('who writes is told that it is written', async () => {
  const { stream } = fakeStream(true);
  createStrayOutput([stream]).hold();
  await new Promise<void>((resolve) => stream.write('text', () => resolve()));
});

test('no more is kept than 64 Ki characters, and the rest is counted', () => {
  const { written, stream } = fakeStream(true);
  const stray = createStrayOutput([stream]);
  stray.hold();
  for (let line = 0; line < 1000; line++) stream.write('x'.repeat(100));
  stray.release();
  assert.equal(written.filter((text) => text.startsWith('x')).join('').length, 65_500);
  assert.equal(written.at(-1), '… 34500 more characters were not kept\n');
});
