/** What a report says was done about somebody. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Decision } from '../../../src/model/bans/decision.ts';
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

test('a ban that never held is not told as one that did, neither now nor when it is over', () => {
  const [enforcement] = DECISION.enforcements;
  assert.ok(enforcement);
  const enforcements = [{ ...enforcement, state: 'not-effective' as const }];
  const failed = { ...DECISION, state: 'not-effective', enforcements } as const;
  assert.match(text(failed), /Action taken +Ban \(not effective\) \d/);
  assert.match(
    text({ ...failed, state: 'lifted', goal: 'lifted' }),
    /Action taken +Ban \(not effective\) \d/,
  );
  const held = { ...enforcement, responder: 'other', state: 'effective' as const };
  assert.match(
    text({ ...failed, state: 'lifted', enforcements: [...enforcements, held] }),
    /Action taken +Ban \d/,
  );
});
