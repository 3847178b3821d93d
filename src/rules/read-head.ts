import type { Place, RuleHead, RuleIssue } from '../engine/sigma/spec.ts';
import { ALERT_CLASSES, type AlertClass } from '../model/alerts/alert.ts';
import { isLevel, LEVELS, type Level } from '../model/level.ts';
import { nearest } from '../model/nearest.ts';
import { warnOfHead } from './odd-head.ts';
import type { YamlNode } from './yaml-node.ts';

/** A problem of a rule; collected, so that one file reports all of them. All but warnings cost the rule. */
export type Report = (severity: RuleIssue['severity'], message: string, at: Place) => void;

/** What rules of every kind say of themselves. */
export function readHead(root: YamlNode, fallbackId: string, report: Report): RuleHead {
  const title = root.get('title').text;
  if (!title)
    report(
      'error',
      root.has('title') ? "'title' is one line of text" : `'title' is missing${misspelt('title', root)}`,
      root.has('title') ? root.get('title').at : root.at,
    );
  warnOfHead(root, report);
  const id = nameOf(root.get('id')) ?? fallbackId;
  return {
    id,
    name: nameOf(root.get('name')) ?? id,
    title: title ?? id,
    level: readLevel(root.get('level'), report),
    status: root.get('status').text ?? 'experimental',
    description: root.get('description').text ?? '',
    references: texts(root.get('references')),
    falsepositives: texts(root.get('falsepositives')),
    tags: texts(root.get('tags')),
    class: readClass(root.get('x_class'), report),
    confidence: readGrade(root.get('x_confidence'), 1, report),
    spoofable: readGrade(root.get('x_spoofable'), 0, report),
    attack: root.get('x_attack').text ?? '',
    honest: root.get('x_honest').text ?? '',
    recommendation:
      root.get('x_recommendation').text ??
      'Look at the evidence and decide whether the source should be banned.',
    tiers: readTiers(root.get('x_tiers'), report),
    at: root.at,
  };
}

/** What else stands there that may be meant, as in `Title`. */
export function misspelt(key: string, map: YamlNode): string {
  const keys = map.entries().map(({ key: other }) => other);
  const found = nearest(
    key,
    keys.filter((other) => !KEYS.includes(other)),
  );
  return found === null ? '' : `: '${found}' stands there, is it meant?`;
}

const KEYS: readonly string[] = [
  ...[
    'title',
    'id',
    'name',
    'related',
    'taxonomy',
    'status',
    'description',
    'license',
    'references',
    'author',
  ],
  ...['date', 'modified', 'logsource', 'detection', 'fields', 'falsepositives', 'level', 'tags', 'scope'],
  ...['correlation', 'filter', 'condition'],
];

/** A name or an id by which rules refer to one another: a UUID is the same in capitals. */
export function nameOf({ text }: YamlNode): string | undefined {
  return text === undefined ? undefined : canonicalName(text);
}

/** The form in which names are compared: a UUID in small letters, any other name as it is. */
export function canonicalName(text: string): string {
  return UUID.test(text) ? text.toLowerCase() : text;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The names or ids of rules in a list, or the one that stands where a list may. */
export function namesOf(node: YamlNode): string[] {
  return node.each().flatMap((item) => nameOf(item) ?? []);
}

/** The texts of a list, or of the one value that stands where a list may. */
export function texts(node: YamlNode): string[] {
  return node.each().flatMap((item) => item.text ?? []);
}

function readTiers(node: YamlNode, report: Report): RuleHead['tiers'] {
  const tiers = node.each().map((item) => ({
    gte: Number(item.get('gte').value),
    level: readLevel(item.get('level'), report),
  }));
  if (tiers.some(({ gte }) => !Number.isInteger(gte)))
    report('error', 'a tier is {gte: number, level: name}', node.at);
  return tiers.sort((a, b) => b.gte - a.gte);
}

function readLevel(node: YamlNode, report: Report): Level {
  const text = node.text?.toLowerCase() ?? 'medium';
  if (isLevel(text)) return text;
  report('error', `unknown level '${text}': ${LEVELS.join(', ')}`, node.at);
  return 'medium';
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
