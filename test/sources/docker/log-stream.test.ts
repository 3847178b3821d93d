import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BadFrameError, LogStream } from '../../../src/sources/docker/log-stream.ts';

const AT = '2026-11-21T00:51:51.000000001Z';
const LATER = '2026-11-21T00:51:51.000000002Z';

/** One frame: 1 is standard output, 2 standard error. */
function frame(stream: number, text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** The lines, however the bytes are cut. */
function read(log: LogStream, bytes: Buffer, piece: number) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += piece) lines.push(...log.push(bytes.subarray(at, at + piece)));
  return lines;
}

describe('lines come out whole, wherever the stream was cut', () => {
  const framed = Buffer.concat([
    frame(1, `${AT} grüße\n`),
    frame(2, `${AT} an error\n`),
    frame(1, `${AT} the beginning, `),
    frame(2, `${LATER} between\n`),
    frame(1, `${LATER} the end\n`),
    frame(1, `${LATER} \n`),
  ]);
  const expected = [
    { stamp: AT, output: 1, text: 'grüße' },
    { stamp: AT, output: 2, text: 'an error' },
    { stamp: LATER, output: 2, text: 'between' },
    { stamp: AT, output: 1, text: 'the beginning, the end' },
    { stamp: LATER, output: 1, text: '' },
  ];
  for (const piece of [1, 2, 3, 7, 8, 9, 40, 1000]) {
    test(`into pieces of ${piece} bytes`, () =>
      assert.deepEqual(read(new LogStream(false), framed, piece), expected));
  }

  const text = Buffer.from(`${AT} grüße\r\n${LATER} two\r\n`);
  for (const piece of [1, 3, 1000]) {
    test(`with a terminal, into pieces of ${piece} bytes`, () =>
      assert.deepEqual(read(new LogStream(true), text, piece), [
        { stamp: AT, output: 0, text: 'grüße\r' },
        { stamp: LATER, output: 0, text: 'two\r' },
      ]));
  }
});

test('a line that never ends is cut and counted, and the next one is whole', () => {
  const log = new LogStream(false, 10);
  const pieces = Array.from({ length: 100 }, () => frame(1, `${AT} 123456`));
  const lines = [...pieces, frame(1, `${AT} end\n`), frame(1, `${LATER} next\n`)].flatMap((bytes) =>
    log.push(bytes),
  );
  assert.deepEqual(
    lines.map((line) => line.text),
    ['1234561234', 'next'],
  );
  assert.equal(log.truncatedLines, 1);
  assert.equal(log.droppedBytes, 100 * 6 + 3 - 10);
});

test('a stamp inside a message is not taken for one', () => {
  const log = new LogStream(false);
  assert.deepEqual(log.push(frame(1, `${AT} ${LATER} x\n`)), [{ stamp: AT, output: 1, text: `${LATER} x` }]);
});

for (const [title, bytes] of [
  ['text', Buffer.from('HTTP/1.1 400 Bad Request\r\n')],
  ['a frame longer than any message', Buffer.from([1, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff])],
] as const) {
  test(`what is no log stream is refused: ${title}`, () =>
    assert.throws(() => new LogStream(false).push(bytes), BadFrameError));
}
