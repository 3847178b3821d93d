import type { Readable, Writable } from 'node:stream';
import type { LokiSettings } from '../../clients/loki/settings.ts';
import type { ServiceAudit } from '../../core/audit/service-audit.ts';
import { createEngine } from '../../core/create-engine.ts';
import type { IntelligenceSettings } from '../../core/load-intelligence.ts';
import { Captures } from '../../core/sources/captures.ts';
import { Feed } from '../../core/sources/feed.ts';
import { type FeedStatus, hasLines } from '../../core/sources/feed-status.ts';
import { openPaths } from '../../core/sources/open-paths.ts';
import type { Engine } from '../../engine/engine.ts';
import type { EngineObserver } from '../../engine/engine-observer.ts';
import type { Intelligence } from '../../engine/intel/intelligence.ts';
import type { FormatName } from '../../engine/parse/parser.ts';
import type { Logsource } from '../../model/log-event.ts';
import type { LineBlock } from '../../model/log-record.ts';
import type { EpochMs } from '../../model/time.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Language } from '../../report/notice/words.ts';
import type { ScannedSource, ScanResult } from '../../report/scan-report.ts';
import { Turns } from '../../sources/turns.ts';
import { untilSignal } from '../signals.ts';
import { Progress } from './progress.ts';
import { resultOf } from './result.ts';

export type ReadOptions = {
  readonly paths: readonly string[];
  readonly timeZone: string;
  readonly since: EpochMs | null;
  readonly until: EpochMs | null;
  readonly inputFormat: FormatName | null;
  readonly logsource: Logsource | null;
  readonly loki: LokiSettings | null;
  readonly rules: readonly string[];
  readonly parsers?: readonly string[];
  readonly believedProxies?: readonly string[];
  readonly intelligence?: IntelligenceSettings;
  readonly policy: string | null;
  /** Files that are read at the same time; as many as pay when not said. */
  readonly jobs?: number | null;
  /** In which findings are told; English when not said. */
  readonly language?: Language;
  readonly shipped: string;
  readonly quiet: boolean;
  readonly version: string;
};

type ReadParts = {
  /** Messages for whoever runs the command. */
  readonly say: (text: string) => void;
  readonly stdin: () => Readable;
  /** Awaited after each block; when it fails, nothing is left to read for, and `readOnce` rejects with why. */
  readonly settle: () => Promise<void>;
  readonly observer?: EngineObserver;
  /** Where a bar may tell how far it is; absent where nobody looks. */
  readonly progress?: { readonly stream: Writable; readonly ascii: boolean };
};

export type ReadResult = {
  readonly result: ScanResult;
  readonly captures: Captures;
  /** What the user's files say of addresses. */
  readonly intelligence: Intelligence | null;
  /** Something could not be read, or not to its end: it was said. */
  readonly failed: boolean;
  /** Exit code of the signal that ended reading; 0 when nothing did. */
  readonly interrupted: number;
};

/** More threads than these Node does not read with. */
const JOBS = 4;

/** Reads all paths to their ends; interrupted, what was read until then counts. */
export async function readOnce(options: ReadOptions, parts: ReadParts): Promise<ReadResult> {
  const { say, stdin } = parts;
  const { since, until } = options;
  const clock = systemClock;
  const specs = options.paths.map((path) => ({ path, format: options.inputFormat, label: null }));
  const opened = await openPaths(specs, {
    follow: false,
    clock,
    stdin,
    range: { since, until },
    loki: options.loki,
    turns: new Turns(options.jobs ?? JOBS),
  });
  const asked = { ...options, range: { since, until }, silent: true };
  const { engine, warnings } = await createEngine(asked, parts.observer);
  if (!options.quiet) for (const warning of warnings) say(`soc-console: ${warning}`);
  // A mistake in a policy of one's own is told before anything is read.
  const named = options.policy === null ? null : await auditOf(options);
  const services: LineBlock[] = [];
  const reading = new AbortController();
  const unsettled: unknown[] = [];
  const feed = new Feed({
    engine,
    onOutputs: () => {},
    onServices: (block) => services.push(block),
    // It is no fault of the log that is read just then.
    settle: () =>
      parts.settle().catch((error: unknown) => {
        unsettled.push(error);
        reading.abort();
      }),
  });
  if (!options.quiet && opened.leftOut.length > 0) {
    say(`soc-console: ${opened.leftOut.join(', ')}: left out: the kernel makes up what is there`);
  }
  const captures = new Captures(opened.sources, opened.captures);
  const progress = parts.progress && showProgress(parts.progress, { engine, feed, captures });
  const { code: interrupted } = await untilSignal(feed.run(opened.sources, reading.signal)).finally(() =>
    progress?.stop(),
  );
  reading.abort();
  if (unsettled.length > 0) throw unsettled[0];
  const audit = services.length === 0 ? null : (named ?? (await auditOf(options)));
  for (const block of services) audit?.read(block);
  if (interrupted !== 0) feed.end();
  const unopened = opened.failures;
  const read = resultOf({ version: options.version, engine, feed, audit, captures, unopened });
  const result = { ...read, sources: withUnread(read.sources, feed) };
  const problems = result.sources.flatMap(({ errors }) => errors);
  for (const problem of problems) say(`soc-console: ${problem}`);
  if (interrupted !== 0 && !options.quiet) say('soc-console: interrupted: this is what was read until then');
  return { result, captures, intelligence: engine.intelligence, failed: problems.length > 0, interrupted };
}

function showProgress(
  where: { readonly stream: Writable; readonly ascii: boolean },
  { engine, feed, captures }: { readonly engine: Engine; readonly feed: Feed; readonly captures: Captures },
): Progress {
  const recordsOf = ({ id }: FeedStatus): number => {
    const { format, records, first, last } = engine.reader(id);
    return captures.statusOf({ id, format, records, first, last }).records;
  };
  return new Progress({
    ...where,
    clock: systemClock,
    statuses: () => feed.statuses,
    records: () => feed.statuses.filter(hasLines).reduce((sum, status) => sum + recordsOf(status), 0),
  });
}

/** Service files against the policy; reading that costs time which a scan without such files need not spend. */
async function auditOf({ policy, shipped, language = 'en' }: ReadOptions): Promise<ServiceAudit> {
  const [{ ServiceAudit }, { loadPolicy }] = await Promise.all([
    import('../../core/audit/service-audit.ts'),
    import('../../core/audit/load-policy.ts'),
  ]);
  return new ServiceAudit(await loadPolicy(policy, shipped, language));
}

/** Files in which nothing could be understood are no failure in a folder; those that were named are. */
function withUnread(sources: readonly ScannedSource[], { statuses }: Feed): ScannedSource[] {
  return sources.map((source, index) => {
    const { id, errors, format, records, unparsed } = source;
    if (!statuses[index]?.named || errors.length > 0 || format !== null || records === 0) return source;
    const error = `${id}: ${whyUnread(id, records, unparsed)}`;
    return { ...source, errors: [error] };
  });
}

function whyUnread(id: string, records: number, unparsed: ScannedSource['unparsed']): string {
  // What `lastlog` reads: the last login of each account, without those before it and without those that failed.
  if (/(?:^|\/)lastlog$/.test(id))
    return 'the last login of each account, not a log. Read wtmp and btmp instead.';
  if ((unparsed.binary ?? 0) > 0) return 'a binary file, not a log. It was left out.';
  if ((unparsed['no-time'] ?? 0) * 3 > records)
    return 'what sshd writes into a file by itself (-E) has no time, and is not judged. Start it without -E: syslog and the journal tell the time.';
  return 'unknown format. Name it (--input-format) or describe it (--parsers).';
}
