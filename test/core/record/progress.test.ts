import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Progress } from '../../../src/core/record/progress.ts';
import { Engine } from '../../../src/engine/engine.ts';
import { blockOf, engineOptions, shippedRules } from '../../engine/run-engine.ts';

const options = engineOptions(await shippedRules());

/** What becomes of the engine's lines, in its order. */
function watched() {
  const engine = new Engine(options);
  const told: string[] = [];
  const clock = { now: 0 };
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
    stopwatch: () => clock.now,
  });
  return { progress, told, clock };
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

test('of much that was read there is a checkpoint sooner than after a minute, but not at once', () => {
  const { progress, clock } = watched();
  const { block } = blockOf('a.log', 'a line', 1);
  const read = (bytes: number): void => progress.note({ kind: 'block', block: { ...block, bytes } });
  const dueAt = (now: number): boolean => {
    clock.now = now;
    return progress.isDue;
  };
  read(63 << 20);
  assert.deepEqual([dueAt(59_999), dueAt(60_000)], [false, true]);
  read(1 << 20);
  assert.deepEqual([dueAt(19_999), dueAt(20_000)], [false, true]);
});
