import type {
  DetectionRule,
  FieldTest,
  FilterRule,
  Place,
  RuleHead,
  SearchSpec,
  SigmaValue,
} from '../engine/sigma/spec.ts';
import { TIME_PARTS } from '../engine/sigma/time-part.ts';
import { withVerdicts } from '../engine/sigma/verdict.ts';
import { oddLogsource } from './odd-logsource.ts';
import { misspelt, namesOf, type Report } from './read-head.ts';
import { spoiltName } from './spoilt-text.ts';
import type { YamlNode } from './yaml-node.ts';

/** Reads the log source, searches and conditions of a rule. Null when it cannot be used: what is wrong was reported with its place. */
export function readDetection(root: YamlNode, head: RuleHead, report: Report): DetectionRule | null {
  const detection = root.get('detection');
  if (detection.kind !== 'map') {
    const meant = misspelt('detection', root);
    report('error', `'detection' with its searches and 'condition' is missing${meant}`, detection.at);
    return null;
  }
  const logsource = readLogsource(root, report);
  if (detection.get('condition').kind === 'missing' && root.has('condition')) {
    report(
      'error',
      "'condition' stands outside of 'detection': indent it as the searches are",
      root.get('condition').at,
    );
    return null;
  }
  const searches = readSearches(detection, NO_SEARCHES, report);
  return withVerdicts({ ...head, kind: 'detection', logsource, ...searches });
}

/** A Sigma filter: searches and a condition like a detection's, under `filter`. */
export function readFilter(root: YamlNode, head: RuleHead, report: Report): FilterRule | null {
  const filter = root.get('filter');
  if (filter.kind !== 'map') {
    report('error', "'filter' with its rules, searches and 'condition' is missing", filter.at);
    return null;
  }
  const read = readSearches(filter, [...NO_SEARCHES, 'rules'], report);
  for (const { text, at } of read.conditions) {
    if (!/\bnot\b/i.test(text))
      report('warning', "keeps only what it describes: there is no 'not' in its condition", at);
  }
  const { id, title, at } = head;
  const logsource = readLogsource(root, report);
  return { kind: 'filter', id, title, at, logsource, rules: readFiltered(filter, report), ...read };
}

const NO_SEARCHES: readonly string[] = ['condition', 'timeframe'];

function readFiltered(filter: YamlNode, report: Report): FilterRule['rules'] {
  const node = filter.get('rules');
  const rules = namesOf(node);
  const [only] = rules;
  if (rules.length === 1 && (only === 'any' || only === 'all')) return 'any';
  if (rules.length === 0) report('error', "'rules' names no rules; all of its log source are 'any'", node.at);
  return rules;
}

const PARTS = ['category', 'product', 'service'] as const;

function readLogsource(root: YamlNode, report: Report): DetectionRule['logsource'] {
  const node = root.get('logsource');
  if (node.kind === 'missing') {
    report('error', `'logsource' is missing${misspelt('logsource', root)}`, root.at);
  } else if (node.kind !== 'map') {
    report('error', "'logsource' says category, product or service, as in product: linux", node.at);
  } else if (!PARTS.some((key) => node.has(key))) {
    report('warning', `'logsource' names no ${PARTS.join(', ')}: the rule looks at every event`, node.at);
  }
  const part = (key: (typeof PARTS)[number]): Record<string, string> => {
    const text = node.get(key).text?.toLowerCase();
    const odd = text === undefined ? null : oddLogsource(key, text);
    if (odd !== null) report('warning', odd, node.get(key).at);
    return text === undefined ? {} : { [key]: text };
  };
  return { ...part('category'), ...part('product'), ...part('service') };
}

