import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Place, RuleIssue } from '../engine/sigma/spec.ts';
import { filesUnder } from '../platform/files-under.ts';
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

export type LoadedSamples = { readonly sets: readonly SampleSet[]; readonly issues: readonly RuleIssue[] };

const SAMPLES_FILE = /^(?:(.+)\.)?samples\.ya?ml$/i;

/** Reads `NAME.samples.yml` (for the rules of `NAME.yml`) and `samples.yml` under a folder. */
export async function loadSamples(folder: string): Promise<LoadedSamples> {
  const files = filesUnder(folder).filter((name) => SAMPLES_FILE.test(basename(name)));
  const sets: SampleSet[] = [];
  const issues: RuleIssue[] = [];
  for (const name of files) {
    const file = join(folder, name);
    const read = readSamples(file, await readFile(file, 'utf8'));
    sets.push(...read.sets);
    issues.push(...read.issues);
  }
  return { sets, issues };
}

export function readSamples(file: string, text: string): LoadedSamples {
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
