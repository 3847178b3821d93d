import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FrameError, FrameReader, pong } from '../../../src/clients/loki/frames.ts';
import { closeFrame, frame, textFrame } from '../../support/loki-tail.ts';
import { fc } from '../../support/properties.ts';

const read = (chunks: readonly Buffer[]) => {
  const reader = new FrameReader(1 << 20);
  return chunks.flatMap((chunk) => reader.push(chunk));
};

describe('frames of a websocket', () => {
  test('are read in whatever pieces they come', () => {
    const texts = fc.array(
      fc.oneof(fc.string(), fc.constant('x'.repeat(126)), fc.constant('é'.repeat(33_000))),
      {
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 5000 }), (sent, size) => {
        const bytes = Buffer.concat(sent.map(textFrame));
        const pieces: Buffer[] = [];
        for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
        assert.deepEqual(
          read(pieces).map((each) => (each.kind === 'text' ? each.text : each)),
          sent,
        );
      }),
      { numRuns: 30 },
    );
  });

  test('of a message in parts are put together, a ping between them stays one', () => {
    const bytes = Buffer.concat([
      frame(1, Buffer.from('{"a"'), false),
      frame(9, Buffer.from('hi')),
      frame(0, Buffer.from(':1}')),
    ]);
    assert.deepEqual(read([bytes]), [
      { kind: 'ping', payload: Buffer.from('hi') },
      { kind: 'text', text: '{"a":1}' },
    ]);
  });

  test('that close say why', () => {
    assert.deepEqual(read([closeFrame(1011, 'parse error'), frame(8, Buffer.alloc(0))]), [
      { kind: 'close', reason: 'parse error' },
      { kind: 'close', reason: '' },
    ]);
  });

  for (const [name, bytes] of [
    ['masked by the server', Buffer.from([0x81, 0x81, 1, 2, 3, 4, 5])],
    ['of a kind that there is not', frame(5, Buffer.alloc(0))],
    ['with an extension', Buffer.from([0xc1, 0])],
    ['that go on with nothing', frame(0, Buffer.from('x'))],
    ['larger than is taken', frame(1, Buffer.alloc((1 << 20) + 1))],
  ] as const) {
    test(`${name} are refused`, () => {
      assert.throws(() => read([bytes]), FrameError);
    });
  }

  test('a pong is masked and carries what the ping did', () => {
    const bytes = pong(Buffer.from('hello'));
    const mask = bytes.subarray(2, 6);
    const payload = bytes.subarray(6).map((byte, index) => byte ^ mask.readUInt8(index % 4));
    assert.deepEqual([bytes[0], bytes[1]], [0x8a, 0x80 | 5]);
    assert.equal(Buffer.from(payload).toString(), 'hello');
  });
});
