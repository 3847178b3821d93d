import { extname } from 'node:path';
import { judged } from '../audit/judge.ts';
import { readMachine } from '../audit/machine.ts';
import { loadPolicy } from '../core/audit/load-policy.ts';
import { engineOptions } from '../core/create-engine.ts';
import { type ReportSettings, reportOfScan, reportOfState } from '../core/snapshot/report-input.ts';
import type { Level } from '../model/level.ts';
import { UserError } from '../model/user-error.ts';
import { systemClock } from '../platform/clock.ts';
import { safeText } from '../platform/safe-text.ts';
import type { ReportLanguage } from '../report/incident/build.ts';
import type { ReportFormat } from '../report/incident/formats/names.ts';
import { renderReport } from '../report/incident/formats/render.ts';
import type { ReportInput } from '../report/incident/input.ts';
import { PRINTED } from './flags/flags-values.ts';
import { Output } from './output.ts';
import type { Wanted } from './reach.ts';
import { type ReadOptions, type ReadResult, readOnce } from './scan/read-once.ts';
import type { CommandStreams } from './scan/scan.ts';
import { storedByRunning } from './storing.ts';

export type ReportOptions = ReadOptions & {
  /** Null: as the name of the output says, else text. */
  readonly format: ReportFormat | null;
  readonly lang: ReportLanguage;
  readonly output: string | null;
  readonly level: Level;
  readonly ascii: boolean;
  /** Where alerts are stored; asked for only without PATHs. */
  readonly state: () => string;
  /** The core that may run on it. */
  readonly running?: () => Wanted;
};

export type StateReportOptions = Pick<
  ReportOptions,
  'rules' | 'policy' | 'shipped' | 'timeZone' | 'level' | 'version' | 'state' | 'lang' | 'intelligence'
>;

/** `soc-console report`: the incident report, of what is stored or of PATHs. Returns the exit code. */
export async function report(options: ReportOptions, streams: CommandStreams): Promise<number> {
  const ending = extname(options.output ?? '').toLowerCase();
  if (options.format === null && PRINTED.includes(ending.slice(1)))
    throw new UserError(
      `${options.output}: there is no report as ${ending}`,
      'Write -o report.html, and print that page from a browser.',
    );
  const say = (text: string): void => void streams.stderr.write(`${safeText(text)}\n`);
  const { version, level, since, until } = options;
  const settings = { version, level, since, until, now: systemClock.now() };
  const { input, code } =
    options.paths.length === 0
      ? { input: await ofState(options, settings, say), code: 0 }
      : await ofPaths(options, settings, streams, say);
  const format = options.format ?? 'text';
  const output = await Output.open(options.output, streams.stdout);
  const { lang, ascii } = options;
  output.write(renderReport(input, { format, lang, ascii, columns: output.columns }));
  await output.close();
  if (options.output !== null && !options.quiet) say(`soc-console: the report is in ${options.output}`);
  return code;
}

/** What was read, as a page for people. */
export async function pageOfScan(
  { result, intelligence }: Pick<ReadResult, 'result' | 'intelligence'>,
  options: Pick<ReadOptions, 'version' | 'since' | 'until' | 'language'> & {
    readonly format: ReportFormat;
    readonly level: Level;
    readonly ascii: boolean;
  },
): Promise<string> {
  const { version, level, since, until, format, ascii, language: lang = 'en' } = options;
  const settings = { version, level, since, until, now: systemClock.now(), intelligence };
  return renderReport(await reportOfScan(result, settings), { format, lang, ascii });
}

async function ofState(
  options: ReportOptions,
  settings: ReportSettings,
  say: (text: string) => void,
): Promise<ReportInput> {
  const unstored = options.running === undefined ? null : await storedByRunning(options.running());
  if (unstored !== null) say(`soc-console: not all is in the report: ${unstored}`);
  return inputOfState(options, { ...settings, isPart: unstored !== null });
}

async function ofPaths(
  options: ReportOptions,
  settings: ReportSettings,
  { stdin }: CommandStreams,
  say: (text: string) => void,
): Promise<{ readonly input: ReportInput; readonly code: number }> {
  const settle = (): Promise<void> => Promise.resolve();
  const { result, intelligence, failed, interrupted } = await readOnce(
    { ...options, language: options.lang },
    { say, stdin, settle },
  );
  return {
    input: await reportOfScan(result, { ...settings, intelligence }),
    code: interrupted || (failed ? 3 : 0),
  };
}

/** The audit is of this machine as it is now: what was found earlier may have been put right. */
export async function inputOfState(
  options: StateReportOptions,
  settings: ReportSettings,
  audited: 'machine' | 'nothing' = 'machine',
): Promise<ReportInput> {
  const { options: engine } = await engineOptions(options);
  const policy = await loadPolicy(options.policy, options.shipped, options.lang);
  const findings = audited === 'nothing' ? [] : judged(readMachine(policy), policy, settings.now);
  return reportOfState(options.state(), engine, findings, settings);
}
