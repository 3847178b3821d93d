import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encodeFrame, FrameError, FrameReader } from '../../../src/core/doors/frame.ts';
import { fc } from '../../support/properties.ts';

const LONGEST = 1000;

test('messages come out as they went in, wherever the pieces are cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 10 }),
      (messages, sizes) => {
        const sent = messages.map((message) => JSON.parse(JSON.stringify(message)));
        const bytes = Buffer.concat(sent.map((message) => encodeFrame(message, 1e6)));
        const reader = new FrameReader(1e6);
        const received: unknown[] = [];
        for (let from = 0, turn = 0; from < bytes.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          received.push(...reader.read(bytes.subarray(from, from + size)));
          from += size;
        }
        assert.deepEqual(received, sent);
      },
    ),
    { numRuns: 200 },
  );
});

describe('what is no message is refused at once', () => {
  const wrong: Readonly<Record<string, Buffer>> = {
    'a length beyond the limit, before a byte of it has come': Buffer.from([0, 0, 4, 0]),
    'the greatest length there is': Buffer.from([255, 255, 255, 255]),
    'no length at all': Buffer.from([0, 0, 0, 0]),
    'no JSON': Buffer.from([0, 0, 0, 2, 0x7b, 0x7b]),
    'another protocol': Buffer.from('GET / HTTP/1.1\r\n\r\n'),
  };
  for (const [title, bytes] of Object.entries(wrong)) {
    test(title, () => assert.throws(() => [...new FrameReader(LONGEST).read(bytes)], FrameError));
  }

  test('to send what is longer than the other side takes', () => {
    assert.throws(() => encodeFrame('x'.repeat(LONGEST), LONGEST), FrameError);
  });
});
