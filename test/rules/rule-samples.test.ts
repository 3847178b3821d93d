/** The samples beside the shipped rules, and that every rule which alerts has samples of both kinds and a scenario. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Engine } from '../../src/engine/engine.ts';
import { loadRuleSet } from '../../src/rules/rule-set.ts';
import { runSample, type SampleRun } from '../../src/rules/run-samples.ts';
import { loadSamples, type RuleSample } from '../../src/rules/samples.ts';
import { sampledRules } from './samples.ts';

const folder = fileURLToPath(new URL('../../config/rules', import.meta.url));
const scenarios = fileURLToPath(new URL('../scenarios/', import.meta.url));
const { rules } = await loadRuleSet(folder, []);
const { sets, issues } = loadSamples(folder);
const listed = [...rules.detections, ...rules.correlations];
const alerting = listed.filter(({ alerts }) => alerts).map(({ rule }) => rule.name);
const byRule = new Map(sets.map(({ rules: [name = ''], samples }) => [name, samples]));
const stories = readdirSync(scenarios, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => readFileSync(`${scenarios}${name}/expected.yml`, 'utf8'))
  .join('\n');

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

function runFor(name: string): SampleRun {
  const rule = listed.find(({ rule }) => rule.name === name)?.rule.id ?? '';
  return { rules, rule, format: null, logsource: null, timeZone: 'UTC', hash };
}

test('the sample files themselves are right, and each is of one rule that runs', () => {
  assert.deepEqual(issues, []);
  for (const name of byRule.keys()) assert.ok(alerting.includes(name), name);
});

/** Captures are no lines, and half an hour of lines is no sample: test/engine/packets and test/engine/volume have theirs. */
const isOfLines = ({ at }: { readonly at: { readonly file: string } }): boolean =>
  !/[/\\](?:volume|network[/\\](?!firewall|zeek))/.test(at.file);
const ofLines = listed.filter(({ alerts, rule }) => alerts && isOfLines(rule)).map(({ rule }) => rule.name);

test('every rule that alerts has lines that it must find, and near misses', () => {
  const kindsOf = (name: string): boolean[] => (byRule.get(name) ?? []).map(({ wanted }) => wanted);
  const lacking = ofLines
    .filter((name) => !sampledRules().includes(name))
    .filter((name) => !kindsOf(name).includes(true) || !kindsOf(name).includes(false));
  assert.deepEqual(lacking, []);
});

test('every rule that alerts has a story in test/scenarios', () => {
  assert.deepEqual(
    // What changes on the machine itself, or in a list, is told by the audit, not by a log: samples tell the story.
    ofLines.filter(
      (name) => !/^(?:machine|service_list)_/.test(name) && !new RegExp(`^ +- ${name} `, 'm').test(stories),
    ),
    [],
  );
});

for (const [name, samples] of byRule) {
  test(`${name}: its samples`, () => {
    const problems = samples.map((sample) => runSample(sample, runFor(name)).problem);
    assert.deepEqual(
      problems.filter((problem) => problem !== null),
      [],
    );
  });
}

const FOREIGN = '198.51.100.66';
/** What an attacker may put where the account stands. */
const HOSTILE: Readonly<Record<string, string>> = {
  'another address, as sshd writes it': `x from ${FOREIGN} port 22 ssh2`,
  'another address, as PAM writes it': `x rhost=${FOREIGN}  user=root`,
  'another row': `x, ${FOREIGN}, login_attempt, FAILED`,
  'another message': `x: Accepted password for root from ${FOREIGN} port 22 ssh2`,
  'signs of control': 'x\x1b[2J\u202e\u0007\r',
  '64 KB': 'x'.repeat(65_000),
};

/** The sample with other text for its accounts, and all alerts that come of it. */
function alertsWith({ lines }: RuleSample, hostile: string) {
  const users = new Set<string>();
  const read = (text: string, seen: (user: string) => void): Engine => {
    const observer = {
      record: () => {},
      event: ({ user }: { readonly user: string | null }) => void (user && seen(user)),
    };
    const engine = new Engine({ rules, timeZone: 'UTC', hash, observer });
    const at = Date.parse('2026-11-21T08:00:00Z');
    engine.step({ kind: 'open', source: 's', format: null });
    const times = { yearReference: at, observedAt: at };
    engine.step({ kind: 'block', block: { source: 's', text, firstLine: 1, bytes: text.length, ...times } });
    engine.step({ kind: 'end', source: 's' });
    return engine;
  };
  read(`${lines.join('\n')}\n`, (user) => users.add(user));
  const swapped = lines.map((line) =>
    [...users].reduce(
      (text, user) => text.replaceAll(new RegExp(`(?<![\\w/])${user}(?![\\w/=])`, 'g'), hostile),
      line,
    ),
  );
  return read(`${swapped.join('\n')}\n`, () => {}).alerts();
}

describe('whatever stands where the account does, no alert names an address that did not act', () => {
  for (const [what, hostile] of Object.entries(HOSTILE)) {
    test(what, () => {
      for (const [name, samples] of byRule) {
        for (const sample of samples.filter(({ wanted }) => wanted)) {
          const named = alertsWith(sample, hostile).map(({ group }) => group.src_ip);
          assert.ok(!named.includes(FOREIGN), name);
        }
      }
    });
  }
});
