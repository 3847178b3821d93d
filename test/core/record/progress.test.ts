import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Progress } from '../../../src/core/record/progress.ts';
import { Engine } from '../../../src/engine/engine.ts';
import { engineOptions, shippedRules } from '../../engine/run-engine.ts';

const options = engineOptions(await shippedRules());

/** What becomes of the engine's lines, in its order. */
function watched() {
  const engine = new Engine(options);
  const told: string[] = [];
  const { lines } = engine;
  const own = { hold: lines.hold.bind(lines), letGo: lines.letGo.bind(lines) };
  lines.hold = () => {
    told.push('held');
    own.hold();
  };
  lines.letGo = () => {
    told.push('let go');
    own.letGo();
  };
  const progress = new Progress({
    engine,
    cursors: () => new Map(),
    mark: 'test',
    placed: [],
    isUnderway: () => false,
    stopwatch: () => 0,
  });
  return { progress, told };
}

for (const [how, end] of [
  ['is stored', (progress: Progress) => progress.checkpointStored(1)],
  ['could not be stored', (progress: Progress) => progress.lose()],
  ['is given up at the end', (progress: Progress) => progress.abandon()],
  ['is of rules that are gone', (progress: Progress) => progress.changeMark('other')],
] as const) {
  test(`a checkpoint that ${how} holds the engine's lines no longer: they would grow for ever`, () => {
    const { progress, told } = watched();
    progress.begin(0, 0, []);
    assert.deepEqual(told, ['held']);
    end(progress);
    assert.deepEqual([told, progress.running], [['held', 'let go'], null]);
  });
}
