import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainText } from '../../../src/views/presentation/line.ts';
import { paneCounts } from '../../../src/views/presentation/pane-title.ts';
import { busySnapshot } from '../fixture.ts';

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
