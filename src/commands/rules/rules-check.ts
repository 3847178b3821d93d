import { join } from 'node:path';
import type { RuleIssue } from '../../engine/sigma/spec.ts';
import { plural } from '../../model/plural.ts';
import { UserError } from '../../model/user-error.ts';
import { safeJson, safeText } from '../../platform/safe-text.ts';
import { type CheckedRule, checkRules, countStatuses, type RuleCheck } from '../../rules/check.ts';
import { MOST_NAMED, summaryOf } from '../../rules/check-summary.ts';
import { isWithin, ruleTextOf } from '../../rules/load.ts';
import { formatIssue, loadRuleSet } from '../../rules/rule-set.ts';
import type { RulesCall } from './rules.ts';

/** Reports what became of every rule: of one folder, of standard input (`-`), or of the shipped ones and all folders that are set. */
export async function checkRuleFolders(folder: string | null, call: RulesCall): Promise<number> {
  const { options, output, streams } = call;
  const shipped = join(options.shipped, 'rules');
  // Rules of a folder may refer to shipped ones.
  const asked = folder === '-' ? await ruleTextOf(folder, streams.stdin()) : folder;
  const folders = asked === null ? options.rules : [asked];
  const loaded = await loadRuleSet(shipped, folders);
  const check =
    folder === null
      ? checkRules(loaded)
      : checkRules({ ...loaded, files: loaded.theirFiles }, (file) => isWithin(file, folder));
  if (check.rules.length + check.fileIssues.length === 0)
    throw new UserError(
      `${folder ?? shipped}: there are no rules in it`,
      'Name a folder with Sigma rules (*.yml).',
    );
  output.write(
    options.format === 'json' ? `${safeJson(checkJson(check), 2)}\n` : checkText(check, options.quiet),
  );
  return countStatuses(check).error > 0 ? 1 : 0;
}

/** Rules that run first, or what they are for when they are many, then what is wrong, each at its place; the sum stands last. */
function checkText(check: RuleCheck, quiet: boolean): string {
  const lines: string[] = [];
  const running = check.rules.filter(({ status }) => status === 'loaded');
  if (!quiet && running.length <= MOST_NAMED) {
    for (const { title, at } of running) lines.push(`ok: ${title} (${at.file}:${at.line})`);
  }
  const issues = [...check.fileIssues, ...check.rules.flatMap((rule) => rule.issues)];
  for (const issue of issues) lines.push(formatIssue(issue));
  if (!quiet) {
    const summary = summaryOf(check);
    lines.push(...(lines.length === 0 ? summary.slice(1) : summary), ...(summary.length > 0 ? [''] : []));
  }
  const { loaded, unsupported, error, warnings } = countStatuses(check);
  const wrong = check.rules.filter(({ status }) => status === 'error').length;
  const unread = error === wrong ? '' : ` ${plural(error - wrong, 'document')} that cannot be read;`;
  lines.push(
    `${plural(check.rules.length, 'rule')}: ${loaded} run, ${unsupported} not supported, ${wrong} wrong;${unread} ${plural(warnings, 'warning')}`,
  );
  return `${lines.map(safeText).join('\n')}\n`;
}

function checkJson(check: RuleCheck): unknown {
  const { loaded, unsupported, error, warnings } = countStatuses(check);
  return {
    schema_version: 1,
    files: check.files,
    counts: { rules: check.rules.length, loaded, unsupported, error, warnings },
    rules: check.rules.map(ruleJson),
    issues: check.fileIssues.map(issueJson),
  };
}

function ruleJson({ id, title, kind, status, at, issues }: CheckedRule): unknown {
  return { id, title, kind, status, file: at.file, line: at.line, issues: issues.map(issueJson) };
}

function issueJson({ severity, message, at }: RuleIssue): unknown {
  return { severity, message, file: at.file, line: at.line, column: at.column };
}
