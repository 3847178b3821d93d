import type { RuleIssue } from '../engine/sigma/spec.ts';
import type { RuleText } from './load.ts';

/** What stands for the files that are broken: all files, and which of them are not as they stand on the disk. */
type Stayed = { readonly files: readonly RuleText[]; readonly names: ReadonlySet<string> };

/** Files of rules as each was when last nothing was wrong with it: one that is half saved does not end the rules that it held. */
export class WholeRules {
  private texts: ReadonlyMap<string, string> = new Map();

  /** Remembers the files that are whole; null when none of the others was other than it is. */
  take(files: readonly RuleText[], issues: readonly RuleIssue[]): Stayed | null {
    const broken = new Set(issues.filter(({ severity }) => severity === 'error').map(({ at }) => at.file));
    const texts = new Map<string, string>();
    const names = new Set<string>();
    for (const { file, text } of files) {
      const whole = broken.has(file) ? this.texts.get(file) : text;
      if (whole === undefined) continue;
      texts.set(file, whole);
      if (whole !== text) names.add(file);
    }
    this.texts = texts;
    if (names.size === 0) return null;
    const asItWas = (read: RuleText): RuleText =>
      names.has(read.file) ? { ...read, text: texts.get(read.file) ?? '', problem: null } : read;
    return { files: files.map(asItWas), names };
  }
}

/** Of files that stay as they were, what is wrong with them on the disk; of the others, what is wrong now. */
export function issuesOf(
  { names }: Stayed,
  onDisk: readonly RuleIssue[],
  now: readonly RuleIssue[],
): RuleIssue[] {
  const told = new Set<string>();
  const broken = onDisk.filter(({ at }) => names.has(at.file));
  return [
    ...broken.map((issue) => {
      const { severity, message, at } = issue;
      if (severity !== 'error' || told.has(at.file)) return issue;
      told.add(at.file);
      return { severity, message: `${message}; the rules of this file run on as they were before`, at };
    }),
    ...now.filter(({ at }) => !names.has(at.file)),
  ];
}
