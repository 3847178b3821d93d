import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaults } from '../../src/config/defaults.ts';
import { defaultConfig } from '../../src/config/schema.ts';

test('the build has left the defaults as the schema has them now', async () => {
  const built = new URL('../../dist/default-config.json', import.meta.url);
  assert.deepEqual(await defaults(built), defaultConfig(), 'dist is stale (npm run build)');
});

test('without a build the schema makes them', async () => {
  assert.deepEqual(await defaults(new URL('missing.json', import.meta.url)), defaultConfig());
});