function readSearches(
  detection: YamlNode,
  others: readonly string[],
  report: Report,
): Pick<DetectionRule, 'searches' | 'conditions'> {
  const searches = new Map<string, SearchSpec>();
  for (const { key, keyAt, value } of detection.entries()) {
    if (others.includes(key)) continue;
    const search = value.value === null ? null : readSearch(value, report);
    if (search) searches.set(key, search);
    else
      report('error', `the search '${key}' is empty: its fields stand below it, further to the right`, keyAt);
  }
  const condition = detection.get('condition');
  const written = condition.each();
  const conditions = written.flatMap((node) => {
    if (node.text?.trim()) return { text: node.text, at: node.at };
    report('error', "'condition' is a text that names searches, as in selection and not filter", node.at);
    return [];
  });
  if (written.length === 0)
    report(
      'error',
      `'${others === NO_SEARCHES ? 'detection' : 'filter'}' has no 'condition'${misspelt('condition', detection)}`,
      detection.at,
    );
  if (
    others === NO_SEARCHES &&
    detection.has('timeframe') &&
    !conditions.some(({ text }) => text.includes('|'))
  )
    report(
      'warning',
      "'timeframe' is of Sigma 1 and does nothing: a correlation has a timespan",
      detection.get('timeframe').at,
    );
  return { searches, conditions };
}

/** A map is AND of its fields, a list of maps is OR, a list of values is keywords. */
function readSearch(node: YamlNode, report: Report): SearchSpec | null {
  if (node.kind === 'map') {
    const tests = node.entries().map(({ key, keyAt, value }) => readFieldTest(key, keyAt, value, report));
    return tests.length === 0 ? null : { kind: 'all', tests };
  }
  if (node.isPlain && /^[\w.|-]+:[^\s:/\\]/.test(node.text ?? ''))
    report(
      'warning',
      `'${node.text}' is looked for in the whole line: a field has a space behind its colon`,
      node.at,
    );
  const items = node.each();
  if (items.length === 0) return null;
  if (items.every((item) => item.kind === 'scalar')) return keywords(items, node.at);
  const parts = items.map((item) =>
    item.kind === 'scalar' ? keywords([item], item.at) : readSearch(item, report),
  );
  return { kind: 'any', of: parts.filter((part) => part !== null) };
}

/** A value that is right as YAML, and hardly ever what its writer wanted. */
function warnOfValue(of: string, item: YamlNode, report: Report): void {
  if (item.isCommentOnly)
    report('warning', `behind a # stands a comment, so '${of}' is null: put the value in quotes`, item.at);
  if (item.isPlain && /^[\u2018-\u201f].*[\u2018-\u201f]$/.test(item.text ?? ''))
    report('warning', `typographic quotes are part of the value: write '...'`, item.at);
  // Variables of Windows stand within a command, and are looked for by `contains`.
  if (!of.includes('|') && /^%[\w.-]{1,100}%$/.test(item.text ?? ''))
    report(
      'warning',
      `'${item.text}' is looked for as it stands: a placeholder is told by '${of}|expand'`,
      item.at,
    );
}

function keywords(items: readonly YamlNode[], at: Place): SearchSpec {
  const values = items.flatMap(valuesOf);
  return { kind: 'all', tests: [{ field: null, modifiers: [], values, at }] };
}

/**
 * A number as it stands in the rule and as it is read: `1.0` is `1`, too, `0x1F` is what Windows writes as text, and beyond 2^53 a
 * record's number is as rounded as the rule's, while a text has all its digits.
 */
function valuesOf({ value = null, source }: YamlNode): readonly SigmaValue[] {
  const isOtherText = typeof value === 'number' && source !== undefined && source !== String(value);
  return isOtherText ? [value, source] : [value];
}

/** All of a list are meant, or the number itself: another form of it would be one more to hold. */
const ONE_FORM: ReadonlySet<string> = new Set(['all', 'lt', 'lte', 'gt', 'gte', ...TIME_PARTS]);

function readFieldTest(key: string, keyAt: Place, value: YamlNode, report: Report): FieldTest {
  const [field = '', ...modifiers] = key.split('|');
  const isText = modifiers.includes('re');
  const isOneForm = modifiers.some((modifier) => ONE_FORM.has(modifier));
  const spoilt = spoiltName(key);
  if (spoilt !== null) report('warning', spoilt, keyAt);
  const values: SigmaValue[] = [];
  for (const item of value.kind === 'missing' ? [] : value.each()) {
    warnOfValue(key, item, report);
    // What looks like a number in a regular expression is text: `1.10` is not `1.1`.
    if (item.kind === 'scalar')
      values.push(...(isText || isOneForm ? [(isText ? item.source : item.value) ?? null] : valuesOf(item)));
    else report('error', `'${key}' takes a value or a list of values`, item.at);
  }
  if (value.kind === 'missing') values.push(null);
  return { field: field === '' ? null : field, modifiers, values, at: keyAt };
}
