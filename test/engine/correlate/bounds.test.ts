/** Conditions with an upper bound, of a count that goes up by one with each event. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LoginStream, rulesWith } from './login-stream.ts';

/** The number of the event with which the alert opens; null: never within eight. */
const OPENS: readonly (readonly [condition: string, event: number | null])[] = [
  ['eq: 1', 1],
  ['eq: 3', 3],
  ['gte: 3, lte: 5', 3],
  ['gt: 2, lt: 100', 3],
  ['gt: 2, neq: 3', 4],
  ['lte: 5', 1],
  ['lt: 1', null],
  ['neq: 1', 2],
  ['gte: 9, lte: 20', null],
];

for (const [condition, event] of OPENS) {
  test(`{${condition}} is true first with event ${event ?? 'none'}`, () => {
    const stream = new LoginStream(
      rulesWith(`title: t
id: t
name: t
correlation: {type: event_count, rules: [login_failed], group-by: [src_ip], timespan: 1m, condition: {${condition}}}
level: high`),
    );
    const opened = Array.from(
      { length: 8 },
      (_, at) => stream.accept({ time: at * 1000, ip: '192.0.2.1' }).length > 0,
    );
    assert.equal(opened.indexOf(true) + 1, event ?? 0);
  });
}
