import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { GatheredLines } from '../../../src/commands/watch/gathered-lines.ts';

/** `takes`: whether what is written is taken at once, or never. */
function streamTo(pieces: string[], takes: boolean): Writable {
  return new Writable({
    decodeStrings: false,
    write(piece: string, _encoding, done) {
      pieces.push(piece);
      if (takes) done();
    },
  });
}

test('lines of one moment are handed over together, before anything else has its turn', async () => {
  const pieces: string[] = [];
  const lines = new GatheredLines(streamTo(pieces, true));
  lines.write('one');
  lines.write('two');
  assert.deepEqual(pieces, []);
  await new Promise(setImmediate);
  assert.deepEqual(pieces, ['one\ntwo\n']);
  lines.write('three');
  lines.flush();
  lines.flush();
  await new Promise(setImmediate);
  assert.deepEqual(pieces, ['one\ntwo\n', 'three\n']);
});

test('much is handed over at once, and says whether the reader takes it', () => {
  const [taken, waiting]: [string[], string[]] = [[], []];
  const much = 'x'.repeat(70_000);
  assert.equal(new GatheredLines(streamTo(taken, true)).write(much), true);
  assert.deepEqual(taken, [`${much}\n`]);
  const lines = new GatheredLines(streamTo(waiting, false));
  assert.equal(lines.write(much), false);
  assert.equal(lines.write('more'), false);
});
