import {
  ConditionError,
  namesIn,
  parseCondition,
  type Condition as WordCondition,
} from '../engine/sigma/condition.ts';
import {
  COMPARISONS,
  CORRELATION_TYPES,
  type Comparison,
  type CorrelationRule,
  type CorrelationType,
  type Place,
  type RuleHead,
} from '../engine/sigma/spec.ts';
import { didYouMean } from '../model/nearest.ts';
import { DAY_MS, type DurationMs, parseDuration, SECOND_MS } from '../model/time.ts';
import { oddCondition } from './odd-condition.ts';
import { canonicalName, nameOf, namesOf, type Report, texts } from './read-head.ts';
import type { YamlNode } from './yaml-node.ts';

/** Sigma does not say which percentile is meant when none is given. */
const USUAL_PERCENTILE = 95;

/** Reads the correlation of a rule. Null when it cannot be used: what is wrong was reported with its place. */
export function readCorrelation(root: YamlNode, head: RuleHead, report: Report): CorrelationRule | null {
  const node = root.get('correlation');
  const type = node.get('type').text ?? '';
  if (!isCorrelationType(type)) {
    const known = CORRELATION_TYPES.join(', ');
    const meant = didYouMean(type, CORRELATION_TYPES) || `: ${known}`;
    const message =
      type === '' ? `'type' is missing: ${known}` : `unknown correlation type '${type}'${meant}`;
    report('error', message, node.has('type') ? node.get('type').at : node.at);
    return null;
  }
  for (const { key, keyAt } of node.entries()) {
    if (!KEYS.includes(key) && !key.startsWith('x_'))
      report('warning', `'correlation' has no '${key}'${MEANT[key] ?? didYouMean(key, KEYS)}`, keyAt);
  }
  const isTemporal = type === 'temporal' || type === 'temporal_ordered';
  const words = isTemporal ? node.get('condition').text : undefined;
  const named = namesOf(node.get('rules'));
  const rules = named.length === 0 && words !== undefined ? namesIn(words) : named;
  if (rules.length === 0) report('error', "the correlation names no 'rules'", node.at);
  const ruleAts =
    named.length === 0 ? rules.map(() => node.get('condition').at) : placesOf(node.get('rules'));
  const timespan = readTimespan(node.get('timespan'), report);
  const wanted = words === undefined ? null : readWords(words, node.get('condition').at, type, rules, report);
  const condition = words === undefined ? readCondition(node.get('condition'), type, report) : NO_COMPARISONS;
  if (isValueType(type) && condition.fields.length === 0)
    report('error', `'${type}' needs the 'field' whose values it looks at, in its condition`, node.at);
  if (!isTemporal && condition.isMissing)
    report('error', `'${type}' needs a condition, as in gte: 5`, node.at);
  const odd = oddCondition(type, condition.comparisons, rules.length);
  if (odd !== null) report('warning', odd, node.get('condition').at);
  return {
    ...head,
    kind: 'correlation',
    type,
    ...{ rules, ruleAts },
    groupBy: readGroupBy(node.get('group-by'), report),
    aliases: readAliases(node.get('aliases'), report),
    timespan,
    condition: condition.comparisons,
    wanted,
    fields: condition.fields,
    percentile: condition.percentile,
    generate: readGenerate([node, root], report),
    resetBy: namesOf(root.get('x_reset_by')),
    forgive: readForgive(root.get('x_forgive'), report),
    settledBy: namesOf(root.get('x_settled_by')),
    medianGap: readMedianGap(root.get('x_median_gap'), report),
    mostEach: readCount(root.get('x_most_each'), report),
    also: readAlso(root.get('x_also'), report),
    unless: namesOf(root.get('x_unless')),
    names: readNames(root.get('x_names'), report),
  };
}

/** What a correlation does not say that has none of our own keys. */
export const PLAIN_CORRELATION = {
  aliases: new Map<string, ReadonlyMap<string, string>>(),
  ...{
    wanted: null,
    percentile: USUAL_PERCENTILE,
    generate: null,
    resetBy: [],
    forgive: null,
    settledBy: [],
  },
  ...{ medianGap: null, mostEach: null, also: null, unless: [], names: [] },
} as const;

