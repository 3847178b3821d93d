import type { DurationMs } from '../../model/time.ts';
import { reasonOf } from '../../platform/system-reason.ts';

export const CHECK_STATES = ['ok', 'warning', 'failed'] as const;
export type CheckState = (typeof CHECK_STATES)[number];

/** One thing that was tried. Texts may hold what others wrote: clean them before they are shown. */
export type CheckResult = {
  /** What was tried: `/var/log/auth.log`, `nftables`. */
  readonly what: string;
  readonly state: CheckState;
  /** What was seen. */
  readonly why: string;
  /** What to do; null when there is nothing to do. */
  readonly remedy: string | null;
};

/**
 * One part that the configuration needs. `run` tries it for real and changes nothing that lasts. It need not catch: what
 * it throws is a failure, and so is an answer that does not come in time; `signal` then aborts.
 */
export type Check = {
  /** Heading of its results: `sources`, `bans`, `mail`. */
  readonly part: string;
  run(signal: AbortSignal): Promise<readonly CheckResult[]>;
};

export type CheckedPart = { readonly part: string; readonly results: readonly CheckResult[] };

/** Runs all at the same time, each no longer than `limit`; results are in the order of the checks. */
export function runChecks(checks: readonly Check[], limit: DurationMs): Promise<readonly CheckedPart[]> {
  return Promise.all(
    checks.map(async (check) => ({ part: check.part, results: await within(check, limit) })),
  );
}

async function within(check: Check, limit: DurationMs): Promise<readonly CheckResult[]> {
  const aborter = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly CheckResult[]>((resolve) => {
    timer = setTimeout(() => {
      resolve([failed(check.part, 'it did not answer in time', 'Look whether it hangs, and try again.')]);
      aborter.abort();
    }, limit);
  });
  try {
    return await Promise.race([check.run(aborter.signal), late]);
  } catch (error) {
    return [failureOf(check.part, error)];
  } finally {
    clearTimeout(timer);
    aborter.abort();
  }
}

/** What was thrown; of our own errors the hint is what to do. */
export function failureOf(what: string, error: unknown): CheckResult {
  const said = reasonOf(error);
  // Errors of a source begin with its name.
  const message = said.startsWith(`${what}: `) ? said.slice(what.length + 2) : said;
  const hint = error instanceof Error && 'hint' in error ? String(error.hint) : '';
  return failed(what, message, hint || null);
}

export function ok(what: string, why: string): CheckResult {
  return { what, state: 'ok', why, remedy: null };
}

export function warning(what: string, why: string, remedy: string): CheckResult {
  return { what, state: 'warning', why, remedy };
}

export function failed(what: string, why: string, remedy: string | null): CheckResult {
  return { what, state: 'failed', why, remedy };
}
