import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateParts } from '../../src/core/record/state-parts.ts';
import { Engine, type EngineInput } from '../../src/engine/engine.ts';
import { fc } from '../support/properties.ts';
import { engineOptions, everythingOf, inputsOf, run, shippedRules } from './run-engine.ts';

const rules = await shippedRules();
const options = engineOptions(rules);

/** Saves after each of `cuts` inputs, through JSON, and goes on with another engine. */
function runWithCuts(inputs: readonly EngineInput[], cuts: readonly number[]) {
  let engine = new Engine(options);
  const outputs = [];
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    outputs.push(...run(engine, inputs.slice(from, cut)));
    engine = Engine.restore(options, JSON.parse(JSON.stringify(engine.save())));
    from = cut;
  }
  outputs.push(...run(engine, inputs.slice(from)));
  return { outputs, everything: everythingOf(engine) };
}

for (const names of [
  ['auth.log'],
  ['logins.csv.log'],
  ['access.log'],
  ['auth-repeated.log'],
  ['access-json.log', 'auth-rfc3339.log'],
  ['auth.log', 'access.log', 'logins.csv.log'],
]) {
  test(`stopped and restored after any line of ${names.join(', ')}: the same alerts, counts and ids`, () => {
    const inputs = inputsOf(names);
    const whole = runWithCuts(inputs, []);
    assert.notDeepEqual(whole.outputs, []);
    const cuts = fc.array(fc.nat(inputs.length), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(cuts, (at) => assert.deepEqual(runWithCuts(inputs, at), whole)),
      { numRuns: 12 },
    );
  });
}

test('the paths that are asked for go on where they were; in what an earlier version saved there are none', () => {
  const asking = { ...options, askedPaths: true };
  const inputs = inputsOf(['access.log']);
  const pathsOf = (engine: Engine) => [
    engine.paths?.requests,
    engine.paths?.statuses,
    [...(engine.paths?.all() ?? [])],
  ];
  const whole = new Engine(asking);
  run(whole, inputs);
  assert.ok([...(whole.paths?.all() ?? [])].length > 2);
  assert.equal(whole.paths?.requests, whole.web.requests);

  const cut = Math.floor(inputs.length / 2);
  const first = new Engine(asking);
  run(first, inputs.slice(0, cut));
  const saved = JSON.parse(JSON.stringify(first.save()));
  const second = Engine.restore(asking, saved);
  run(second, inputs.slice(cut));
  assert.deepEqual(pathsOf(second), pathsOf(whole));

  const { paths: _, ...older } = saved;
  assert.deepEqual([...(Engine.restore(asking, older).paths?.all() ?? [])], []);
  assert.equal(Engine.restore(options, saved).paths, null);
});

test('what is long of a state may be read later: it stays as it was, whatever the engine is given meanwhile', () => {
  const inputs = inputsOf(['auth.log', 'access.log', 'logins.csv.log']);
  fc.assert(
    fc.property(fc.nat(inputs.length), (cut) => {
      const engine = new Engine(options);
      run(engine, inputs.slice(0, cut));
      engine.lines.hold();
      const state = engine.save();
      const [first, ...rest] = [...stateParts(state)];
      const parts = stateParts(engine.save())[Symbol.iterator]();
      const firstOfLater = parts.next().value;
      run(engine, inputs.slice(cut));
      const later = [];
      for (let next = parts.next(); !next.done; next = parts.next()) later.push(next.value);
      assert.deepEqual([firstOfLater, ...later], [first, ...rest]);
    }),
    { numRuns: 12 },
  );
});

test('with other rules the alerts of those that still are there are taken over, and counting begins anew', () => {
  const inputs = inputsOf(['auth.log']);
  const engine = new Engine(options);
  run(engine, inputs);
  const fewer = { ...rules, correlations: rules.correlations.slice(0, -1) };
  const gone = rules.correlations.at(-1)?.rule.id;
  const restored = Engine.restore(engineOptions(fewer), JSON.parse(JSON.stringify(engine.save())));
  assert.deepEqual(
    restored.alerts(),
    engine.alerts().filter(({ rule }) => rule.id !== gone),
  );
});
