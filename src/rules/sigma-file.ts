import {
  COMPARISONS,
  CORRELATION_TYPES,
  type Comparison,
  type CorrelationRule,
  type CorrelationType,
  type DetectionRule,
  type FieldTest,
  type Place,
  type RuleHead,
  type RuleIssue,
  type SearchSpec,
  type SigmaRule,
  type SigmaValue,
} from '../engine/sigma/spec.ts';
import { ALERT_CLASSES, type AlertClass } from '../model/alert.ts';
import { isLevel, LEVELS, type Level } from '../model/level.ts';
import { parseDuration } from '../model/time.ts';
import { parseYaml, type YamlNode } from './yaml-node.ts';

export type RuleFile = { readonly rules: readonly SigmaRule[]; readonly issues: readonly RuleIssue[] };

/** A problem that costs the rule; collected, so that one file reports all of them. */
type Report = (severity: RuleIssue['severity'], message: string, at: Place) => void;

const KNOWN_CORRELATIONS: ReadonlySet<string> = new Set([
  'value_count',
  'temporal',
  'value_sum',
  'value_avg',
  'value_percentile',
  'value_median',
]);

/** Reads the Sigma documents of one file. Never throws for its content: what is wrong is in `issues`, with its place. */
export function readSigmaFile(file: string, text: string): RuleFile {
  const { roots, issues: yamlIssues } = parseYaml(file, text);
  const rules: SigmaRule[] = [];
  const issues: RuleIssue[] = [...yamlIssues];
  for (const [index, root] of roots.entries()) {
    let failed = false;
    const report: Report = (severity, message, at) => {
      failed ||= severity !== 'warning';
      issues.push({ severity, message, at });
    };
    const rule = readRule(root, `${file}#${index + 1}`, report);
    if (rule && !failed) rules.push(rule);
  }
  return { rules, issues };
}

function readRule(root: YamlNode, fallbackId: string, report: Report): SigmaRule | null {
  if (root.kind !== 'map') {
    report('error', 'a rule is a map with title, logsource and detection', root.at);
    return null;
  }
  if (root.has('filter')) {
    report('unsupported', 'Sigma filters are not supported yet', root.get('filter').at);
    return null;
  }
  const head = readHead(root, fallbackId, report);
  return root.has('correlation') ? readCorrelation(root, head, report) : readDetection(root, head, report);
}

function readHead(root: YamlNode, fallbackId: string, report: Report): RuleHead {
  const title = root.get('title').text;
  if (!title) report('error', "'title' is missing", root.at);
  const id = root.get('id').text ?? fallbackId;
  return {
    id,
    name: root.get('name').text ?? id,
    title: title ?? id,
    level: readLevel(root.get('level'), 'medium', report),
    status: root.get('status').text ?? 'experimental',
    description: root.get('description').text ?? '',
    references: texts(root.get('references')),
    falsepositives: texts(root.get('falsepositives')),
    tags: texts(root.get('tags')),
    class: readClass(root.get('x_class'), report),
    confidence: readGrade(root.get('x_confidence'), 1, report),
    spoofable: readGrade(root.get('x_spoofable'), 0, report),
    recommendation:
      root.get('x_recommendation').text ??
      'Look at the evidence and decide whether the source should be banned.',
    tiers: readTiers(root.get('x_tiers'), report),
    at: root.at,
  };
}

function readDetection(root: YamlNode, head: RuleHead, report: Report): DetectionRule | null {
  const detection = root.get('detection');
  if (detection.kind !== 'map') {
    report('error', "'detection' with its searches and 'condition' is missing", detection.at);
    return null;
  }
  if (root.get('logsource').kind !== 'map') report('error', "'logsource' is missing", root.at);
  const searches = new Map<string, SearchSpec>();
  for (const { key, keyAt, value } of detection.entries()) {
    if (key === 'condition' || key === 'timeframe') continue;
    const search = readSearch(value, report);
    if (search) searches.set(key, search);
    else report('error', `the search '${key}' is empty`, keyAt);
  }
  const conditions = detection
    .get('condition')
    .each()
    .map((node) => ({ text: node.text ?? '', at: node.at }));
  if (conditions.length === 0) report('error', "'detection' has no 'condition'", detection.at);
  return {
    ...head,
    kind: 'detection',
    logsource: readLogsource(root.get('logsource')),
    searches,
    conditions,
  };
}

function readLogsource(node: YamlNode): DetectionRule['logsource'] {
  const part = (key: 'category' | 'product' | 'service'): Record<string, string> => {
    const text = node.get(key).text?.toLowerCase();
    return text === undefined ? {} : { [key]: text };
  };
  return { ...part('category'), ...part('product'), ...part('service') };
}

