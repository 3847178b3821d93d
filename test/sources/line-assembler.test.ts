import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineAssembler } from '../../src/sources/line-assembler.ts';
import { fc } from '../support/properties.ts';

/** All text that comes out when the bytes arrive cut at these places. */
function assemble(bytes: Buffer, cuts: readonly number[]): { text: string; assembler: LineAssembler } {
  const assembler = new LineAssembler();
  const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  let text = '';
  for (const [index, start] of places.slice(0, -1).entries()) {
    text += assembler.push(bytes.subarray(start, places[index + 1]))?.text ?? '';
  }
  return { text: text + (assembler.flush()?.text ?? ''), assembler };
}

test('any cuts, even within a character, give the same lines', () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'é', '漢', '😀', ' '), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(400)), fc.boolean(), (lines, cuts, ended) => {
      const text = lines.join('\n') + (ended ? '\n' : '');
      const bytes = Buffer.from(text);
      assert.equal(
        assemble(
          bytes,
          cuts.map((cut) => Math.min(cut, bytes.length)),
        ).text,
        text,
      );
    }),
  );
});

test('blocks know the number of their first line', () => {
  const assembler = new LineAssembler();
  assert.equal(assembler.push(Buffer.from('one\ntwo\nthr'))?.firstLine, 1);
  assert.equal(assembler.push(Buffer.from('ee\nfour\n'))?.firstLine, 3);
  assert.equal(assembler.push(Buffer.from('five'))?.firstLine, undefined);
  assert.equal(assembler.flush()?.firstLine, 5);
});

test('a line without end keeps its beginning, costs no memory, and what follows is whole', () => {
  const assembler = new LineAssembler(1000);
  let text = '';
  for (let chunk = 0; chunk < 100; chunk++) text += assembler.push(Buffer.alloc(1000, 'x'))?.text ?? '';
  text += assembler.push(Buffer.from('xx\nnext\n'))?.text ?? '';
  assert.equal(text, `${'x'.repeat(1000)}\nnext\n`);
  assert.equal(assembler.truncatedLines, 1);
  assert.equal(assembler.droppedBytes, 99_000 + 2);
});

test('bytes that are no UTF-8 do not disturb their neighbours', () => {
  const { text } = assemble(
    Buffer.concat([Buffer.from('é\n'), Buffer.from([0xff, 0xfe, 10]), Buffer.from('é\n')]),
    [],
  );
  assert.equal(text, 'é\n\ufffd\ufffd\né\n');
});

test('a JSON document that is one long line comes in pieces, cut before commas that stand in no string', () => {
  const record = { text: 'a, "b\\", c', list: [1, { x: ',' }] };
  const document = JSON.stringify({ Records: Array.from({ length: 500 }, () => record) });
  const assembler = new LineAssembler(2000);
  const pieces: string[] = [];
  let bytes = 0;
  for (let at = 0; at < document.length; at += 300) {
    const assembled = assembler.push(Buffer.from(document.slice(at, at + 300)));
    assert.ok(assembler.pending <= 1300, 'what is held stays small');
    if (assembled === null) continue;
    assert.equal(assembled.firstLine, pieces.length + 1);
    pieces.push(assembled.text);
    bytes += assembled.bytes;
  }
  const last = assembler.flush();
  assert.equal(pieces.map((piece) => piece.slice(0, -1)).join('') + last?.text, document);
  assert.equal(bytes + (last?.bytes ?? 0), document.length);
  assert.ok(pieces.length > 10 && pieces.slice(1).every((piece) => /^,["{1]/.test(piece)));
  assert.equal(assembler.truncatedLines, 0);
});
