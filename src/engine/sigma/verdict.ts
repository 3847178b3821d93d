import type { FieldValue, LogEvent } from '../../model/log-event.ts';
import type { DetectionRule, FieldTest, SearchSpec } from './spec.ts';

/** What packet filters call the two things that can become of a packet; our events say `allowed` and `blocked`. */
const VERDICTS: ReadonlyMap<string, string> = new Map([
  ...[
    ...['accept', 'accepted', 'allow', 'permit', 'permitted', 'pass', 'passed', 'forward', 'forwarded'],
  ].map((word) => [word, 'allowed'] as const),
  ...['block', 'deny', 'denied', 'drop', 'dropped', 'reject', 'rejected'].map(
    (word) => [word, 'blocked'] as const,
  ),
]);

/** A rule for packet filters in whatever words their makers use: each also means ours. */
export function withVerdicts(rule: DetectionRule): DetectionRule {
  if (rule.logsource.category !== 'firewall') return rule;
  const searches = Array.from(rule.searches, ([name, search]) => [name, inSearch(search)] as const);
  return { ...rule, searches: new Map(searches) };
}

function inSearch(search: SearchSpec): SearchSpec {
  return search.kind === 'any'
    ? { kind: 'any', of: search.of.map(inSearch) }
    : { kind: 'all', tests: search.tests.map(inTest) };
}

function inTest(test: FieldTest): FieldTest {
  if (test.field !== 'action' || test.modifiers.length > 0) return test;
  const ours = test.values.flatMap((value) => VERDICTS.get(String(value).toLowerCase()) ?? []);
  return { ...test, values: [...new Set([...test.values, ...ours])] };
}

/** `blocked`: whether a packet filter let the packet through; what a record itself says comes first. */
export function isBlocked({ fields }: LogEvent): FieldValue {
  const { blocked, form, action } = fields;
  if (blocked !== undefined) return blocked;
  return form === 'firewall' ? action === 'blocked' : null;
}
