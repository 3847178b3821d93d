import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSuspicious } from '../../../src/engine/web/first-look.ts';
import { attackRequests, ordinaryRequests, recordedRequests } from '../../evidence/web-dev/generate.ts';

/** All that a first look lets go is lost to the closer one. */
test('no attack of the development set passes the first look', () => {
  const attacks = [...attackRequests(2, 8), ...recordedRequests()];
  const passed = attacks.filter(
    ({ target, referer }) => !isSuspicious(target) && !isSuspicious(referer.replace(/^https?:\/\/[^/]*/, '')),
  );
  // A command without arguments is a word like any other.
  assert.deepEqual(
    passed.filter(({ target }) => !/=\w*$/.test(target)),
    [],
  );
});

test('most ordinary requests end there, even among those that look like attacks', () => {
  const plain = [
    '/',
    '/shop/red-shoes/42?page=2&sort=price',
    '/static/app.min.js?v=1.2',
    '/caf%C3%A9?x=%D9%85',
  ];
  assert.deepEqual(
    plain.filter((target) => isSuspicious(target)),
    [],
  );
  const targets = ordinaryRequests(2, 2).filter(({ origin }) => origin.startsWith('/'));
  assert.ok(targets.filter(({ target }) => !isSuspicious(target)).length > 40);
});

const CASES: readonly (readonly [why: string, text: string, suspicious: boolean])[] = [
  ['letters are never escaped', '/%67it', true],
  ['dots are never escaped', '/%2e', true],
  ['an escaped & belongs to a value', '/?a=1%262', true],
  ['an escaped slash hides a path', '/WEB-INF%2fweb.xml', true],
  ['an escaped slash within a value', '/?q=a%2Fb', false],
  ['the folder of a Java program', '/?f=WEB-INF/web.xml', true],
  ['the same, escaped', '/?f=web-inf%2Fweb.xml', true],
  ['a folder that only ends so', '/?f=conf/web', false],
  ['overlong UTF-8', '/%c0%af', true],
  ['a full-width sign', '/%EF%BC%87', true],
  ['Arabic', '/%D9%85%DA%AF', false],
  ['Chinese', '/%E4%B8%AD%E6%96%87', false],
  ['emoji', '/%F0%9F%98%80', false],
  ['a broken escape', '/100%', true],
  ['an address as a value', '/?u=https%3A%2F%2Fa.example', true],
  ['a date and a time', '/?t=2023-06-25T14:22', false],
  ['a comma and a tilde', '/a~b?c=1%2C2%7E', false],
];
for (const [why, text, suspicious] of CASES) {
  test(`${why}: ${text}`, () => assert.equal(isSuspicious(text), suspicious));
}