/** A map is AND of its fields, a list of maps is OR, a list of values is keywords. */
function readSearch(node: YamlNode, report: Report): SearchSpec | null {
  if (node.kind === 'map') {
    const tests = node.entries().map(({ key, keyAt, value }) => readFieldTest(key, keyAt, value, report));
    return tests.length === 0 ? null : { kind: 'all', tests };
  }
  const items = node.each();
  if (items.length === 0) return null;
  if (items.every((item) => item.kind === 'scalar'))
    return { kind: 'all', tests: [keywords(items, [], node.at)] };
  const parts = items.map((item) =>
    item.kind === 'scalar' ? keywordSearch(item) : readSearch(item, report),
  );
  return { kind: 'any', of: parts.filter((part) => part !== null) };
}

function keywordSearch(item: YamlNode): SearchSpec {
  return { kind: 'all', tests: [keywords([item], [], item.at)] };
}

function keywords(items: readonly YamlNode[], modifiers: readonly string[], at: Place): FieldTest {
  return { field: null, modifiers, values: items.map((item) => item.value ?? null), at };
}

function readFieldTest(key: string, keyAt: Place, value: YamlNode, report: Report): FieldTest {
  const [field = '', ...modifiers] = key.split('|');
  const values: SigmaValue[] = [];
  for (const item of value.kind === 'missing' ? [] : value.each()) {
    if (item.kind === 'scalar') values.push(item.value ?? null);
    else report('error', `'${key}' takes a value or a list of values`, item.at);
  }
  if (value.kind === 'missing') values.push(null);
  return { field: field === '' ? null : field, modifiers, values, at: keyAt };
}

function readCorrelation(root: YamlNode, head: RuleHead, report: Report): CorrelationRule | null {
  const node = root.get('correlation');
  const type = node.get('type').text ?? '';
  if (!isCorrelationType(type)) {
    const known = KNOWN_CORRELATIONS.has(type);
    const message = known
      ? `correlation type '${type}' is not supported yet`
      : `unknown correlation type '${type}'`;
    report(known ? 'unsupported' : 'error', message, node.get('type').at);
    return null;
  }
  const rules = texts(node.get('rules'));
  if (rules.length === 0) report('error', "the correlation names no 'rules'", node.at);
  const timespan = parseDuration(node.get('timespan').text ?? '');
  if (timespan === null)
    report('error', "'timespan' is a number with s, m, h or d, as in 10m", node.get('timespan').at);
  const condition = readCondition(node.get('condition'), report);
  if (type === 'event_count' && condition.length === 0) {
    report('error', "'event_count' needs a condition, as in gte: 5", node.at);
  }
  if (node.has('aliases')) report('unsupported', "'aliases' are not supported yet", node.get('aliases').at);
  const generate = node.get('generate').value === true || root.get('generate').value === true;
  const groupBy = texts(node.get('group-by'));
  const resetBy = texts(root.get('x_reset_by'));
  const unless = texts(root.get('x_unless'));
  return {
    ...head,
    kind: 'correlation',
    type,
    rules,
    groupBy,
    timespan: timespan ?? 0,
    condition,
    generate,
    resetBy,
    unless,
  };
}

function readCondition(node: YamlNode, report: Report): CorrelationRule['condition'] {
  const condition: { op: Comparison; value: number }[] = [];
  for (const { key, keyAt, value } of node.entries()) {
    if (!(COMPARISONS as readonly string[]).includes(key)) {
      report('error', `unknown comparison '${key}': ${COMPARISONS.join(', ')}`, keyAt);
    } else if (typeof value.value !== 'number') {
      report('error', `'${key}' needs a number`, value.at);
    } else {
      condition.push({ op: key as Comparison, value: value.value });
    }
  }
  return condition;
}

function readTiers(node: YamlNode, report: Report): RuleHead['tiers'] {
  const tiers = node.each().map((item) => ({
    gte: Number(item.get('gte').value),
    level: readLevel(item.get('level'), 'medium', report),
  }));
  if (tiers.some(({ gte }) => !Number.isInteger(gte)))
    report('error', 'a tier is {gte: number, level: name}', node.at);
  return tiers.sort((a, b) => b.gte - a.gte);
}

function readLevel(node: YamlNode, fallback: Level, report: Report): Level {
  const text = node.text?.toLowerCase();
  if (text === undefined) return fallback;
  if (isLevel(text)) return text;
  report('error', `unknown level '${text}': ${LEVELS.join(', ')}`, node.at);
  return fallback;
}

function readClass(node: YamlNode, report: Report): AlertClass {
  const text = node.text ?? 'other';
  if ((ALERT_CLASSES as readonly string[]).includes(text)) return text as AlertClass;
  report('error', `unknown x_class '${text}': ${ALERT_CLASSES.join(', ')}`, node.at);
  return 'other';
}

function readGrade(node: YamlNode, fallback: number, report: Report): number {
  const { value } = node;
  if (value === undefined) return fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 3) return value;
  report('error', 'is a whole number from 0 to 3', node.at);
  return fallback;
}

function isCorrelationType(text: string): text is CorrelationType {
  return (CORRELATION_TYPES as readonly string[]).includes(text);
}

function texts(node: YamlNode): string[] {
  return node.each().flatMap((item) => item.text ?? []);
}
