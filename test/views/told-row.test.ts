/** Where something is wrong for long, the row that somebody goes to is told all the same. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { consolesOf, status } from './console-harness.ts';
import { busySnapshot, foreign } from './fixture.ts';

const withConsole = consolesOf({ columns: 120, rows: 30 });
const TROUBLED = busySnapshot({ sources: [...busySnapshot().sources, foreign('file:/srv/own/logins.log')] });
const TROUBLE = /^ ! \/srv\/own\/logins\.log: none of 180 lines is understood/;

it(
  'what is wrong, then the row that is gone to, then what is wrong again',
  withConsole({ snapshot: TROUBLED }, async (opened) => {
    await opened.press('2');
    assert.match(status(opened), TROUBLE);
    await opened.press('j');
    assert.match(status(opened), /34 failures/);
    await opened.show(TROUBLED, 5_000);
    assert.match(status(opened), /34 failures/);
    await opened.show(TROUBLED, 6_000);
    assert.match(status(opened), TROUBLE);
  }),
);
