/** Who comes back to the keys is told what came meanwhile. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { MINUTE_MS } from '../../src/model/time.ts';
import { consolesOf, status } from './console-harness.ts';
import { busySnapshot } from './fixture.ts';

const withConsole = consolesOf({ columns: 120, rows: 30 });
const BEFORE = busySnapshot();
const { alerts } = BEFORE;
const AFTER = {
  ...BEFORE,
  alerts: {
    ...alerts,
    total: alerts.total + 3,
    open: { ...alerts.open, critical: alerts.open.critical + 1 },
  },
};

it(
  'whoever was away is told how many alerts are new, how grave, and what lists them',
  withConsole({}, async (opened) => {
    await opened.press('1');
    await opened.show(AFTER, 10 * MINUTE_MS);
    await opened.press('j');
    assert.match(
      status(opened),
      /^ 3 new alerts since 00:54 \(\+1 critical\): \/first>00:54 lists what began since\./,
    );
  }),
);

it(
  'or that there is none',
  withConsole({}, async (opened) => {
    await opened.press('1');
    await opened.show(BEFORE, 10 * MINUTE_MS);
    await opened.press('j');
    assert.match(status(opened), /^ No new alert since 00:54, when a key was last pressed\./);
  }),
);

it(
  'nobody else is told anything, nor on the first key',
  withConsole({}, async (opened) => {
    await opened.show(AFTER, 11 * MINUTE_MS);
    await opened.press('1');
    assert.doesNotMatch(status(opened), /new alert/);
    await opened.show(BEFORE, 9 * MINUTE_MS);
    await opened.press('j');
    assert.doesNotMatch(status(opened), /new alert/);
  }),
);

it(
  'where older alerts are dropped, at least so many are new; a core that counts anew says nothing',
  withConsole({}, async (opened) => {
    const partOf = ({ alerts: { total } }: typeof AFTER) => ({
      ...BEFORE,
      alerts: { ...alerts, total, hasOlder: true },
    });
    await opened.press('1');
    await opened.show(partOf(AFTER), 10 * MINUTE_MS);
    await opened.press('j');
    assert.match(status(opened), /^ At least 3 new alerts since 00:54: /);
    await opened.show(partOf(AFTER), 10 * MINUTE_MS);
    await opened.press('j');
    assert.doesNotMatch(status(opened), /new alert/);
    await opened.show(BEFORE, 10 * MINUTE_MS);
    await opened.press('j');
    assert.doesNotMatch(status(opened), /new alert/);
  }),
);
