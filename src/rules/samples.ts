import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Place, RuleIssue } from '../engine/sigma/spec.ts';
import { filesUnder } from '../platform/files/files-under.ts';
import { readText } from './load.ts';
import { parseYaml, type YamlNode } from './yaml-node.ts';

/** Lines that a rule must, or must not, find; several lines are one story in their order. */
export type RuleSample = { readonly lines: readonly string[]; readonly wanted: boolean; readonly at: Place };

export type SampleSet = {
  /** Names, ids or titles; empty: the rules of `file`. */
  readonly rules: readonly string[];
  /** The rule file that it stands beside. */
  readonly beside: string | null;
  /** As `--input-format` and `--logsource` take them. */
  readonly format: string | null;
  readonly logsource: string | null;
  readonly samples: readonly RuleSample[];
  readonly at: Place;
};

type LoadedSamples = { readonly sets: readonly SampleSet[]; readonly issues: readonly RuleIssue[] };

const SAMPLES_FILE = /^(?:(.+)\.)?samples\.ya?ml$/i;

/** Reads `NAME.samples.yml` (for the rules of `NAME.yml`) and `samples.yml` under a folder, or what stands beside one file. */
export function loadSamples(path: string): LoadedSamples {
  const sets: SampleSet[] = [];
  const issues: RuleIssue[] = [];
  for (const file of samplesAt(path)) {
    const { text, problem } = readText(file);
    if (problem !== null) {
      issues.push({ severity: 'error', message: problem, at: { file, line: 1, column: 1 } });
      continue;
    }
    const read = readSamples(file, text);
    sets.push(...read.sets);
    issues.push(...read.issues);
  }
  return { sets, issues };
}

function samplesAt(path: string): string[] {
  const isFolder = statSync(path).isDirectory();
  const beside = basename(path).replace(/\.ya?ml$/i, '.samples.');
  const isOurs = (name: string): boolean =>
    SAMPLES_FILE.test(basename(name)) && (isFolder || name.startsWith(beside));
  const folder = isFolder ? path : dirname(path);
  const names = isFolder ? filesUnder(folder) : readdirSync(folder).sort();
  return names.filter(isOurs).map((name) => join(folder, name));
}

function readSamples(file: string, text: string): LoadedSamples {
  const { roots, issues } = parseYaml(file, text);
  const problems: RuleIssue[] = [...issues];
  const sets = roots.map((root) => readSet(root, file, problems));
  return { sets, issues: problems };
}

const KEYS: readonly string[] = ['rule', 'format', 'logsource', 'match', 'no-match'];

function readSet(root: YamlNode, file: string, issues: RuleIssue[]): SampleSet {
  const wrong = (message: string, at: Place): void => void issues.push({ severity: 'error', message, at });
  for (const { key, keyAt } of root.entries())
    if (!KEYS.includes(key)) wrong(`unknown key '${key}': ${KEYS.join(', ')}`, keyAt);
  const rules = root
    .get('rule')
    .each()
    .flatMap((node) => node.text ?? []);
  const stem = SAMPLES_FILE.exec(basename(file))?.[1];
  if (rules.length === 0 && stem === undefined) wrong("says for no 'rule' what its samples are", root.at);
  const samples = [...readLines(root.get('match'), true), ...readLines(root.get('no-match'), false)];
  if (samples.length === 0) wrong("has neither 'match' nor 'no-match'", root.at);
  const { at } = root;
  const beside = stem === undefined ? null : join(dirname(file), stem);
  return {
    ...{ rules, beside, samples, at },
    format: root.get('format').text ?? null,
    logsource: root.get('logsource').text ?? null,
  };
}

function readLines(node: YamlNode, wanted: boolean): RuleSample[] {
  return node.each().map((item) => {
    const texts = item.each().flatMap((each) => each.source ?? []);
    const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line !== '');
    return { lines, wanted, at: item.at };
  });
}
