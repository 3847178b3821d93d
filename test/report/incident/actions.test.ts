/** What a report says was done about somebody. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Decision } from '../../../src/model/decision.ts';
import { renderReport } from '../../../src/report/incident/formats/render.ts';
import { EXAMPLE_BANS } from './example-response.ts';
import { inputOf } from './input-of.ts';

const [DECISION = assert.fail()] = EXAMPLE_BANS;

const text = (decision: Decision): string =>
  renderReport(inputOf([], { decisions: [decision] }), { format: 'text', lang: 'en', ascii: false });

test('a simulated ban that is over is told as one that was never carried out', () => {
  const [enforcement] = DECISION.enforcements;
  assert.ok(enforcement);
  const over = { ...DECISION, state: 'lifted', goal: 'lifted' } as const;
  assert.match(text(over), /Action taken +Ban \d/);
  const simulated = { ...over, enforcements: [{ ...enforcement, state: 'simulated' as const }] };
  assert.match(text(simulated), /Action taken +Ban \(simulated\) \d/);
  assert.match(text(simulated), /^ .*UTC +Ban \(simulated\) .*lifted/m);
});
