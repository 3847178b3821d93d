/** In the smallest windows sentences are whole, and figures say what they are. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { consolesOf, keys, screen, status } from './console-harness.ts';

const withConsole = consolesOf({ columns: 60, rows: 15 });

it(
  'what is said is said to its end, in the line of the keys too, which come back after it',
  withConsole({ look: { colours: 256 } }, async (opened) => {
    const before = keys(opened);
    await opened.press('T');
    assert.equal(
      `${status(opened)}${keys(opened)}`,
      ' Theme dark: for a dark background; ui.theme: dark in the configuration keeps it.',
    );
    await opened.pass(9_000);
    assert.equal(keys(opened), before);
  }),
);

it(
  'a question keeps its keys',
  withConsole({ look: { colours: 256 } }, async (opened) => {
    await opened.press('T', ':');
    assert.match(keys(opened), /Esc cancel/);
  }),
);

it(
  'of the forms of a filter those are named that fit whole',
  withConsole({}, async (opened) => {
    await opened.press('2', '/');
    assert.match(status(opened), / {2}word {2}!not {2}field:value {2}count>10 {2}>=high$/);
  }),
);

it(
  'failed logins have their titles beside the alerts',
  withConsole({}, async (opened) => {
    assert.match(screen(opened), /SOURCE IP +IN +FAILS +USERS +LAST/);
  }),
);
