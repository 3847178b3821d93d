import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainText } from '../../../../src/views/presentation/line.ts';
import { paneCounts } from '../../../../src/views/presentation/lists/pane-title.ts';
import { busySnapshot } from '../../fixture.ts';

test('the title of the alerts says when only the latest are here', () => {
  const { alerts } = busySnapshot();
  const titleOf = (part: object): string =>
    plainText(paneCounts('alerts', busySnapshot({ alerts: { ...alerts, ...part } })));
  assert.match(titleOf({}), /^\d+ open of \d+$/);
  assert.match(
    titleOf({ hasOlder: true }),
    /^\d+ open of the latest \d+; older ones: soc-console alerts list$/,
  );
});

test('the title of the bans tells those that hold from those that are only pretended', () => {
  const { decisions } = busySnapshot();
  const titleOf = (active: number, states: object): string =>
    plainText(paneCounts('bans', busySnapshot({ decisions: { ...decisions, active, total: 5, states } })));
  assert.equal(titleOf(2, { effective: 2, expired: 3 }), '2 in force');
  assert.equal(titleOf(2, { simulated: 2 }), '2 simulated');
  assert.equal(titleOf(3, { effective: 1, simulated: 2 }), '1 in force, 2 simulated');
});
