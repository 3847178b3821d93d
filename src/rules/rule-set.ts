import { type Compilation, compileRules } from '../engine/sigma/compile.ts';
import type { RegexCompiler } from '../engine/sigma/modifiers.ts';
import type { RuleIssue } from '../engine/sigma/spec.ts';
import { loadRules } from './load.ts';
import { loadLinearRegex, reviewedRegex } from './regex.ts';

/**
 * Loads and compiles the shipped rules and those of the user's folders; a user's rule with the id of a shipped one
 * replaces it. Rejects only when a folder cannot be read.
 */
export async function loadRuleSet(shipped: string, folders: readonly string[]): Promise<Compilation> {
  const own = await loadRules(shipped);
  const others = await Promise.all(folders.map((folder) => loadRules(folder)));
  const theirs = others.flatMap(({ rules }) => rules);
  const replaced = new Set(theirs.map(({ id }) => id));
  const reviewed = new Set(own.rules.filter(({ id }) => !replaced.has(id)));
  const linear: RegexCompiler = theirs.length > 0 ? await loadLinearRegex() : reviewedRegex;
  const compiled = compileRules([...reviewed, ...theirs], (rule) =>
    reviewed.has(rule) ? reviewedRegex : linear,
  );
  const read: RuleIssue[] = [...own.issues, ...others.flatMap(({ issues }) => issues)];
  return { rules: compiled.rules, issues: [...read, ...compiled.issues] };
}

/** `rules/ssh.yml:3:7: error: unknown modifier 'foo'` */
export function formatIssue({ severity, message, at }: RuleIssue): string {
  return `${at.file}:${at.line}:${at.column}: ${severity}: ${message}`;
}
