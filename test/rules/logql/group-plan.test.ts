import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { BUILT_IN_FORMATS } from '../../../src/engine/parse/formats.ts';
import { SourceReader } from '../../../src/engine/source-reader.ts';
import type { GroupPlan } from '../../../src/model/alerts/group-plan.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { type Countable, countableRules } from '../../../src/rules/logql/countable.ts';
import { planFor } from '../../../src/rules/logql/group-plan.ts';
import { loadRuleSet } from '../../../src/rules/rule-set.ts';
import { runQuery } from '../../hunt/run-query.ts';

const shipped = join(import.meta.dirname, '../../../config/rules');
const HEAD = 'Nov 21 12:00:00 web01';

function plan(countable: Countable, lines: readonly string[], program: string | null = null): GroupPlan {
  const reader = new SourceReader('', null, 'UTC', undefined, BUILT_IN_FORMATS);
  const events: LogEvent[] = [];
  const text = lines.map((line) => `${line}\n`).join('');
  const times = { observedAt: 0, yearReference: Date.UTC(2026, 11) };
  const emit = (event: LogEvent): void => void events.push(event);
  reader.read({ source: '', text, bytes: text.length, firstLine: 1, ...times }, emit);
  reader.end(emit);
  return planFor(countable, { format: reader.format, events, program });
}

describe('with the shipped rules, of a log', () => {
  let countable: Countable;
  before(async () => {
    countable = countableRules(await loadRuleSet(shipped, []), '{job=~".+"}');
  });

  const rows: readonly (readonly [
    what: string,
    kind: GroupPlan['kind'],
    lines: readonly string[],
    program?: string,
  ])[] = [
    ['of sshd', 'chosen', [`${HEAD} sshd[1]: Failed password for x from 192.0.2.1 port 2 ssh2`]],
    ['of sshd by the journal', 'chosen', [`${HEAD} sshd: Connection closed by 192.0.2.1 port 2`], 'sshd'],
    ['of another daemon by the journal', 'whole', [`${HEAD} sudo: x : command not allowed`], 'sudo'],
    ['of logins', 'chosen', ['2023-06-25 14:22:01, john, 192.168.1.1, login_attempt, FAILED']],
    ['of requests', 'whole', ['192.0.2.1 - - [21/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "x"']],
    ['of JSON', 'chosen', ['{"@timestamp":"2026-11-21T12:00:00Z","EventID":7045,"Channel":"System"}']],
    [
      'of a log with logins in it',
      'whole',
      ['{"@timestamp":"2026-11-21T12:00:00Z","EventID":4634,"Channel":"Security"}'],
    ],
    ['of nobody knows what', 'whole', ['hello', 'world']],
    ['with nothing in it yet', 'whole', []],
  ];
  for (const [what, kind, lines, program] of rows) {
    test(`${what} lines are ${kind === 'whole' ? 'all read' : 'chosen'}`, () => {
      assert.equal(plan(countable, lines, program ?? null).kind, kind);
    });
  }

  test('of sshd, lines of all others are read, also those that pretend to be sshd', () => {
    const chosen = plan(countable, [`${HEAD} sshd[1]: Failed password for x from 192.0.2.1 port 2 ssh2`]);
    assert.ok(chosen.kind === 'chosen');
    const [others] = chosen.lines;
    const lines = [
      `${HEAD} sshd[1]: Failed password for root from 203.0.113.7 port 22 ssh2`,
      `<38>${HEAD} sshd-session[1]: Connection closed by 203.0.113.7 port 22 [preauth]`,
      '2026-11-21T12:00:00.123456+00:00 web01 sshd[1]: Invalid user x from 203.0.113.7 port 1',
      `${HEAD} sudo: mallory : COMMAND=/bin/sh web01 sshd[1]: x`,
      `${HEAD} x sshd[1]: said by a program named x`,
      'sshd[1]: without a head',
    ];
    assert.deepEqual(
      runQuery([{ labels: { job: 'x' }, lines }], `{job="x"} ${others?.stages}`, null),
      lines.slice(3),
    );
  });
});

test('with rules that can be counted only, requests are chosen too', async () => {
  const loaded = await loadRuleSet(join(shipped, 'generic'), []);
  const countable = countableRules(loaded, '{job=~".+"}');
  const line = '192.0.2.1 - - [21/Nov/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "x"';
  assert.deepEqual(plan(countable, [line]), {
    kind: 'chosen',
    format: 'access log',
    lines: [],
    unless: null,
  });
});
