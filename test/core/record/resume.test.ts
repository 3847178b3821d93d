import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkpointMark, resume } from '../../../src/core/record/resume.ts';
import { stateParts } from '../../../src/core/record/state-parts.ts';
import { Engine } from '../../../src/engine/engine.ts';
import type { SavedProgress } from '../../../src/store/progress.ts';
import { blockOf, engineOptions, run, shippedRules } from '../../engine/run-engine.ts';

const options = engineOptions(await shippedRules());
const MARK = checkpointMark('these rules');

/** What a run left that has read four refused logins of one address, and noted a fifth. */
function left(part: Partial<SavedProgress> = {}): SavedProgress {
  const engine = new Engine(options);
  run(engine, [{ kind: 'open', source: 'a', format: null }, ...[1, 2, 3, 4].map(failure)]);
  const fifth = {
    kind: 'block',
    source: 'a',
    length: 1,
    firstLine: 5,
    bytes: 1,
    yearReference: 0,
    observedAt: 0,
  };
  return {
    madeBy: MARK,
    parts: [...stateParts(engine.save())],
    cursors: new Map([['a', '4']]),
    journal: [JSON.stringify([{ ...fifth, cursor: '5' }])],
    ...part,
  };
}

function failure(line: number) {
  const stamp = `2026-11-21T00:00:0${line}Z`;
  return blockOf('a', `${stamp} web sshd[7]: Failed password for root from 203.0.113.7 port 1 ssh2`, line);
}

test('with nothing left it begins', () => {
  const empty = { madeBy: '', parts: [], cursors: new Map(), journal: [] };
  for (const saved of [null, empty]) {
    const { engine, cursors, history, notes } = resume(options, MARK, saved);
    assert.deepEqual([engine.events, cursors.size, history.length, notes], [0, 0, 0, []]);
  }
});

test('goes on from the checkpoint, with what came after it still to be given', () => {
  const { engine, cursors, history, notes } = resume(options, MARK, left());
  assert.deepEqual([engine.logins.failed, cursors.get('a'), history.length, notes], [4, '4', 1, []]);
});

test('without a checkpoint it goes on from the journal alone', () => {
  const { engine, cursors, history } = resume(
    options,
    MARK,
    left({ madeBy: '', parts: [], cursors: new Map() }),
  );
  assert.deepEqual([engine.events, cursors.size, history.length], [0, 0, 1]);
});

test('with other rules figures stay, what was noted is read again, and counting begins anew', () => {
  const resumed = resume(options, checkpointMark('other rules'), left());
  const { engine, cursors, history, notes, isAnew } = resumed;
  assert.deepEqual([engine.logins.failed, cursors.get('a'), history.length], [4, '4', 1]);
  assert.deepEqual([isAnew, notes], [true, ['The rules have changed: counting begins anew']]);
  run(engine, [failure(5)]);
  assert.deepEqual(engine.alerts(), []);
});

for (const [what, part, note] of [
  [
    'of another version',
    { madeBy: '0 these rules' },
    'What was counted so far is of another version: counting begins anew',
  ],
  [
    'that is damaged',
    { parts: [Buffer.from('no')] },
    'What was counted so far was damaged: counting begins anew',
  ],
] as const) {
  test(`a state ${what} is let go, and what was noted since is read again`, () => {
    const { engine, cursors, history, notes, isAnew } = resume(options, MARK, left(part));
    assert.deepEqual([engine.logins.failed, cursors.get('a'), history.length], [0, '4', 1]);
    assert.deepEqual([isAnew, notes], [true, [note]]);
  });
}

test('a journal that is damaged is passed over', () => {
  const { engine, cursors, history } = resume(options, MARK, left({ journal: ['[{'] }));
  assert.deepEqual([engine.logins.failed, cursors.get('a'), history.length], [4, '4', 0]);
});
