import type { CustomPattern, CustomSpec } from '../../engine/parse/custom/spec.ts';
import type { RuleIssue } from '../../engine/sigma/spec.ts';
import type { EventCategory, Logsource } from '../../model/log-event.ts';
import type { YamlNode } from '../yaml-node.ts';
import { knownKeys } from './known-keys.ts';
import { readPattern } from './read-pattern.ts';
import { ParserReport } from './report.ts';
import { checkSamples } from './samples.ts';

type ReadParser = { readonly spec: CustomSpec | null; readonly issues: readonly RuleIssue[] };

const NAME = /^[a-z][a-z0-9-]{0,31}$/;
const CATEGORIES: readonly EventCategory[] = ['authentication', 'web', 'system', 'network'];

/** One parser of a file, with its samples tried; null when anything is wrong with it. */
export async function readParser(root: YamlNode): Promise<ReadParser> {
  const report = new ParserReport();
  knownKeys(root, ['name', 'description', 'logsource', 'category', 'patterns'], report);
  const name = root.get('name').text ?? '';
  if (!NAME.test(name))
    report.error("'name' has to be small letters, digits and '-', 32 at most", root.get('name').at);
  const logsource = readLogsource(root.get('logsource'), report);
  const category = readCategory(root.get('category'), logsource, report);
  const nodes = root.get('patterns').items();
  if (nodes.length === 0)
    report.error("'patterns' has to be a list of at least one", root.get('patterns').at);
  const patterns: { node: YamlNode; pattern: CustomPattern }[] = [];
  for (const node of nodes) {
    const pattern = await readPattern(node, report);
    if (pattern !== null) patterns.push({ node, pattern });
  }
  const spec: CustomSpec = { name, logsource, category, patterns: patterns.map(({ pattern }) => pattern) };
  if (report.issues.length === 0)
    for (const { node, pattern } of patterns) checkSamples(node, pattern, spec, report);
  return { spec: report.issues.length === 0 ? spec : null, issues: report.issues };
}

function readLogsource(node: YamlNode, report: ParserReport): Logsource {
  const keys = ['category', 'product', 'service'] as const;
  knownKeys(node, keys, report);
  const logsource: Partial<Record<(typeof keys)[number], string>> = {};
  for (const key of keys) {
    const text = node.get(key).text;
    if (text !== undefined) logsource[key] = text;
  }
  if (Object.keys(logsource).length === 0)
    report.error("'logsource' has to say category, product or service, as the rules for it do", node.at);
  return Object.freeze(logsource);
}

function readCategory(node: YamlNode, logsource: Logsource, report: ParserReport): EventCategory {
  const { text } = node;
  if (text === undefined) return usualCategory(logsource);
  const category = CATEGORIES.find((known) => known === text);
  if (category === undefined) report.error(`unknown category '${text}': ${CATEGORIES.join(', ')}`, node.at);
  return category ?? 'system';
}

function usualCategory({ category }: Logsource): EventCategory {
  if (category === 'webserver' || category === 'proxy') return 'web';
  if (category === 'firewall') return 'network';
  return category === 'authentication' ? 'authentication' : 'system';
}
