import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { LogqlError } from '../../engine/logql/ast.ts';
import { detectFormat } from '../../engine/parse/detect.ts';
import { LocalHunt } from '../../hunt/local-hunt.ts';
import { parseLogql, problemOf, type QueryProblem } from '../../hunt/parse-logql.ts';
import { linearRegex } from '../../hunt/regex.ts';
import type { HuntBackend, HuntLabels, HuntRequest, HuntResult } from '../../model/hunt/hunt.ts';
import type { LineBlock, SourceId } from '../../model/log-record.ts';
import { UserError } from '../../model/user-error.ts';
import type { Clock } from '../../platform/clock.ts';
import type { SourceSink } from '../../sources/source.ts';
import type { PathSpec } from '../settings.ts';
import { type OpenedSource, openPaths } from '../sources/open-paths.ts';

export type LocalBackendOptions = {
  readonly paths: readonly PathSpec[];
  /** Given by the user, beside those that each source has. */
  readonly labels: HuntLabels;
  readonly timeZone: string;
  readonly clock: Clock;
  readonly stdin: () => Readable;
  /** Lines that were read already and cannot be read again, by source. */
  readonly kept?: () => ReadonlyMap<SourceId, readonly LineBlock[]>;
  /** What could not be read, and why: the rest is. */
  readonly onProblem: (problem: string) => void;
  /** What the hunter should know, though nothing is wrong. */
  readonly onNote: (note: string) => void;
};

/** Lines of a source that decide its format. */
const SNIFFED = 100;

/** LogQL on files, folders and standard input, read anew for each query. */
export function localBackend(options: LocalBackendOptions): HuntBackend {
  return {
    async query(request, signal) {
      const hunt = startHunt(request, options.timeZone);
      const { paths, clock, stdin, onProblem, onNote } = options;
      const opened = await openPaths(paths, { follow: false, clock, stdin });
      for (const { message, hint } of opened.failures) onProblem(`${message}. ${hint}`);
      if (opened.leftOut.length > 0)
        onNote(`${opened.leftOut.join(', ')}: left out: the kernel makes up what is there.`);
      const looked: HuntLabels[] = [];
      for (const source of opened.sources) {
        if (signal.aborted) break;
        await readSource(source, hunt, options, signal, looked);
      }
      for (const [source, blocks] of options.kept?.() ?? []) {
        const labels = keptLabels(source, blocks, options.labels);
        looked.push(labels);
        if (!hunt.open(labels)) continue;
        for (const block of blocks) {
          hunt.take(block);
          await setImmediate();
          signal.throwIfAborted();
        }
      }
      signal.throwIfAborted();
      if (looked.length > 0 && !hunt.matchedStreams) onNote(noStream(looked));
      return resultOf(hunt, request);
    },
  };
}

/** Throws `UserError` with the place when the query is wrong. */
function startHunt(request: HuntRequest, timeZone: string): LocalHunt {
  const parsed = parseLogql(request.query);
  if (!parsed.ok) throw queryError(request.query, parsed.problem);
  try {
    return new LocalHunt(parsed.query, request, { compile: linearRegex(), timeZone });
  } catch (error) {
    throw asUserError(request.query, error);
  }
}

function resultOf(hunt: LocalHunt, { query }: HuntRequest): HuntResult {
  try {
    return hunt.result();
  } catch (error) {
    throw asUserError(query, error);
  }
}

function asUserError(query: string, error: unknown): unknown {
  return error instanceof LogqlError ? queryError(query, problemOf(query, error)) : error;
}

/** Who writes words alone looks for them. */
const WORDS_ALONE = /^[\p{L}\p{N}\s.:@/_-]{1,200}$/u;

const EMPTY_SELECTOR = /^[^"`]{0,200}\{\s{0,20}\}/;

function hintFor(query: string, allowed: readonly string[]): string {
  if (WORDS_ALONE.test(query))
    return `To look for a text: '{filename=~".+"} |= "${query.trim()}"'. The saved hunts: soc-console hunt list.`;
  if (EMPTY_SELECTOR.test(query))
    return 'A selector needs a label. Everything is {filename=~".+"} in files, {job=~".+"} on most Lokis.';
  return allowed.length > 0
    ? `Possible there: ${allowed.join('  ')}`
    : 'docs/hunt.md tells what LogQL can do here.';
}

/** The line of the query with a mark below the place, as a compiler would show it. */
export function queryError(query: string, { message, at, line, column, allowed }: QueryProblem): UserError {
  const hint = hintFor(query, allowed);
  if (at === null) return new UserError(message, hint);
  const shown = query.split('\n')[line - 1] ?? '';
  const start = Math.max(0, column - 60);
  const mark = `${' '.repeat(column - 1 - start)}^`;
  return new UserError(
    `line ${line}, column ${column}: ${message}\n${shown.slice(start, start + 100)}\n${mark}`,
    hint,
  );
}

async function readSource(
  opened: OpenedSource,
  hunt: LocalHunt,
  { labels, onProblem }: LocalBackendOptions,
  signal: AbortSignal,
  looked: HuntLabels[],
): Promise<void> {
  const { source, kind, format } = opened;
  if (kind === 'capture' || kind === 'services') return;
  const enough = new AbortController();
  let isWanted: boolean | null = null;
  const sink: SourceSink = {
    async accept(block) {
      if (isWanted === null) {
        const own = streamLabels(opened, format ?? formatOf(block), labels);
        looked.push(own);
        isWanted = block.format !== 'packets' && hunt.open(own);
      }
      if (!isWanted) {
        enough.abort();
        return;
      }
      hunt.take(block);
      // Other work of this thread comes first.
      await setImmediate();
    },
    ...{
      busy: nothing,
      idle: nothing,
      count: nothing,
      behind: nothing,
      missing: nothing,
      trouble: nothing,
      found: nothing,
    },
  };
  try {
    await source.read(sink, AbortSignal.any([signal, enough.signal]));
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof UserError || error instanceof LogqlError) throw error;
    onProblem(error instanceof Error ? error.message : String(error));
  }
}

function nothing(): void {}

function formatOf({ text }: LineBlock): string | null {
  return detectFormat(text.slice(0, 64 * 1024).split('\n', SNIFFED));
}

/** `filename`, `source`, `format`; `host` is added where lines tell it. What the user says holds. */
function streamLabels({ source, kind }: OpenedSource, format: string | null, labels: HuntLabels): HuntLabels {
  const filename = kind === 'stdin' ? 'stdin' : source.id;
  return { filename, source: source.id, ...(format !== null && { format }), ...labels };
}

/** Labels of the lines that the core keeps of a source; the format is told by their first block. */
export function keptLabels(source: SourceId, [first]: readonly LineBlock[], labels: HuntLabels): HuntLabels {
  return labelsOf(source, first === undefined ? null : formatOf(first), labels);
}

/** Labels of a source: its name, its format where that is known, and what it brings itself. */
export function labelsOf(source: SourceId, format: string | null, labels: HuntLabels): HuntLabels {
  return { filename: source, source, ...(format !== null && { format }), ...labels };
}

const MOST_NAMED = 5;

function noStream(looked: readonly HuntLabels[]): string {
  const shown = looked.slice(0, MOST_NAMED).map(
    (labels) =>
      `{${Object.entries(labels)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(', ')}}`,
  );
  const more = looked.length > MOST_NAMED ? ` and ${looked.length - MOST_NAMED} more` : '';
  return `no source has the labels of this query. There is: ${shown.join(' ')}${more}. {filename=~".+"} is everything; --label NAME=VALUE gives labels.`;
}
