import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Framing } from '../../../src/sources/syslog/framing.ts';

/** The messages, when the bytes come in pieces of this size. */
function read(text: string, piece: number, framing = new Framing(40)): string[] {
  const bytes = Buffer.from(text);
  const messages: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += piece)
    messages.push(...framing.push(bytes.subarray(at, at + piece)));
  return [...messages, ...framing.end()].map(String);
}

describe('messages come out whole, however they are framed and cut', () => {
  for (const [title, text, messages] of [
    ['line ends', '<13>one\n<13>two\n', ['<13>one', '<13>two']],
    ['counts', '7 <13>one8 <13>grü', ['<13>one', '<13>grü']],
    ['counts, with a line end within a message', '11 <13>one\ntwo7 <13>six', ['<13>one\ntwo', '<13>six']],
    ['counts, with a line end after each message', '7 <13>one\n7 <13>two\n', ['<13>one', '<13>two']],
    ['a mixture', '<13>one\n7 <13>two<13>six\n', ['<13>one', '<13>two', '<13>six']],
    ['a last line without its end', '<13>one\n<13>tw', ['<13>one', '<13>tw']],
    ['a last count without its message', '<13>one\n9 <13>t', ['<13>one']],
    ['a stamp is no count', '2026-11-21T00:51:51Z h a: b\n', ['2026-11-21T00:51:51Z h a: b']],
    ['a count too long for a message', '99999999999 x\n<13>one\n', ['99999999999 x', '<13>one']],
    ['empty lines', '\n\n<13>one\n\n', ['<13>one']],
  ] as const) {
    for (const piece of [1, 2, 5, 1000]) {
      test(`${title}, in pieces of ${piece}`, () => assert.deepEqual(read(text, piece), messages));
    }
  }
});

describe('a message that is too long keeps its beginning, what is cut is counted, the next one is whole', () => {
  const long = 'x'.repeat(100);
  for (const [title, text] of [
    ['ended by a line end', `${long}\n<13>two\n`],
    ['after its count', `100 ${long}7 <13>two`],
  ] as const) {
    for (const piece of [1, 7, 41, 1000]) {
      test(`${title}, in pieces of ${piece}`, () => {
        const framing = new Framing(40);
        assert.deepEqual(read(text, piece, framing), ['x'.repeat(40), '<13>two']);
        assert.equal(framing.truncatedLines, 1);
        assert.equal(framing.droppedBytes, 60);
      });
    }
  }
});
