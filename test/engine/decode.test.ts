import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeTarget } from '../../src/engine/decode.ts';
import { fc } from '../support/properties.ts';

const CASES: readonly (readonly [why: string, logged: string, decoded: string])[] = [
  ['nothing to do', '/index.html?q=plain', '/index.html?q=plain'],
  ['percent', '/a?x=%27%20or%201=1', "/a?x=' or 1=1"],
  ['twice', '/%252e%252e/etc', '/../etc'],
  ['three times', '/%25252e%25252e/etc', '/../etc'],
  ['not four times', '/%2525252e', '/%2e'],
  ['plus is a space', '/a?q=union+select', '/a?q=union select'],
  ['overlong UTF-8 is what it hides', '/..%c0%af..%c0%afetc', '/../../etc'],
  ['three bytes overlong', '/..%e0%80%af', '/../'],
  ['UTF-8', '/caf%C3%A9', '/café'],
  ['stray bytes stay', '/%ff%fe', '/ÿþ'],
  ['%u of IIS', '/%u002e%u002e/', '/../'],
  ['what nginx escapes in its log', '/?f=..\\x5C..\\x5Cwin.ini', '/?f=..\\..\\win.ini'],
  ['letters of several bytes that nginx escapes', '/?q=\\xEF\\xBC\\x9Cb\\xEF\\xBC\\x9E', '/?q=<b>'],
  ['a percent that is none', '/100%/x?y=5%', '/100%/x?y=5%'],
];

for (const [why, logged, decoded] of CASES) {
  test(`${why}: ${logged}`, () => assert.equal(decodeTarget(logged), decoded));
}

test('any text comes back as text, in time linear in its length', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('%', 'c', '0', 'a', 'f', 'u', '\\', 'x', '+', '2', '5') }),
      (text) => {
        assert.ok(decodeTarget(text).length <= text.length);
      },
    ),
  );
  const long = '%c0'.repeat(100_000);
  assert.equal(decodeTarget(long).length, 100_000);
});
