import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Engine } from '../../../src/engine/engine.ts';
import {
  type ExplainSettings,
  type Explanation,
  explainLines,
} from '../../../src/engine/explain/explain-lines.ts';
import { traceDetection } from '../../../src/engine/explain/trace.ts';
import { filtersByRule } from '../../../src/engine/sigma/links/filters.ts';
import { logsourceApplies } from '../../../src/engine/sigma/logsource.ts';
import { loadRuleSet } from '../../../src/rules/rule-set.ts';
import { RECORDED_AT } from '../../evidence/truth.ts';
import { inputsOf, run } from '../run-engine.ts';

const loaded = await loadRuleSet(fileURLToPath(new URL('../../../config/rules', import.meta.url)), []);
const settings: ExplainSettings = {
  ...loaded,
  ...{ format: null, logsource: null, timeZone: 'UTC', now: RECORDED_AT, only: null },
  hash: (text) => createHash('sha256').update(text).digest('hex').slice(0, 32),
};

function failed(seconds: number, from = '203.0.113.7'): string {
  return line(seconds, `Failed password for root from ${from} port 4022 ssh2`);
}
function accepted(seconds: number): string {
  return line(seconds, 'Accepted password for root from 203.0.113.7 port 4022 ssh2');
}
function line(seconds: number, text: string): string {
  const minute = String(Math.floor(seconds / 60)).padStart(2, '0');
  return `Nov 21 00:${minute}:${String(seconds % 60).padStart(2, '0')} host sshd[${7000 + seconds}]: ${text}`;
}

function standing(explanation: Explanation, rule: string) {
  const found = explanation.events
    .flatMap(({ standings }) => standings)
    .find((each) => each.rule.name === rule);
  assert.ok(found, `${rule} is not told of`);
  const { figure, holds, group, steps } = found;
  return { figure, holds, group, steps: steps.map(({ rule: { name }, seen }) => `${name} ${seen}`) };
}

test('what is explained of a rule is what its compiled form decides, for every event of real attacks', () => {
  const filters = filtersByRule(
    loaded.rules.detections.map(({ rule }) => rule),
    loaded.filters,
    [],
  );
  let compared = 0;
  const engine = new Engine({
    ...{ rules: loaded.rules, timeZone: 'UTC', hash: settings.hash },
    observer: {
      record: () => {},
      event: (event, matched, newSource, usualSource) => {
        // A part is enough: they are much alike.
        if (compared++ % 37 !== 0) return;
        const holding = loaded.rules.detections
          .filter(({ rule }) => logsourceApplies(rule.logsource, event.logsource))
          .filter(
            ({ rule }) =>
              traceDetection(rule, event, {
                ...{ ...settings, newSource, usualSource },
                filters: filters.get(rule) ?? [],
              }).holds,
          )
          .map(({ rule }) => rule.name);
        assert.deepEqual(holding.sort(), matched.map(({ rule }) => rule.name).sort(), event.raw);
      },
    },
  });
  run(engine, inputsOf(['auth.log', 'access.log', 'access-json.log']));
  assert.ok(compared > 2000, `${compared} events`);
});

test('a line alone says how far it is from an alert', () => {
  const explanation = explainLines([failed(1)], settings);
  assert.equal(explanation.format, 'syslog');
  assert.deepEqual(explanation.alerts, []);
  assert.deepEqual(standing(explanation, 'sshd_bruteforce_fast'), {
    ...{ figure: 1, holds: false, group: { src_ip: '203.0.113.7' }, steps: [] },
  });
});

test('the lines before it fill the windows, each address its own', () => {
  const before = [1, 2, 3, 4, 5].map((second) => failed(second));
  const others = [1, 2, 3].map((second) => failed(second, '198.51.100.9'));
  const sixth = explainLines([...others, ...before, failed(6)], settings);
  assert.equal(standing(sixth, 'sshd_bruteforce_fast').figure, 6);
  assert.ok(sixth.alerts.some(({ rule }) => rule.name === 'sshd_bruteforce_fast'));
  const stranger = explainLines([...before, failed(6, '192.0.2.1')], settings);
  assert.equal(standing(stranger, 'sshd_bruteforce_fast').figure, 1);
});

test('what has left the window is not counted', () => {
  const explanation = explainLines([failed(1), failed(2), failed(12)], settings);
  assert.equal(standing(explanation, 'sshd_bruteforce_fast').figure, 1);
  assert.equal(standing(explanation, 'sshd_bruteforce').figure, 3);
});

test('steps that want an order hold in that order only', () => {
  const failures = [1, 2, 3, 4, 5, 6].map((second) => failed(second));
  const rule = 'sshd_success_after_bruteforce';
  assert.equal(standing(explainLines([...failures, accepted(20)], settings), rule).holds, true);
  const backwards = standing(explainLines([accepted(0), ...failures.slice(0, 4), failed(9)], settings), rule);
  assert.deepEqual(backwards.steps, ['sshd_failures_in_an_hour true', 'sshd_login_accepted_unusual true']);
  assert.equal(backwards.holds, false);
});

test('a line that gives no event says why', () => {
  assert.equal(explainLines(['a text of no kind'], settings).unparsed, 'unknown-format');
  const own = 'Failed password for root from 203.0.113.77 port 51770 ssh2';
  assert.equal(explainLines([own], settings).unparsed, 'no-time');
  const told = explainLines(['a text of no kind'], { ...settings, format: 'access' });
  assert.deepEqual([told.unparsed, told.told, told.events], ['bad-line', true, []]);
});

test('the rules nearest to a line come first, those that match before all', () => {
  const request =
    '203.0.113.7 - - [21/Nov/2026:00:52:00 +0000] "GET /p?id=-1%20UNION%20SELECT%201,2,3-- HTTP/1.1" 200 63';
  const traces = explainLines([request], settings).events[0]?.detections ?? [];
  assert.equal(traces[0]?.rule.name, 'web_sql_injection');
  const nearness = traces.slice(1).map((trace) => trace.nearness);
  assert.deepEqual(
    nearness,
    [...nearness].sort((a, b) => b - a),
  );
});
