import { withoutPasswords } from '../model/url-secret.ts';

/** One thing wrong with a configuration or policy file, placed so that an editor can jump to it. */
export type ConfigIssue = {
  readonly file: string;
  /** From 1; 0 when the file as a whole is meant (missing, unreadable). */
  readonly line: number;
  readonly column: number;
  /** `ui.fps`, `sources[0].path`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
  /** What would be right, in words; null where the message says it all. */
  readonly allowed: string | null;
  /** The valid name nearest to the one that was written. */
  readonly nearest: string | null;
};

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

/** `soc-console.yaml:9:8: ui.fps: 120 is not a whole number from 1 to 30`. Holds text of the file, but no password in a URL: clean it before showing. */
export function formatIssue(issue: ConfigIssue): string {
  const place = issue.line === 0 ? issue.file : `${issue.file}:${issue.line}:${issue.column}`;
  const key = issue.path === '' ? '' : `${issue.path}: `;
  const nearest = issue.nearest === null ? '' : ` Did you mean ${issue.nearest}?`;
  const allowed = issue.allowed === null ? '' : ` Allowed: ${issue.allowed}.`;
  return `${place}: ${key}${withoutPasswords(issue.message)}.${nearest}${allowed}`;
}
