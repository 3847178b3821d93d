import type { Readable, Writable } from 'node:stream';
import type { LokiSettings } from '../clients/loki/settings.ts';
import { INPUT_FORMATS } from '../config/schema.ts';
import { Captures } from '../core/captures.ts';
import { createEngine } from '../core/create-engine.ts';
import { Feed } from '../core/feed.ts';
import { loadPolicy } from '../core/load-policy.ts';
import { openPaths } from '../core/open-paths.ts';
import { ServiceAudit } from '../core/service-audit.ts';
import { writeEvidence } from '../core/write-evidence.ts';
import type { FormatName } from '../engine/parse/parser.ts';
import { type Level, levelRank } from '../model/level.ts';
import type { Logsource } from '../model/log-event.ts';
import type { EpochMs } from '../model/time.ts';
import { systemClock } from '../platform/clock.ts';
import { safeJson, safeText } from '../platform/safe-text.ts';
import { alertJson, type ScanResult, scanReport, shownAlerts } from '../report/scan-report.ts';
import { scanText } from '../report/scan-text.ts';
import { EventLines } from './event-lines.ts';
import { Output } from './output.ts';
import { resultOf } from './result.ts';
import { untilSignal } from './signals.ts';

export type ScanOptions = {
  readonly paths: readonly string[];
  readonly format: 'text' | 'json' | 'ndjson';
  readonly events: boolean;
  readonly output: string | null;
  readonly level: Level;
  readonly failOn: Level | null;
  readonly writeEvidence: string | null;
  readonly timeZone: string;
  readonly since: EpochMs | null;
  readonly until: EpochMs | null;
  readonly inputFormat: FormatName | null;
  readonly logsource: Logsource | null;
  readonly loki: LokiSettings | null;
  readonly rules: readonly string[];
  readonly policy: string | null;
  readonly shipped: string;
  readonly ascii: boolean;
  readonly quiet: boolean;
  readonly version: string;
};

export type CommandStreams = {
  readonly stdin: () => Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
};

/** Results are handed over in pieces of about this size. */
const PIECE = 64 * 1024;

/** Reads everything once and reports; interrupted, what was read until then. Returns the exit code: 3 before 1 before 0. */
export async function scan(options: ScanOptions, streams: CommandStreams): Promise<number> {
  const output = await Output.open(options.output, streams.stdout);
  const say = (text: string): void => void streams.stderr.write(`${safeText(text)}\n`);
  const lines = options.events ? new EventLines((line) => output.write(`${line}\n`)) : null;
  const { since, until } = options;
  const { engine, warnings } = await createEngine(
    { ...options, range: { since, until } },
    lines ?? undefined,
  );
  if (!options.quiet) for (const warning of warnings) say(`soc-console: ${warning}`);
  const audit = new LazyAudit(options.policy, options.shipped);
  const feed = new Feed({
    engine,
    onOutputs: () => {},
    onServices: (block) => audit.get().read(block),
    settle: () => output.flush(PIECE),
  });
  const clock = systemClock;
  const specs = options.paths.map((path) => ({ path, format: options.inputFormat, label: null }));
  const opened = await openPaths(specs, {
    follow: false,
    clock,
    stdin: streams.stdin,
    range: { since, until },
    loki: options.loki,
  });
  const captures = new Captures(opened.sources);
  const reading = new AbortController();
  const { code: interrupted } = await untilSignal(feed.run(opened.sources, reading.signal));
  reading.abort();
  lines?.end();
  const result = resultOf({ version: options.version, engine, feed, audit: audit.used, captures });
  const problems = [
    ...opened.failures.map(({ message, hint }) => `${message}. ${hint}`),
    ...unreadable(feed, result),
  ];
  for (const problem of problems) say(`soc-console: ${problem}`);
  if (options.writeEvidence !== null) {
    const count = await writeEvidence(
      options.writeEvidence,
      captures.sources,
      shownAlerts(result.alerts, options.level),
    );
    if (!options.quiet) say(`soc-console: ${count} packets of alerts are in ${options.writeEvidence}`);
  }
  writeResult(result, options, output);
  await output.close();
  return interrupted || exitCode(options.failOn, problems.length > 0, result);
}

/** Reading the policy costs time that a scan without service files need not spend. */
class LazyAudit {
  used: ServiceAudit | null = null;

  constructor(
    private readonly policy: string | null,
    private readonly shipped: string,
  ) {}

  get(): ServiceAudit {
    this.used ??= new ServiceAudit(loadPolicy(this.policy, this.shipped));
    return this.used;
  }
}

/** Sources that failed, and named files in which nothing could be understood. */
function unreadable(feed: Feed, result: ScanResult): string[] {
  return feed.statuses.flatMap(({ id, named, error }, index) => {
    if (error) return [`${error.message}. ${error.hint}`];
    const source = result.sources[index];
    if (!named || !source || source.format !== null) return [];
    if (source.records === 0) return [];
    if ((source.unparsed.binary ?? 0) > 0) return [`${id}: a binary file, not a log. It was left out.`];
    const known = INPUT_FORMATS.join(', ');
    return [`${id}: its format is not known. If it is one of ${known}, name it with --input-format.`];
  });
}

function writeResult(result: ScanResult, options: ScanOptions, output: Output): void {
  if (options.format === 'text') output.write(scanText(result, options));
  else if (options.format === 'json') output.write(`${safeJson(scanReport(result, options.level))}\n`);
  else writeNdjson(result, options, output);
}

function writeNdjson(result: ScanResult, { level }: ScanOptions, output: Output): void {
  for (const alert of shownAlerts(result.alerts, level)) {
    output.write(`${safeJson({ type: 'alert', ...alertJson(alert) })}\n`);
  }
  const { alerts, ...summary } = scanReport(result, level);
  output.write(`${safeJson({ type: 'summary', ...summary, alerts_total: (alerts as unknown[]).length })}\n`);
}

function exitCode(failOn: Level | null, failed: boolean, result: ScanResult): number {
  if (failed) return 3;
  const worst = Math.max(-1, ...result.alerts.map(({ rule }) => levelRank(rule.level)));
  return failOn !== null && worst >= levelRank(failOn) ? 1 : 0;
}
