import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RuleIssue, SigmaRule } from '../engine/sigma/spec.ts';
import { UserError } from '../model/user-error.ts';
import { readSigmaFile } from './sigma-file.ts';

export type LoadedRules = {
  readonly rules: readonly SigmaRule[];
  readonly issues: readonly RuleIssue[];
  readonly files: number;
};

/**
 * Reads all Sigma files (`.yml`, `.yaml`) under a folder, or one file.
 * Whatever is wrong is an issue with its place; the other rules stand. Rejects with `UserError` only when `path` itself cannot be read.
 */
export async function loadRules(path: string): Promise<LoadedRules> {
  const rules: SigmaRule[] = [];
  const issues: RuleIssue[] = [];
  const files = await ruleFiles(path);
  for (const file of files) {
    try {
      const read = readSigmaFile(file, await readFile(file, 'utf8'));
      rules.push(...read.rules);
      issues.push(...read.issues);
    } catch (error) {
      const message = `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
      issues.push({ severity: 'error', message, at: { file, line: 1, column: 1 } });
    }
  }
  return { rules, issues, files: files.length };
}

async function ruleFiles(path: string): Promise<string[]> {
  try {
    if ((await stat(path)).isFile()) return [path];
    const names = await readdir(path, { recursive: true });
    return names
      .filter((name) => /\.ya?ml$/i.test(name))
      .sort()
      .map((name) => join(path, name));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${path}: the rules cannot be read: ${reason}`, 'Name a folder of Sigma rules.');
  }
}
