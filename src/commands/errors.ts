import { UserError } from '../model/user-error.ts';
import { safeText } from '../platform/safe-text.ts';
import { codeOf, systemReason } from '../platform/system-reason.ts';
import { fittedText } from '../report/wrap.ts';
import { SourceError } from '../sources/source.ts';
import { programIdentity } from './flags/usage.ts';

/** What the program says (to stderr, clean, with a line end; may be nothing) and how it ends. */
type ErrorReport = { readonly stderr: string; readonly exitCode: number };

/** `EX_SOFTWARE` of sysexits.h: 1 to 3 mean something to scripts, and a bug must not look like it. */
const BUG_EXIT_CODE = 70;

/**
 * The last word on anything that was thrown. The user's mistakes: what, where, what to do, never a stack trace.
 * Cancelled: no complaint. All else is our bug and says so, with what is needed to find it. `columns`: of the terminal
 * that stderr is.
 */
export function reportError(error: unknown, columns: number | null = null): ErrorReport {
  const report = reportOf(error);
  return report.exitCode === BUG_EXIT_CODE
    ? report
    : { ...report, stderr: fittedText(report.stderr, columns) };
}

function reportOf(error: unknown): ErrorReport {
  if (error instanceof UserError) return mistake(error.message, error.hint, error.exitCode);
  if (error instanceof SourceError) return mistake(error.message, error.hint, 3);
  if (!(error instanceof Error)) return bug(new Error(`${String(error)} was thrown`));
  // Who reads our output has seen enough: `soc-console scan ... | head`.
  if (codeOf(error) === 'EPIPE') return { stderr: '', exitCode: 0 };
  if (error.name === 'AbortError') return cancelled(error.cause);
  // Trouble of the machine that no part foresaw is still not ours.
  const reason = systemReason(error);
  if (reason === null) return bug(error);
  const path = 'path' in error && typeof error.path === 'string' ? `${error.path}: ` : '';
  return mistake(`${path}${reason}`, null, 3);
}

/** What came of standard output. */
export function reportLostOutput(error: Error): ErrorReport {
  const reason = codeOf(error) === 'EPIPE' ? null : systemReason(error);
  if (reason === null) return reportError(error);
  const hint = 'Make room, or give a file elsewhere.';
  return mistake(`standard output: cannot be written to its end: ${reason}`, hint, 3);
}

function mistake(message: string, hint: string | null, exitCode: number): ErrorReport {
  // Indented, so that a line feed in a file's name cannot begin a message of its own.
  const [first = '', ...more] = message.split('\n').map((line, index) => (index === 0 ? line : `  ${line}`));
  return { stderr: cleaned([`soc-console: ${first}`, ...more, ...(hint ? [`  ${hint}`] : [])]), exitCode };
}

/** `reason`: what the abort controller was given, the name of the signal. */
function cancelled(reason: unknown): ErrorReport {
  return { stderr: cleaned(['soc-console: interrupted']), exitCode: reason === 'SIGTERM' ? 143 : 130 };
}

function bug(error: Error): ErrorReport {
  const { name, version } = programIdentity();
  const stack = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  const lines = [
    `${name}: this is a bug of ours: ${error.name}: ${error.message}`,
    '  Please report it, with these lines and what you did:',
    `    ${name} ${version}, Node ${process.version}, ${process.platform} ${process.arch}`,
    ...stack,
  ];
  return { stderr: cleaned(lines), exitCode: BUG_EXIT_CODE };
}

function cleaned(lines: readonly string[]): string {
  return lines.map((line) => `${safeText(line)}\n`).join('');
}
