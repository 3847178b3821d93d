import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { test } from 'node:test';
import { stdinSource } from '../../src/sources/stdin/source.ts';
import { RecordingSink } from './recording-sink.ts';

test('hands over whole lines as they come, the last one at the end', async () => {
  const stream = new PassThrough();
  const sink = new RecordingSink();
  const reading = stdinSource(stream, { now: () => 7 }).read(sink, new AbortController().signal);
  stream.write('one\ntw');
  await sink.untilText('one\n');
  stream.end('o\nthree');
  await reading;
  assert.equal(sink.text, 'one\ntwo\nthree');
  assert.deepEqual(
    sink.blocks.map(({ firstLine, yearReference }) => [firstLine, yearReference]),
    [
      [1, 7],
      [2, 7],
      [3, 7],
    ],
  );
});

test('says that all has been read when the pipe is empty, so that others need not wait', async () => {
  const stream = new PassThrough();
  const sink = new RecordingSink();
  const reading = stdinSource(stream, { now: () => 7 }).read(sink, new AbortController().signal);
  stream.write('one\n');
  await sink.until(() => sink.idles === 1);
  stream.end();
  await reading;
});

test('counts what it cut from a line that was too long', async () => {
  const pieces = [...Array<Buffer>(48).fill(Buffer.alloc(1 << 16, 'x')), Buffer.from('\nnext\n')];
  const sink = new RecordingSink();
  await stdinSource(Readable.from(pieces), { now: () => 7 }).read(sink, new AbortController().signal);
  assert.deepEqual(sink.counts, { 'truncated-lines': 1, 'dropped-bytes': 2 << 20 });
  assert.match(sink.text, /^x+\nnext\n$/);
});

test('ends quietly when it is told to', async () => {
  const stop = new AbortController();
  const sink = new RecordingSink();
  const reading = stdinSource(new PassThrough(), { now: () => 7 }).read(sink, stop.signal);
  stop.abort();
  await reading;
  assert.equal(sink.text, '');
});
