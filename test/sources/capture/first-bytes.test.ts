import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { test } from 'node:test';
import { firstBytes } from '../../../src/sources/capture/first-bytes.ts';

async function all(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

for (const pieces of [['abcdefgh'], ['a', 'b', 'c', 'd', 'efgh'], ['abcd'], ['ab'], []]) {
  test(`a stream of ${JSON.stringify(pieces)} is whole after a look at its beginning`, async () => {
    const source = Readable.from(
      pieces.map((piece) => Buffer.from(piece)),
      { objectMode: false },
    );
    const { bytes, stream } = await firstBytes(source, 4);
    const text = pieces.join('');
    assert.ok(bytes.length >= Math.min(4, text.length) && text.startsWith(bytes.toString()));
    assert.equal(await all(stream), text);
  });
}

test('a stream that is given up while it is silent ends the wait', async () => {
  const silent = new PassThrough();
  const peeking = firstBytes(silent, 4);
  silent.destroy();
  assert.equal((await peeking).bytes.length, 0);
});
