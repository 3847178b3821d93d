import type { DetectionRule, FilterRule, Place, RuleIssue, SigmaRule } from '../engine/sigma/spec.ts';
import type { Logsource } from '../model/log-event.ts';
import { withoutAggregation } from './aggregation.ts';
import { LegacyDocuments } from './legacy-documents.ts';
import { isOfChainsaw, readingOf } from './not-sigma.ts';
import { readCorrelation } from './read-correlation.ts';
import { readDetection, readFilter } from './read-detection.ts';
import { nameOf, type Report, readHead, texts } from './read-head.ts';
import { parseYaml, TooDeepError, type YamlNode } from './yaml-node.ts';

/** One document of a file, whatever became of it. */
export type RuleOutline = {
  readonly title: string;
  readonly id: string;
  readonly name: string;
  readonly kind: 'detection' | 'correlation' | 'filter' | 'placeholders';
  readonly logsource: Logsource;
  /** Its log source in words; what it is when it has none. */
  readonly about: string;
  readonly at: Place;
};

type RuleFile = {
  readonly rules: readonly SigmaRule[];
  readonly filters: readonly FilterRule[];
  /** They do not run, for what is already told of them: whoever compiles the others may find more. */
  readonly wrong: readonly (DetectionRule | FilterRule)[];
  /** `vars` of a processing pipeline: what `%name%` stands for. */
  readonly placeholders: ReadonlyMap<string, readonly string[]>;
  readonly outlines: readonly RuleOutline[];
  readonly issues: readonly RuleIssue[];
};

/** Reads the Sigma documents of one file. Never throws for its content: what is wrong is in `issues`, with its place. */
export function readSigmaFile(file: string, text: string): RuleFile {
  const { roots, issues: yamlIssues } = parseYaml(file, text);
  const rules: SigmaRule[] = [];
  const filters: FilterRule[] = [];
  const wrong: (DetectionRule | FilterRule)[] = [];
  const placeholders = new Map<string, readonly string[]>();
  const outlines: RuleOutline[] = [];
  const issues: RuleIssue[] = [...yamlIssues];
  const legacy = new LegacyDocuments();
  for (const [index, written] of roots.entries()) {
    const reading = readingOf(written);
    if (!reading.isRule) {
      if (reading.why !== null) issues.push({ severity: 'warning', message: reading.why, at: written.at });
      continue;
    }
    const root = legacy.whole(written);
    if (root === null) continue;
    // Another rule may come before it, and it stays the same one.
    const fallbackId = `${file}#${nameOf(root.get('name')) ?? index + 1}`;
    let failed = false;
    const report: Report = (severity, message, at) => {
      failed ||= severity !== 'warning';
      issues.push({ severity, message, at, rule: root.at });
    };
    outlines.push(outlineOf(root, fallbackId));
    try {
      const rule = readDocument(root, fallbackId, placeholders, report);
      const read = rule?.kind === 'detection' ? withoutAggregation(rule, root, report) : [rule];
      if (failed) {
        if (rule !== null && rule.kind !== 'correlation') wrong.push(rule);
        continue;
      }
      for (const each of read) {
        if (each?.kind === 'filter') filters.push(each);
        else if (each) rules.push(each);
      }
    } catch (error) {
      if (!(error instanceof TooDeepError)) throw error;
      report('error', error.message, root.at);
    }
  }
  return { rules, filters, wrong, placeholders, outlines, issues };
}

function readDocument(
  root: YamlNode,
  fallbackId: string,
  placeholders: Map<string, readonly string[]>,
  report: Report,
): SigmaRule | FilterRule | null {
  if (root.kind !== 'map') {
    const several = root.kind === 'list' ? ': several stand one below the other with --- between them' : '';
    report('error', `a rule is a map with title, logsource and detection${several}`, root.at);
    return null;
  }
  if (kindOf(root) === 'placeholders') {
    for (const { key, value } of root.get('vars').entries()) placeholders.set(key, texts(value));
    return null;
  }
  if (root.has('action') && root.get('action').text !== 'repeat') {
    report('error', "'action' is one of global, reset, repeat", root.get('action').at);
    return null;
  }
  if (isOfChainsaw(root)) {
    report('unsupported', "is a rule in Chainsaw's own form, not Sigma's", root.at);
    return null;
  }
  const head = readHead(root, fallbackId, report);
  switch (kindOf(root)) {
    case 'filter':
      return readFilter(root, head, report);
    case 'correlation':
      return readCorrelation(root, head, report);
    default:
      return readDetection(root, head, report);
  }
}

function outlineOf(root: YamlNode, fallbackId: string): RuleOutline {
  const id = nameOf(root.get('id')) ?? fallbackId;
  const name = nameOf(root.get('name')) ?? id;
  const kind = kindOf(root);
  const title = root.get('title').text ?? (kind === 'placeholders' ? 'placeholders' : id);
  return { id, name, title, kind, ...logsourceOf(root, kind), at: root.at };
}

function logsourceOf(root: YamlNode, kind: RuleOutline['kind']): Pick<RuleOutline, 'logsource' | 'about'> {
  if (kind !== 'detection') return { logsource: {}, about: kind === 'placeholders' ? kind : `${kind}s` };
  const node = root.get('logsource');
  const [product, category, service] = ['product', 'category', 'service'].map((part) =>
    node.get(part).text?.toLowerCase().slice(0, LONGEST_PART),
  );
  const about = [product, category, service].filter((part) => part !== undefined).join(' ');
  return {
    logsource: { ...(product && { product }), ...(category && { category }), ...(service && { service }) },
    about: about === '' ? 'every event' : about,
  };
}

const LONGEST_PART = 60;

function kindOf(root: YamlNode): RuleOutline['kind'] {
  if (root.has('filter')) return 'filter';
  if (root.has('correlation')) return 'correlation';
  return root.has('vars') && !root.has('detection') ? 'placeholders' : 'detection';
}
