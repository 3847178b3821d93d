/** What the list of sources says of how each fares. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SourceStatus } from '../../../src/core/protocol.ts';
import { isWell, sourceState } from '../../../src/views/presentation/columns/source-columns.ts';
import { createLook } from '../../../src/views/presentation/look.ts';
import { busySnapshot, NOW } from '../fixture.ts';

const LOOK = createLook({ glyphs: 'block', colours: 16, theme: null });

test('a source that goes on with an error is not called live as the others are', () => {
  const [source] = busySnapshot({}).sources as readonly [SourceStatus];
  const told = (error: string | null) => {
    const status: SourceStatus = { ...source, state: 'live', error };
    return [sourceState(status, NOW, LOOK).text, isWell(status, NOW)];
  };
  assert.deepEqual(told(null), ['● live', true]);
  assert.deepEqual(told('logs/private: no permission to read it'), ['! trouble', false]);
});
