import { CHECK_STATES, type CheckedPart, type CheckState, runChecks } from '../core/doctor/check.ts';
import { type DoctorSettings, doctorChecks } from '../core/doctor/checks.ts';
import { SECOND_MS } from '../model/time.ts';
import { safeJson, safeText } from '../platform/safe-text.ts';
import { fitted } from '../report/wrap.ts';
import { Output } from './output.ts';
import type { CommandStreams } from './scan/scan.ts';

type DoctorOptions = DoctorSettings & {
  readonly format: 'text' | 'json';
  readonly output: string | null;
  readonly version: string;
};

const LIMIT_MS = 20 * SECOND_MS;

/** `soc-console doctor`. Returns the exit code: 1 when a part failed. */
export async function doctor(options: DoctorOptions, streams: CommandStreams): Promise<number> {
  const output = await Output.open(options.output, streams.stdout);
  const parts = await runChecks(doctorChecks(options), LIMIT_MS);
  const counts = countsOf(parts);
  if (options.format === 'json') {
    const tool = { name: 'soc-console', version: options.version };
    const results = parts.flatMap(({ part, results: own }) => own.map((result) => ({ part, ...result })));
    output.write(`${safeJson({ schema_version: 1, tool, counts, results }, 2)}\n`);
  } else output.write(doctorText(parts, counts, output.columns));
  await output.close();
  return counts.failed > 0 ? 1 : 0;
}

type Counts = Readonly<Record<CheckState, number>>;

function countsOf(parts: readonly CheckedPart[]): Counts {
  const results = parts.flatMap((part) => part.results);
  const count = (state: CheckState): number => results.filter((result) => result.state === state).length;
  return Object.fromEntries(CHECK_STATES.map((state) => [state, count(state)])) as Counts;
}

const WORDS: Readonly<Record<CheckState, string>> = { ok: 'ok     ', warning: 'warning', failed: 'FAILED ' };

/** Under what is wrong. */
const REMEDY = ' '.repeat(11);

/** For a person: each part under its name; what is wrong with what to do. */
function doctorText(parts: readonly CheckedPart[], counts: Counts, columns: number | null): string {
  const told = parts.flatMap(({ part, results }) => [
    part.toUpperCase(),
    ...results.flatMap(({ what, state, why, remedy }) => [
      `  ${WORDS[state]}  ${safeText(`${what}: ${why}`)}`,
      ...(remedy === null ? [] : [`${REMEDY}${safeText(remedy)}`]),
    ]),
    '',
  ]);
  const lines = told.flatMap((line) => fitted(line, columns, REMEDY));
  const end =
    counts.failed > 0
      ? `${counts.failed} failed, ${counts.warning} to look at.`
      : counts.warning > 0
        ? `Nothing failed; ${counts.warning} to look at.`
        : 'All is well.';
  return `${[...lines, end].join('\n')}\n`;
}
