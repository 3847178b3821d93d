import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isQuietFolder, isQuietPath } from '../../../src/engine/web/attacks.ts';
import { fc } from '../../support/properties.ts';

/** What the tables of doors and files are made of, each word as they have it. */
const words = ['doors.ts', 'probes.ts']
  .map((name) => readFileSync(new URL(`../../../src/engine/web/${name}`, import.meta.url), 'utf8'))
  .flatMap((text) => text.match(/[\w.-]{1,40}/g) ?? []);
const WORD = fc.constantFrom(...new Set(['shop', 'red-shoes', 'v1', '2', ...words]));
const NUMBER = fc.oneof(fc.constantFrom('1', '15', '123', '2024', '0'), fc.nat().map(String));

test('in a quiet folder a number is quiet, whichever it is', () => {
  let quiet = 0;
  fc.assert(
    fc.property(fc.array(WORD, { minLength: 1, maxLength: 3 }), NUMBER, (parts, number) => {
      const folder = `/${parts.join('/')}/`;
      if (!isQuietFolder(folder)) return;
      quiet++;
      assert.ok(isQuietPath(folder + number), folder + number);
    }),
    { numRuns: 5000, seed: 20261121 },
  );
  assert.ok(quiet > 1000, `${quiet}`);
});

test('a folder of holes, of administrations or of the system is not quiet', () => {
  assert.deepEqual(['/vendor/', '/WP-admin/', '/etc/x/', '/a.b/'].filter(isQuietFolder), []);
  assert.ok(isQuietFolder('/shop/chair/'));
});
