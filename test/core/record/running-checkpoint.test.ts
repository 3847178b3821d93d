import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { type CheckpointMoment, RunningCheckpoint } from '../../../src/core/record/running-checkpoint.ts';
import { joinParts } from '../../../src/core/record/state-parts.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { SavedList } from '../../../src/engine/saved-list.ts';
import { Store } from '../../../src/store/store.ts';

const MOMENT: CheckpointMoment = {
  ...{ takenAt: 1, madeBy: 'test', cursors: new Map(), journalEnd: 0, unsaved: [] },
};

/** Of texts that cannot be packed. */
function engineOf(texts: readonly string[]): Engine {
  const lines = { hold: () => {}, letGo: () => {} };
  return { lines, save: () => ({ texts: new SavedList(() => texts) }) } as unknown as Engine;
}

test('a large checkpoint is in the store in pieces before it is whole, and whole it is what it is of', () => {
  const texts = Array.from({ length: 60_000 }, (_, at) =>
    createHash('sha256').update(`${at}`).digest('base64'),
  );
  const store = Store.open(null);
  const pieces: number[] = [];
  for (const kept of [texts.slice(1), texts]) {
    const running = new RunningCheckpoint(engineOf(kept), MOMENT, () => 0);
    let most = 0;
    let isWhole = false;
    while (!isWhole) {
      isWhole = running.advance(0);
      const piece = isWhole ? null : running.takePiece();
      if (piece === null) continue;
      pieces.push(piece.parts.reduce((sum, part) => sum + part.length, 0));
      most = Math.max(most, ...pieces);
      store.commit({ piece });
    }
    assert.ok(most < 1.5 * 2 ** 20, `${most} bytes waited`);
    store.commit({ checkpoint: running.checkpoint() });
    assert.deepEqual(joinParts(store.progress()?.parts ?? []), { texts: kept, unsaved: [] });
  }
  assert.ok(pieces.length >= 2, `${pieces.length} pieces`);
  store.close();
});
