import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PatientCompiler } from '../../src/platform/patient-compiler.ts';

function told(version: string, steps: number): string[] {
  const flags: string[] = [];
  const compiler = new PatientCompiler(3, (flag) => flags.push(flag), version);
  for (let step = 0; step < steps; step++) compiler.step();
  compiler.end();
  compiler.end();
  return flags;
}

test('after its warm-up V8 compiles less, and at the end as before', () => {
  assert.deepEqual(told('11.3.244.8-node.38', 9), [
    ...['--interrupt-budget=1000000', '--no-regexp-tier-up'],
    ...['--interrupt-budget=67584', '--regexp-tier-up'],
  ]);
});

test('nothing is changed for few lines, nor in a V8 that is not known', () => {
  assert.deepEqual(told('11.3.244.8-node.38', 2), []);
  assert.deepEqual(told('12.4.254.21-node.33', 9), []);
});
