import { type Compilation, compileRules } from '../engine/sigma/compile.ts';
import type { RegexCompiler } from '../engine/sigma/field-test.ts';
import { withLocalNames } from '../engine/sigma/links/local-names.ts';
import type { FilterRule, RuleIssue, SigmaRule } from '../engine/sigma/spec.ts';
import type { Placeholders } from '../engine/sigma/values.ts';
import { type LoadedRules, loadShippedRules, type RuleText, readRules, ruleTexts } from './load.ts';
import { loadLinearRegex, reviewedRegex } from './regex.ts';
import type { RuleOutline } from './sigma-file.ts';
import { issuesOf, type WholeRules } from './whole-rules.ts';

export type LoadedRuleSet = Compilation & {
  readonly filters: readonly FilterRule[];
  readonly placeholders: Placeholders;
  readonly regexFor: (rule: SigmaRule | FilterRule) => RegexCompiler;
  /** Every document that was read, whatever became of it. */
  readonly outlines: readonly RuleOutline[];
  readonly files: number;
  /** Of them, those of the user's folders. */
  readonly theirFiles: number;
};

/**
 * Loads and compiles the shipped rules (null: none of them) and those of the user's folders, or of files that are read already; a
 * user's rule with the id of a shipped one replaces it. `whole`: files that have become wrong since then are read as they were.
 * Rejects only when a folder cannot be read, or holds none of the shipped rules.
 */
export async function loadRuleSet(
  shipped: string | null,
  folders: readonly (string | RuleText)[],
  whole: WholeRules | null = null,
): Promise<LoadedRuleSet> {
  const own = shipped === null ? await readRules([]) : await loadShippedRules(shipped);
  const files = folders.flatMap((folder) => (typeof folder === 'string' ? ruleTexts(folder) : folder));
  const loaded = await compileWith(own, await readRules(files));
  const stayed = whole?.take(files, loaded.issues) ?? null;
  if (stayed === null) return loaded;
  const before = await compileWith(own, await readRules(stayed.files));
  return { ...before, issues: issuesOf(stayed, loaded.issues, before.issues) };
}

async function compileWith(own: LoadedRules, theirs: LoadedRules): Promise<LoadedRuleSet> {
  const replaced = new Set(theirs.rules.map(({ id }) => id));
  const reviewed = new Set<SigmaRule | FilterRule>([
    ...own.rules.filter(({ id }) => !replaced.has(id)),
    ...own.filters,
  ]);
  const isTheirs = theirs.rules.length + theirs.filters.length > 0;
  const linear: RegexCompiler = isTheirs ? await loadLinearRegex() : reviewedRegex;
  const regexFor = (rule: SigmaRule | FilterRule): RegexCompiler =>
    reviewed.has(rule) ? reviewedRegex : linear;
  const named = withLocalNames(
    [...own.rules.filter((rule) => reviewed.has(rule)), ...theirs.rules],
    [...own.filters, ...theirs.filters],
  );
  const surroundings = {
    filters: named.filters,
    placeholders: new Map([...own.placeholders, ...theirs.placeholders]),
  };
  const shippedIds = new Set(own.rules.map(({ id }) => id).filter((id) => !replaced.has(id)));
  const compiled = compileRules(named.rules, regexFor, {
    ...surroundings,
    shipped: shippedIds,
    wrong: [...own.wrong, ...theirs.wrong],
  });
  return {
    ...surroundings,
    regexFor,
    rules: compiled.rules,
    issues: [...own.issues, ...theirs.issues, ...compiled.issues],
    outlines: [...own.outlines, ...theirs.outlines],
    files: own.files + theirs.files,
    theirFiles: theirs.files,
  };
}

/** `rules/ssh.yml:3:7: error: unknown modifier 'foo'` */
export function formatIssue({ severity, message, at }: RuleIssue): string {
  return `${at.file}:${at.line}:${at.column}: ${severity}: ${message}`;
}

/** As many as a person reads before what was asked for; folders of rules from elsewhere have thousands. */
const MOST_TOLD = 20;
const GRAVEST_FIRST: readonly RuleIssue['severity'][] = ['error', 'warning', 'unsupported'];

/** What is wrong with rules, for somebody who did not ask: the most serious problems, and where to see the others. */
export function toldIssues(issues: readonly RuleIssue[]): readonly string[] {
  if (issues.length <= MOST_TOLD) return issues.map(formatIssue);
  const sorted = GRAVEST_FIRST.flatMap((severity) => issues.filter((issue) => issue.severity === severity));
  const more = sorted.slice(MOST_TOLD);
  const unsupported = more.filter(({ severity }) => severity === 'unsupported').length;
  const kind = unsupported === more.length ? ', all of them things that are not supported' : '';
  return [
    ...sorted.slice(0, MOST_TOLD).map(formatIssue),
    `rules: ${more.length} more problems${kind}: soc-console rules check tells all of them`,
  ];
}
