/** Which names belong to a log, and which fit a pattern. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { families } from '../../../src/sources/file/families.ts';
import { isRotatedName } from '../../../src/sources/file/versions.ts';
import { matchesWildcard } from '../../../src/sources/file/wildcard.ts';

const ROTATED: readonly (readonly [log: string, ...rotated: string[]])[] = [
  ['auth.log', 'auth.log.1', 'auth.log.2.gz', 'auth.log-20261121', 'auth.log-20261121.zst', 'auth.log.old'],
  ['access.log', 'access.log.gz', 'access.1.log', 'access-20261121.log.gz', 'access.log.2026-11-21_10'],
  ['access.log', 'access-2026-11-21T07-08-09.123.log.gz', 'access.log-20261121-1763719200'],
  ['messages', 'messages.0', 'messages-20261121.xz'],
];
const OTHERS: readonly (readonly [log: string, ...others: string[]])[] = [
  [
    'access.log',
    'access.log',
    'access-8080.log',
    'access_ssl.log',
    'access.log.bak',
    'access2.log',
    'other.log.1',
  ],
  ['app.log', 'app-1.log', 'app.log.d', 'app', 'myapp.log.1'],
];

for (const [log, ...rotated] of ROTATED)
  for (const name of rotated)
    test(`${name} is of ${log}`, () => assert.equal(isRotatedName(name, log), true));

for (const [log, ...others] of OTHERS)
  for (const name of others)
    test(`${name} is not of ${log}`, () => assert.equal(isRotatedName(name, log), false));

test('files are put together that are one log; numbered ones without their log, too', () => {
  const paths = [
    '/l/a.log',
    '/l/a.log.1',
    '/l/a.log.1.gz',
    '/m/a.log.1',
    '/m/a.log.2.gz',
    '/m/b-2026-11-20.log',
  ];
  assert.deepEqual(families(paths), [
    { path: '/l/a.log', members: ['/l/a.log', '/l/a.log.1', '/l/a.log.1.gz'] },
    { path: '/m/a.log', members: ['/m/a.log.1', '/m/a.log.2.gz'] },
    { path: '/m/b-2026-11-20.log', members: ['/m/b-2026-11-20.log'] },
  ]);
});

for (const [pattern, fits, fitsNot] of [
  ['*.log', ['a.log', '.log'], ['a.log.1', 'log']],
  ['a*c?', ['acd', 'abbccx'], ['ac', 'abc']],
  ['*', ['', 'x'], []],
] as const) {
  test(`the pattern ${pattern}`, () => {
    for (const name of fits) assert.equal(matchesWildcard(name, pattern), true, name);
    for (const name of fitsNot) assert.equal(matchesWildcard(name, pattern), false, name);
  });
}

test('a pattern of many stars does not take long on a long name', () => {
  assert.equal(matchesWildcard('a'.repeat(5_000), `${'*a'.repeat(100)}b`), false);
});
