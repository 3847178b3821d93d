import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Engine, type EngineInput } from '../../src/engine/engine.ts';
import { blockOf, engineOptions, run, shippedRules } from './run-engine.ts';

const options = engineOptions(await shippedRules());
const start = Date.parse('2026-11-21T00:00:00Z');

function failure(source: string, second: number, line: number): EngineInput {
  const stamp = new Date(start + second * 1000).toISOString();
  return blockOf(source, `${stamp} web sshd[7]: Failed password for root from 203.0.113.7 port 1 ssh2`, line);
}

function open(source: string, more: { readonly since?: number; readonly anew?: boolean } = {}): EngineInput {
  return { kind: 'open', source, format: null, ...more };
}

test('a source that is opened again goes on where it was', () => {
  const engine = new Engine(options);
  run(engine, [open('a'), failure('a', 0, 1), open('a'), failure('a', 1, 2)]);
  const { records, events, format } = engine.reader('a');
  assert.deepEqual([records, events, format], [2, 2, 'syslog']);
});

test('another stream under the same name is recognised and counted anew, and what waits of the first is kept', () => {
  const engine = new Engine(options);
  run(engine, [open('a'), open('slow'), failure('a', 0, 1)]);
  assert.equal(engine.waiting('a'), 1);
  run(engine, [
    open('a', { anew: true }),
    blockOf('a', '2026-11-21 00:00:02, bob, 192.0.2.1, login, FAILED', 1),
  ]);
  const { records, format } = engine.reader('a');
  assert.deepEqual([records, format, engine.waiting('a')], [1, 'login', 2]);
  run(engine, [{ kind: 'end', source: 'slow' }]);
  assert.equal(engine.logins.failed, 2);
});

test('a source that is opened again holds up the others until it speaks', () => {
  const engine = new Engine(options);
  run(engine, [open('a'), open('b'), { kind: 'idle', source: 'b' }, failure('a', 0, 1)]);
  assert.equal(engine.waiting('a'), 0);
  run(engine, [open('b'), failure('a', 1, 2)]);
  assert.equal(engine.waiting('a'), 1);
});

test('events before its since are read and not judged, also after it was restored', () => {
  const first = new Engine(options);
  run(first, [open('a', { since: start + 2000 }), failure('a', 0, 1), failure('a', 2, 2)]);
  assert.deepEqual([first.reader('a').events, first.logins.failed], [2, 1]);
  const second = Engine.restore(options, JSON.parse(JSON.stringify(first.save())));
  run(second, [open('a'), failure('a', 1, 3), failure('a', 3, 4)]);
  assert.deepEqual([second.reader('a').events, second.logins.failed], [4, 2]);
});
