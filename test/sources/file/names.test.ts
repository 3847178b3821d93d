/** Which names belong to a log, and which fit a pattern. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { matchesWildcard } from '../../../src/model/wildcard.ts';
import { families } from '../../../src/sources/file/families.ts';
import { isRotatedName, versionsOf } from '../../../src/sources/file/versions.ts';

const ROTATED: readonly (readonly [log: string, ...rotated: string[]])[] = [
  ['auth.log', 'auth.log.1', 'auth.log.2.gz', 'auth.log-20261121', 'auth.log-20261121.zst', 'auth.log.old'],
  ['access.log', 'access.log.gz', 'access.1.log', 'access-20261121.log.gz', 'access.log.2026-11-21_10'],
  ['access.log', 'access-2026-11-21T07-08-09.123.log.gz', 'access.log-20261121-1763719200'],
  ['messages', 'messages.0', 'messages-20261121.xz'],
  ['current', '@4000000065a1b2c3d4e5f607.s', '@4000000065a1b2c3d4e5f607.u', '@4000000065a1b2c3d4e5f607.s.gz'],
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
  ['current', 'current2', '@4000000065a1b2c3d4e5f607.x', '@home.s'],
  ['app.log', '@4000000065a1b2c3d4e5f607.s', 'app-1.log', 'app.log.d', 'app', 'myapp.log.1'],
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
    '/s/@4000000065a1b2c3d4e5f607.s',
    '/s/current',
  ];
  assert.deepEqual(families(paths), [
    { path: '/l/a.log', members: ['/l/a.log', '/l/a.log.1', '/l/a.log.1.gz'] },
    { path: '/m/a.log', members: ['/m/a.log.1', '/m/a.log.2.gz'] },
    { path: '/m/b-2026-11-20.log', members: ['/m/b-2026-11-20.log'] },
    { path: '/s/current', members: ['/s/@4000000065a1b2c3d4e5f607.s', '/s/current'] },
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

describe('files of a log from the oldest to the youngest', () => {
  for (const [what, written, expected] of [
    ['numbered, after a clock was set back', { '1': 40, '2': 30, '3': 90, '4': 80 }, ['4', '3', '2', '1']],
    ['numbers that go round', { '1': 50, '2': 20, '3': 30, '4': 40 }, ['2', '3', '4', '1']],
    ['dates', { '20261120': 20, '20261121': 30 }, ['20261120', '20261121']],
  ] as const) {
    test(what, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'soc-names-'));
      const path = join(folder, 'a.log');
      for (const [suffix, minutes] of Object.entries(written)) {
        writeFileSync(`${path}.${suffix}`, 'x');
        utimesSync(`${path}.${suffix}`, minutes * 60, minutes * 60);
      }
      const versions = await versionsOf(path);
      rmSync(folder, { recursive: true });
      assert.deepEqual(
        versions.map((version) => version.path.slice(path.length + 1)),
        expected,
      );
    });
  }
});
