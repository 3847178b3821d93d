import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { LokiClient } from '../../clients/loki/client.ts';
import { lokiBackend } from '../../clients/loki/hunt-backend.ts';
import { type LokiSettings, lokiSettings } from '../../clients/loki/settings.ts';
import { type LocalBackendOptions, localBackend, queryError } from '../../core/hunt/local-backend.ts';
import type { Query } from '../../engine/logql/ast.ts';
import type { FormatName } from '../../engine/parse/parser.ts';
import { parseLogql } from '../../hunt/parse-logql.ts';
import { ALL_LOCAL, loadHunts, type SavedHunt, withSelector } from '../../hunt/saved-hunt.ts';
import { seriesQuery } from '../../hunt/series-query.ts';
import { sigmaDraft } from '../../hunt/to-sigma.ts';
import type { HuntBackend, HuntLabels, HuntRequest, HuntResult } from '../../model/hunt/hunt.ts';
import { nearest } from '../../model/nearest.ts';
import {
  type DurationMs,
  type EpochMs,
  formatDuration,
  HOUR_MS,
  parseDuration,
  SECOND_MS,
} from '../../model/time.ts';
import { UserError } from '../../model/user-error.ts';
import { systemClock } from '../../platform/clock.ts';
import { safeJson, safeText } from '../../platform/safe-text.ts';
import { huntHeadline } from '../../report/hunt/text.ts';
import { ruleHunt } from '../../rules/logql/rule-hunt.ts';
import { loadRuleSet } from '../../rules/rule-set.ts';
import { Output } from '../output.ts';
import type { CommandStreams } from '../scan/scan.ts';
import { untilSignal } from '../signals.ts';
import { followHere, followOnLoki } from './hunt-follow.ts';
import { type HuntFormat, writeHunt } from './hunt-output.ts';

