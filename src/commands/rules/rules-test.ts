import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { FORMATS } from '../../engine/parse/detect.ts';
import type { FormatName } from '../../engine/parse/parser.ts';
import type { RuleSet } from '../../engine/sigma/rule-set.ts';
import type { Place, SigmaRule } from '../../engine/sigma/spec.ts';
import type { Logsource } from '../../model/log-event.ts';
import { UserError } from '../../model/user-error.ts';
import { safeJson, safeText } from '../../platform/safe-text.ts';
import { isWithin } from '../../rules/load.ts';
import { loadParsers } from '../../rules/parsers/load.ts';
import { formatIssue, loadRuleSet } from '../../rules/rule-set.ts';
import { runSample } from '../../rules/run-samples.ts';
import { loadSamples, type SampleSet } from '../../rules/samples.ts';
import { readValue } from '../flags/flags-values.ts';
import type { RulesCall } from './rules.ts';

type Failure = { readonly at: Place; readonly message: string };

/** Runs the samples that stand beside rules: of one folder, or of all that are set. */
export async function testRules(folder: string | null, { options, output }: RulesCall): Promise<number> {
  const folders = folder === null ? options.rules : [folder];
  if (folders.length === 0)
    throw new UserError('rules test has no folder to look in', 'Name one: rules test DIR, or --rules DIR.');
  const { rules, issues } = await loadRuleSet(join(options.shipped, 'rules'), folders);
  const { formats } = await loadParsers(options.parsers);
  const loaded = folders.map(loadSamples);
  const failures: Failure[] = [
    ...issues.filter(({ severity }) => severity === 'error'),
    ...loaded.flatMap((samples) => samples.issues),
  ].map((issue) => ({ at: issue.at, message: formatIssue(issue) }));
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
  let passed = 0;
  const sampled = new Set<string>();
  for (const set of loaded.flatMap(({ sets }) => sets)) {
    const fail = (at: Place, message: string): void =>
      void failures.push({ at, message: placed(at, message) });
    const targets = rulesOf(set, rules);
    if (targets.length === 0) fail(set.at, `its rule is not loaded: ${set.rules.join(', ') || set.beside}`);
    const input = inputOf(set, fail);
    for (const target of targets) {
      sampled.add(target.id);
      const run = { rules, rule: target.id, ...input, timeZone: options.timeZone, hash, formats };
      for (const sample of set.samples) {
        const { problem } = runSample(sample, run);
        if (problem === null) passed++;
        else fail(sample.at, `${target.title}: ${problem}`);
      }
    }
  }
  const own = allRules(rules).filter(({ at }) => folders.some((each) => isWithin(at.file, each)));
  const without = own.filter(({ id }) => !sampled.has(id)).map(({ title }) => title);
  output.write(
    options.format === 'json'
      ? `${safeJson({ schema_version: 1, passed, failed: failures.length, failures, without_samples: without }, 2)}\n`
      : resultText(passed, failures, without, options.quiet),
  );
  return failures.length > 0 ? 1 : 0;
}

function resultText(
  passed: number,
  failures: readonly Failure[],
  without: readonly string[],
  quiet: boolean,
): string {
  const lines = failures.map(({ message }) => message);
  if (!quiet) lines.push(...without.map((title) => `no samples: ${title}`));
  lines.push(
    `${passed} samples as they should be, ${failures.length} not; ${without.length} rules without samples`,
  );
  return `${lines.map(safeText).join('\n')}\n`;
}

function placed({ file, line, column }: Place, message: string): string {
  return `${file}:${line}:${column}: ${message}`;
}

function rulesOf(set: SampleSet, rules: RuleSet): SigmaRule[] {
  const all = allRules(rules);
  if (set.rules.length > 0)
    return all.filter(({ id, name, title }) => [id, name, title].some((each) => set.rules.includes(each)));
  // In a file of several documents the last alerts, and the others feed it.
  const beside = all.filter(({ at }) => at.file.replace(/\.ya?ml$/i, '') === set.beside);
  return beside.length <= 1 ? beside : beside.sort((a, b) => b.at.line - a.at.line).slice(0, 1);
}

function allRules({ detections, correlations }: RuleSet): SigmaRule[] {
  return [...detections, ...correlations].map(({ rule }) => rule);
}

function inputOf(
  { format, logsource, at }: SampleSet,
  fail: (at: Place, message: string) => void,
): { readonly format: FormatName | null; readonly logsource: Logsource | null } {
  const known = FORMATS.find((name) => name === format) ?? null;
  if (format !== null && known === null) fail(at, `unknown format '${format}': ${FORMATS.join(', ')}`);
  if (logsource === null) return { format: known, logsource: null };
  const read = readValue(logsource, { kind: 'logsource', placeholder: 'SOURCE' }, 0);
  if (read.ok && typeof read.value === 'object') return { format: known, logsource: read.value };
  fail(at, `'${logsource}' is no log source, such as linux/sshd or category=webserver`);
  return { format: known, logsource: null };
}
