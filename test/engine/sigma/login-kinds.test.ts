import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compileRules } from '../../../src/engine/sigma/compile.ts';
import { DetectionMatcher } from '../../../src/engine/sigma/detection-matcher.ts';
import type { RuleSet } from '../../../src/engine/sigma/rule-set.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { reviewedRegex } from '../../../src/rules/regex.ts';
import { readSigmaFile } from '../../../src/rules/sigma-file.ts';
import { readLines } from '../parse/reading.ts';

const OF_LOGINS = [
  '{login: true, outcome: failure, valid_user: true}',
  '{login: true, outcome: success}',
  '{login: true, outcome: failure, auth_method: [password, none]}',
  '{login_begun: true}',
  '{valid_user: null}',
  '{x_new_source: true, auth_method|contains: key}',
];

function rulesOf(...detections: readonly string[]): RuleSet {
  const documents = detections.map(
    (selection, id) =>
      `title: r${id}\nid: r${id}\nlogsource: {service: sshd}\ndetection: {a: ${selection}, condition: a}\nlevel: low`,
  );
  const { rules } = readSigmaFile('rules.yml', documents.join('\n---\n'));
  return compileRules(rules, () => reviewedRegex).rules;
}

function matchesOf(matcher: DetectionMatcher, event: LogEvent, newSource: boolean): string[] {
  const names: string[] = [];
  matcher.match(event, ({ rule }) => names.push(rule.id), newSource);
  return names;
}

/** The event without its kind: every rule is asked. */
function unknown(event: LogEvent): LogEvent {
  return Object.create(event, { loginKind: { value: undefined } });
}

const samples = new URL('../../samples/syslog/', import.meta.url);
const lines = readdirSync(samples)
  .filter((name) => name.startsWith('sshd-'))
  .flatMap((name) => readFileSync(new URL(name, samples), 'utf8').split('\n'))
  .filter((line) => line !== '' && !line.startsWith('#'));
const events = readLines('syslog', lines).events.filter(({ logsource }) => logsource.service === 'sshd');

for (const [what, rules] of [
  ['how they went', rulesOf(...OF_LOGINS)],
  [
    'more than that',
    rulesOf(...OF_LOGINS, '{user: root}', '{src_port|gt: 40000}', "{src_ip|startswith: '2'}"),
  ],
] as const) {
  test(`rules that ask of logins ${what} match the same with and without their kind`, () => {
    const [one, other] = [new DetectionMatcher(rules), new DetectionMatcher(rules)];
    const found = new Set<string>();
    for (const event of events) {
      for (const newSource of [false, true]) {
        const matches = matchesOf(one, event, newSource);
        assert.deepEqual(matches, matchesOf(other, unknown(event), newSource), event.raw);
        for (const each of matches) found.add(each);
      }
    }
    assert.equal(found.size, rules.detections.length);
    assert.ok(events.some(({ loginKind }) => loginKind !== undefined));
  });
}
