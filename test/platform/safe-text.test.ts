import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonPieces, safeJson, safeLines, safeText } from '../../src/platform/safe-text.ts';
import { fc } from '../support/properties.ts';
import { HONEST, HOSTILE } from './hostile-text.ts';

const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{DI}\u2800]|(?! )\p{Z}/u;
const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE.map(([, text]) => text)));

for (const [what, text, shown] of HOSTILE) {
  test(`shown escaped: ${what}`, () => assert.equal(safeText(text), shown));
}

for (const text of HONEST) {
  test(`left as it is: ${text}`, () => assert.equal(safeText(text), text));
}

test('the result is one line without a hidden character, whatever comes in', () => {
  fc.assert(fc.property(anyText, (text) => assert.doesNotMatch(safeText(text), HIDDEN)));
});

test('every UTF-16 code unit alone is shown or escaped', () => {
  for (let unit = 0; unit <= 0xffff; unit++) {
    const shown = safeText(String.fromCharCode(unit));
    assert.doesNotMatch(shown, HIDDEN);
    assert.notEqual(shown, '');
  }
});

test('cleaning twice changes nothing more', () => {
  fc.assert(fc.property(anyText, (text) => assert.equal(safeText(safeText(text)), safeText(text))));
});

test('a megabyte of marks takes linear time', () => {
  assert.equal(safeText(`a${'\u0301'.repeat(1_000_000)}`).length, 3 + 999_998 * 6);
});

test('lines keep their line feeds and nothing else', () => {
  assert.equal(safeLines('a\tb\r\n\x1b[2Jc\n'), 'a\\x09b\\x0d\n\\x1b[2Jc\n');
});

test('JSON holds no hidden character, and decodes to the value', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, fc.jsonValue({ stringUnit: 'binary' })), (value) => {
      const json = safeJson(value);
      assert.doesNotMatch(json, HIDDEN);
      assert.equal(JSON.stringify(JSON.parse(json)), JSON.stringify(value));
    }),
  );
});

test('JSON escapes at its own level: controls, bidi, tags as surrogate pairs', () => {
  assert.equal(
    safeJson({ user: '\x1b\x7f\u202e\u{e0041}é🚀\n' }),
    '{"user":"\\u001b\\u007f\\u202e\\udb40\\udc41é🚀\\n"}',
  );
});

test('indented JSON keeps the line feeds between its values', () => {
  assert.equal(safeJson(['\u200b'], 2), '[\n  "\\u200b"\n]');
  assert.equal(safeJson(undefined), 'null');
});

test('JSON in pieces is the same text: streams are lists, at any depth', () => {
  const listed = { none: undefined, a: [1, { b: '\u202e' }], c: { d: [{ e: 1 }, { e: 2 }], f: [] }, g: null };
  const streamed = {
    ...listed,
    c: { d: new Set([{ e: 1 }, { e: 2 }]), f: new Set() },
  };
  assert.equal([...jsonPieces(streamed)].join(''), safeJson(listed));
  assert.equal([...jsonPieces(listed)].join(''), safeJson(listed));
  assert.equal([...jsonPieces(new Set(['\u200b']))].join(''), safeJson(['\u200b']));
});