/** Keys that belong elsewhere or had another name in Sigma 1: what to say instead of "unknown key". */
const MEANT: Readonly<Record<string, string>> = {
  timeframe: ": did you mean 'timespan'?",
  field: ": it stands within 'condition'",
};
const KEYS: readonly string[] = ['type', 'rules', 'group-by', 'timespan', 'condition', 'aliases', 'generate'];

function readGroupBy(node: YamlNode, report: Report): readonly string[] {
  const names = texts(node);
  // Nothing behind the colon: without groups.
  if (names.length < node.each().length && node.value !== null)
    report('error', "'group-by' is a field or a list of fields", node.at);
  return names;
}

/** It stands within the correlation or beside it. */
function readGenerate(places: readonly YamlNode[], report: Report): boolean | null {
  const said = places.map((place) => place.get('generate')).filter(({ kind }) => kind !== 'missing');
  for (const { value, at } of said)
    if (typeof value !== 'boolean') report('error', "'generate' is true or false", at);
  return said.length === 0 ? null : said.some(({ value }) => value === true);
}

type Condition = {
  readonly comparisons: CorrelationRule['condition'];
  readonly fields: readonly string[];
  readonly percentile: number;
  /** There is no comparison, nor a mistaken one that was reported already. */
  readonly isMissing: boolean;
};

const NO_COMPARISONS: Condition = {
  comparisons: [],
  fields: [],
  percentile: USUAL_PERCENTILE,
  isMissing: true,
};

/** `a and not b`. Null for all of the rules, which is what `temporal` means without a condition. */
function readWords(
  text: string,
  at: Place,
  type: CorrelationType,
  rules: readonly string[],
  report: Report,
): CorrelationRule['wanted'] {
  try {
    const condition = parseCondition(text, rules);
    const isOfAll = condition.kind === 'and' && condition.of.every(({ kind }) => kind === 'search');
    if (isOfAll && rules.every((rule) => condition.of.some((part) => isNamed(part, rule)))) return null;
    if (rules.length === 1 && isNamed(condition, rules[0])) return null;
    if (type === 'temporal') return { text, condition };
    report('unsupported', "in order only all of the rules can be wanted: join them with 'and'", at);
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    report('error', `condition ${error.message}`, { ...at, column: at.column + error.column - 1 });
  }
  return null;
}

function isNamed(condition: WordCondition, name: string | undefined): boolean {
  return condition.kind === 'search' && condition.name === name;
}

function readCondition(node: YamlNode, type: CorrelationType, report: Report): Condition {
  const comparisons: { op: Comparison; value: number }[] = [];
  let fields: readonly string[] = [];
  let percentile = USUAL_PERCENTILE;
  let isMissing = true;
  if (node.kind !== 'missing' && node.kind !== 'map') {
    isMissing = false;
    report('error', `'${type}' needs a comparison, as in gte: 3; only temporal takes words`, node.at);
  }
  for (const { key, keyAt, value } of node.entries()) {
    if (key === 'field') fields = texts(value);
    else if (key === 'percentile' && type === 'value_percentile') {
      percentile = Number(value.value);
      if (!(percentile >= 0 && percentile <= 100)) report('error', 'is a number from 0 to 100', value.at);
    } else if (!(COMPARISONS as readonly string[]).includes(key)) {
      isMissing = false;
      report('error', `unknown comparison '${key}': ${COMPARISONS.join(', ')}`, keyAt);
    } else {
      isMissing = false;
      const limit = Number(value.value ?? Number.NaN);
      // Other tools take a number in quotes, too.
      if (Number.isNaN(limit) || typeof value.value === 'boolean' || value.text?.trim() === '')
        report('error', `'${key}' needs a number`, value.at);
      comparisons.push({ op: key as Comparison, value: limit });
    }
  }
  if (type === 'value_percentile' && node.kind === 'map' && !node.has('percentile'))
    report('warning', `names no 'percentile': ${USUAL_PERCENTILE} is meant`, node.at);
  return { comparisons, fields, percentile, isMissing };
}

function placesOf(node: YamlNode): Place[] {
  return node.each().flatMap((item) => (nameOf(item) === undefined ? [] : item.at));
}

