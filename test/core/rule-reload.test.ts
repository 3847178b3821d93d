import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine } from '../../src/engine/engine.ts';
import { rulesOf } from '../engine/correlate/rule-stream.ts';
import { blockOf, engineOptions } from '../engine/run-engine.ts';

const rule = (id: string, word: string): string =>
  `title: ${id}\nid: ${id}\nlogsource: {product: linux}\ndetection: {k: [${word}], condition: k}\nlevel: high`;
const LINE = 'Nov 20 08:00:00 host app[1]: one two';

test('an engine goes on with other rules: alerts stay while their rules do, and new rules find new events', () => {
  const engine = new Engine(engineOptions(rulesOf(rule('a', 'one'), rule('b', 'nothing'))));
  engine.step({ kind: 'open', source: 's', format: 'syslog' });
  engine.step(blockOf('s', LINE, 1));
  engine.step({ kind: 'idle', source: 's' });
  const names = (): string[] => engine.alerts().map(({ rule: { id }, eventCount }) => `${id} ${eventCount}`);
  assert.deepEqual(names(), ['a 1']);

  engine.takeRules(rulesOf(rule('b', 'two'), rule('a', 'one')));
  engine.step(blockOf('s', LINE.replace('08:00:00', '08:00:01'), 2));
  engine.step({ kind: 'idle', source: 's' });
  assert.deepEqual(names().sort(), ['a 1', 'a 1', 'b 1']);

  engine.takeRules(rulesOf(rule('b', 'two')));
  assert.deepEqual(names(), ['b 1']);
});