type HuntOptions = {
  /** The query, or `@NAME` of a saved one, or `list`; then PATHs. */
  readonly words: readonly string[];
  readonly format: HuntFormat;
  readonly output: string | null;
  readonly quiet: boolean;
  readonly ascii: boolean;
  readonly timeZone: string;
  readonly since: EpochMs | null;
  readonly until: EpochMs | null;
  readonly inputFormat: FormatName | null;
  /** `KEY=VALUE`, for local lines. */
  readonly label: readonly string[];
  readonly selector: string | null;
  readonly loki: string | null;
  readonly limit: number | null;
  readonly oldest: boolean;
  readonly step: string | null;
  readonly series: boolean;
  readonly window: string | null;
  readonly threshold: string | null;
  readonly check: boolean;
  readonly asRule: boolean;
  readonly follow: boolean;
  /** Name or id of a rule that is hunted for instead of a query. */
  readonly rule: string | null;
  /** Folders of the user's rules. */
  readonly rules: readonly string[];
  readonly shipped: string;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** What is asked, after saved hunts, flags and defaults are put together. */
type Asked = {
  readonly query: string;
  readonly parsed: Query;
  readonly title: string;
  readonly window: DurationMs;
  readonly threshold: number | null;
  readonly isSeries: boolean;
};

const DEFAULT_LIMIT = 1000;
const DEFAULT_WINDOW = 10 * SECOND_MS;
/** Points of a series that Loki is asked for. */
const LOKI_POINTS = 1000;
/** The same of counted lines: between two points that are further apart than their windows are long, nobody looks. */
const MOST_LOKI_POINTS = 100_000;

/** `soc-console hunt`. Returns the exit code: 3 when a source could not be read. */
export async function hunt(options: HuntOptions, streams: CommandStreams): Promise<number> {
  const say = (text: string): void => {
    streams.stderr.write(`${text.split('\n').map(safeText).join('\n  ')}\n`);
  };
  const words = options.rule === null ? options.words : ['', ...options.words];
  const [first = '', ...paths] = words;
  const saved = loadHunts(join(options.shipped, 'hunts'));
  const output = await Output.open(options.output, streams.stdout);
  if (first === 'list') {
    output.write(huntList(saved, options.format));
    await output.close();
    return 0;
  }
  const isRemote = paths.length === 0;
  const selector = options.selector ?? (isRemote ? '{job=~".+"}' : ALL_LOCAL);
  const asked =
    options.rule === null
      ? whatIsAsked(first, saved, selector, options)
      : await ruleAsked(options.rule, selector, options);
  if (options.check || options.asRule) {
    if (options.asRule) writeRule(asked, output, say);
    else if (!options.quiet) say('The query is right.');
    await output.close();
    return 0;
  }
  let failed = false;
  const onProblem = (problem: string): void => {
    failed = true;
    say(`soc-console: ${problem}`);
  };
  const onNote = (note: string): void => say(`soc-console: ${note}`);
  if (options.follow) return followed(asked, paths, options, { streams, output, say });
  const backend = isRemote ? remote(options) : local(paths, options, streams, { onProblem, onNote });
  const request = requestOf(asked, options, isRemote);
  const { step } = request;
  if (isRemote && request.peaks && step !== null && step > asked.window && !options.quiet)
    say(
      `soc-console: Loki is asked about ${formatDuration(asked.window)} of every ${formatDuration(step)}: --window ${formatDuration(step)} counts all lines.`,
    );
  const asking = new AbortController();
  const answered = backend.query(request, asking.signal);
  const { ended, code } = await untilSignal(answered.then(() => undefined));
  if (!ended) {
    asking.abort();
    await answered.catch(() => undefined);
    return code;
  }
  const result = oldestFirst(await answered, request);
  if (!options.quiet) say(headline(result, request));
  writeHunt(result, { ...options, ...asked, output });
  await output.close();
  return failed ? 3 : 0;
}

async function followed(
  { query, parsed }: Asked,
  paths: readonly string[],
  options: HuntOptions,
  { streams, output, say }: { streams: CommandStreams; output: Output; say: (text: string) => void },
): Promise<number> {
  const { format, inputFormat, since, timeZone } = options;
  if (parsed.kind !== 'log' || options.series || options.step !== null)
    throw new UserError('--follow: only lines can be followed', 'Leave out --series and what counts.');
  if (format !== 'text' && format !== 'ndjson')
    throw new UserError(`--follow: ${format} has an end`, 'Take --format text or ndjson.');
  const following = { query, parsed, format, output, since, timeZone, say };
  const stop = new AbortController();
  const specs = paths.map((path) => ({ path, format: inputFormat, label: null }));
  const reading =
    paths.length === 0
      ? followOnLoki(lokiSettingsOf(options), following, stop.signal)
      : followHere(specs, labelsOf(options.label), streams, following, stop.signal);
  const { code } = await untilSignal(reading);
  stop.abort();
  await reading;
  await output.close();
  return code;
}

/** Lines of one time stay in the order in which they were written. */
function oldestFirst(result: HuntResult, { direction }: HuntRequest): HuntResult {
  if (result.kind !== 'streams' || direction === 'forward') return result;
  const streams = result.streams.map((stream) => ({ ...stream, entries: stream.entries.toReversed() }));
  return { ...result, streams };
}

/** Says so when there may be more than was shown. */
function headline(result: HuntResult, { limit, direction }: HuntRequest): string {
  const text = huntHeadline(result);
  if (result.kind !== 'streams') return text;
  const lines = result.streams.reduce((sum, { entries }) => sum + entries.length, 0);
  if (lines < limit) return text;
  return `${text}; these are the ${direction === 'backward' ? 'newest' : 'oldest'}, there may be more: --limit`;
}

/** `first`: a query, or the name of a saved hunt behind `@`. */
function whatIsAsked(
  first: string,
  saved: readonly SavedHunt[],
  selector: string,
  options: HuntOptions,
): Asked {
  if (first === '')
    throw new UserError('hunt needs a query', 'Write soc-console hunt QUERY [PATH...], or hunt list.');
  const known = first.startsWith('@') ? savedHunt(first.slice(1), saved) : null;
  return known === null
    ? askedOf({ query: first, title: 'Hunt', window: null, threshold: null }, () => false, options)
    : askedOf({ ...known, query: withSelector(known, selector) }, () => known.window !== null, options);
}

/** What the rule counts in its own time, or the lines that it finds; its threshold is drawn. */
async function ruleAsked(name: string, selector: string, options: HuntOptions): Promise<Asked> {
  const loaded = await loadRuleSet(join(options.shipped, 'rules'), options.rules);
  const { query, title, threshold } = ruleHunt(loaded, name, selector);
  return askedOf({ query, title, window: null, threshold }, ({ kind }) => kind !== 'log', options);
}

/** Flags come before what the hunt says. `isCurve`: whether it is drawn as a curve where no flag says so. */
function askedOf(
  hunt: Pick<SavedHunt, 'query' | 'title' | 'window' | 'threshold'>,
  isCurve: (query: Query) => boolean,
  options: HuntOptions,
): Asked {
  const parsed = parseLogql(hunt.query);
  if (!parsed.ok) throw queryError(hunt.query, parsed.problem);
  const window = durationOf('--window', options.window) ?? hunt.window ?? DEFAULT_WINDOW;
  const isSeries = (options.series || options.step !== null || isCurve(parsed.query)) && !options.follow;
  return {
    ...{ parsed: parsed.query, title: hunt.title, window, isSeries },
    query: isSeries && !options.asRule ? seriesQuery(hunt.query, parsed.query, window) : hunt.query,
    threshold: thresholdOf(options.threshold) ?? hunt.threshold,
  };
}

function savedHunt(name: string, saved: readonly SavedHunt[]): SavedHunt {
  const found = saved.find((each) => each.name === name);
  if (found) return found;
  const near = nearest(
    name,
    saved.map((each) => each.name),
  );
  throw new UserError(
    `@${name}: there is no saved hunt of this name`,
    near === null
      ? 'soc-console hunt list shows them.'
      : `Did you mean @${near}? soc-console hunt list shows all.`,
  );
}

function requestOf(asked: Asked, options: HuntOptions, isRemote: boolean): HuntRequest {
  const { since, until } = options;
  const step = durationOf('--step', options.step) ?? (isRemote ? lokiStep(asked, options) : SECOND_MS);
  return {
    query: asked.query,
    range: { since, until },
    step: asked.isSeries ? step : null,
    peaks: asked.parsed.kind === 'log',
    limit: options.limit ?? DEFAULT_LIMIT,
    direction: options.oldest ? 'forward' : 'backward',
  };
}

/** Counted lines are asked for at least as often as their window is long: a burst of 10 s is over before the next minute. */
function lokiStep({ parsed, window }: Asked, { since, until }: HuntOptions): DurationMs {
  const now = until ?? systemClock.now();
  const range = now - (since ?? now - HOUR_MS);
  const stepFor = (points: number): DurationMs =>
    Math.max(1, Math.ceil(range / points / SECOND_MS)) * SECOND_MS;
  if (parsed.kind !== 'log') return stepFor(LOKI_POINTS);
  const most = Math.max(SECOND_MS, Math.floor(window / SECOND_MS) * SECOND_MS);
  return Math.max(stepFor(MOST_LOKI_POINTS), Math.min(stepFor(LOKI_POINTS), most));
}

function remote(options: HuntOptions): HuntBackend {
  return lokiBackend(new LokiClient({ settings: lokiSettingsOf(options) }), systemClock);
}

function lokiSettingsOf({ loki, env }: HuntOptions): LokiSettings {
  if (loki === null && (env.LOKI_ADDR ?? '') === '')
    throw new UserError(
      'hunt needs a PATH, or a Loki server',
      'Name files or folders after the query, or the server: --loki http://HOST:3100, LOKI_ADDR, or loki.address in the configuration.',
    );
  return lokiSettings({ ...env, ...(loki !== null && { LOKI_ADDR: loki }) });
}

function local(
  paths: readonly string[],
  { inputFormat, label, timeZone }: HuntOptions,
  { stdin }: CommandStreams,
  told: Pick<LocalBackendOptions, 'onProblem' | 'onNote'>,
): HuntBackend {
  return localBackend({
    paths: paths.map((path) => ({ path, format: inputFormat, label: null })),
    labels: labelsOf(label),
    ...{ timeZone, clock: systemClock, stdin, ...told },
  });
}

function labelsOf(given: readonly string[]): HuntLabels {
  return Object.fromEntries(
    given.map((text) => {
      const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
      if (name === undefined || value === undefined)
        throw new UserError(`--label ${text}: not NAME=VALUE`, 'Write --label container=victim_server.');
      return [name, value];
    }),
  );
}

function durationOf(flag: string, text: string | null): DurationMs | null {
  if (text === null) return null;
  const duration = parseDuration(text);
  if (duration === null || duration === 0)
    throw new UserError(`${flag} ${text}: not a duration`, 'Write 10s, 5m, 1h or 1d.');
  return duration;
}

function thresholdOf(text: string | null): number | null {
  if (text === null) return null;
  if (!/^\d{1,12}(?:\.\d{1,6})?$/.test(text))
    throw new UserError(`--threshold ${text}: not a number`, 'Write 5.');
  return Number(text);
}

function huntList(saved: readonly SavedHunt[], format: HuntFormat): string {
  if (format === 'csv') throw new UserError('hunt list: not as CSV', 'Take --format json or ndjson.');
  if (format !== 'text') {
    const hunts = saved.map(({ name, title, description, query, window, threshold }) => {
      return { name: `@${name}`, title, description, query, window_ms: window, threshold };
    });
    if (format === 'json') return `${safeJson({ schema_version: 1, hunts }, 2)}\n`;
    return hunts.map((each) => `${safeJson({ type: 'hunt', ...each })}\n`).join('');
  }
  const width = Math.max(...saved.map(({ name }) => name.length)) + 1;
  return saved.map(({ name, title }) => `${`@${name}`.padEnd(width)}  ${title}\n`).join('');
}

function writeRule(asked: Asked, output: Output, say: (text: string) => void): void {
  const { title, window, threshold } = asked;
  const draft = sigmaDraft(asked.parsed, { title, window, threshold, ids: [randomUUID(), randomUUID()] });
  if (draft.yaml === '') throw new UserError(draft.leftOut.join('; '), 'Hunt for lines, or count them.');
  output.write(draft.yaml);
  for (const part of draft.leftOut) say(`Not in the rule: ${part}.`);
  say('Try it: soc-console rules backtest FILE PATH...');
}