function readAliases(node: YamlNode, report: Report): CorrelationRule['aliases'] {
  const aliases = new Map<string, ReadonlyMap<string, string>>();
  if (node.kind !== 'map' && node.kind !== 'missing')
    report('error', "'aliases' is a map from aliases to maps from rules to fields", node.at);
  for (const { key, value } of node.entries()) {
    if (value.kind !== 'map') report('error', 'an alias is a map from rules to fields', value.at);
    const fields = value.entries().map(({ key: rule, value: field }) => {
      return [canonicalName(rule), field.text ?? ''] as const;
    });
    aliases.set(key, new Map(fields));
  }
  return aliases;
}

const NAMES: readonly string[] = ['src_ip', 'user'];

function readNames(node: YamlNode, report: Report): readonly string[] {
  const names = texts(node);
  if (names.some((name) => !NAMES.includes(name))) report('error', `names ${NAMES.join(' or ')}`, node.at);
  return names;
}

/** An even number of gaps has no middle one, and more than these say nothing new. */
const GAPS: readonly number[] = [1, 3, 5, 7, 9];

function readMedianGap(node: YamlNode, report: Report): CorrelationRule['medianGap'] {
  if (node.kind === 'missing') return null;
  const last = Number(node.get('last').value);
  const gte = parseDuration(node.get('gte').text ?? '');
  if (GAPS.includes(last) && gte !== null && gte > 0) return { last, gte };
  report('error', `is {last: ${GAPS.join(', ')}, gte: a duration, as in 5m}`, node.at);
  return null;
}

function readForgive(node: YamlNode, report: Report): CorrelationRule['forgive'] {
  if (node.kind === 'missing') return null;
  const by = namesOf(node.get('by'));
  const within = parseDuration(node.get('within').text ?? '');
  const most = readCount(node.get('most'), report);
  if (by.length > 0 && within !== null && within > 0 && most !== null) return { by, within, most };
  report('error', 'is {by: [a detection], within: a duration, as in 5m, most: a whole number}', node.at);
  return null;
}

function readCount(node: YamlNode, report: Report): number | null {
  if (node.kind === 'missing') return null;
  const { value } = node;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  report('error', 'is a whole number from 1', node.at);
  return null;
}

function readAlso(node: YamlNode, report: Report): CorrelationRule['also'] {
  if (node.kind === 'missing') return null;
  const field = node.get('field').text;
  const gte = readCount(node.get('gte'), report);
  if (field && gte !== null) return { field, gte };
  report('error', 'is {field: name, gte: number}', node.at);
  return null;
}

/** Weeks, months and years are what other tools take besides Sigma's s, m, h and d. */
const LONG_UNITS: Readonly<Record<string, DurationMs>> = {
  w: 7 * DAY_MS,
  M: 2_629_746 * SECOND_MS,
  y: 31_556_952 * SECOND_MS,
};

/** Reads a length of time such as `10m`, in milliseconds; what is wrong is reported. */
export function readTimespan(node: YamlNode, report: Report, key = 'timespan'): DurationMs {
  const text = node.text ?? '';
  const long = /^(\d{1,5})([wMy])$/.exec(text);
  const timespan = long ? Number(long[1]) * (LONG_UNITS[long[2] ?? ''] ?? 0) : parseDuration(text);
  if (timespan === null || timespan <= 0) {
    const form = 'is a whole number with s, m, h, d, w, M or y, as in 10m';
    const meant = /^\s*(\d{1,5})\s*(s|min|m|h|d|w|y)[a-z]*\.?\s*$/i.exec(text);
    const unit = /^\s*\d+\s*mon/i.test(text) ? 'M' : (meant?.[2]?.[0]?.toLowerCase() ?? '');
    const advice = meant && Number(meant[1]) > 0 ? `: write ${meant[1]}${unit}` : '';
    report('error', `'${key}' ${node.kind === 'missing' ? 'is missing: it ' : ''}${form}${advice}`, node.at);
    return 0;
  }
  return timespan;
}

function isCorrelationType(text: string): text is CorrelationType {
  return (CORRELATION_TYPES as readonly string[]).includes(text);
}

function isValueType(type: CorrelationType): boolean {
  return type.startsWith('value_');
}
