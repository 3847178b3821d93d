/**
 * Loki in memory, as far as this program talks to it: what Loki 2.9 answers to the same question about the same lines,
 * with its limits, its words, and the wrong cut of an answer that crosses a mark at which queries are split.
 * test/clients/loki/memory.test.ts holds it against answers of a real one.
 */
import { metricIn, series } from './loki-metric.ts';
import { LogQueryError, type Matcher, parseLogQuery, selectorIn } from './loki-query.ts';
import { type RunLine, stagesIn } from './loki-stages.ts';

export type Labels = Readonly<Record<string, string>>;
export type Answer = { readonly status: number; readonly body: string };
type LinesListener = (labels: Labels, entries: readonly (readonly [ns: bigint, line: string])[]) => void;
type Entry = { readonly stream: Stream; readonly ns: bigint; readonly line: string };
type Stream = {
  readonly labels: Labels;
  readonly key: string;
  readonly entries: Entry[];
  readonly known: Set<string>;
};

const API = '/loki/api/v1';
const HOUR_NS = 3_600_000_000_000n;
const LONGEST_HOURS = 30n * 24n + 1n;

export class LokiMemory {
  /** `max_entries_limit_per_query`. */
  mostEntries = 5000;
  /** `split_queries_by_interval`. */
  split = HOUR_NS / 2n;
  /** Questions that came. */
  readonly asked: URLSearchParams[] = [];
  private readonly streams = new Map<string, Stream>();
  private readonly listeners = new Set<LinesListener>();

  constructor(private readonly now: () => bigint = () => BigInt(Date.now()) * 1_000_000n) {}

  push(labels: Labels, entries: readonly (readonly [ns: bigint, line: string])[]): void {
    const sorted = Object.fromEntries(Object.entries(labels).sort());
    const key = JSON.stringify(sorted);
    const stream = this.streams.get(key) ?? { labels: sorted, key, entries: [], known: new Set() };
    this.streams.set(key, stream);
    for (const [ns, line] of entries) {
      const mark = `${ns} ${line}`;
      if (stream.known.has(mark)) continue;
      stream.known.add(mark);
      stream.entries.push({ stream, ns, line });
    }
    for (const listener of this.listeners) listener(sorted, entries);
    // Stable: what came first stays first among equal times.
    stream.entries.sort((a, b) => (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : 0));
  }

  /** Hears of lines as they come; what is given back ends it. */
  onLines(listener: LinesListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** All lines, to be compared with what was read of them. */
  get lines(): string[] {
    return [...this.streams.values()].flatMap(({ entries }) => entries.map(({ line }) => line));
  }

  answer(method: string, path: string, words: URLSearchParams, body = ''): Answer {
    if (path === '/ready') return { status: 200, body: 'ready\n' };
    if (!path.startsWith(`${API}/`)) return NOT_FOUND;
    const name = path.slice(API.length);
    if (name === '/push') return this.pushed(body);
    if (method !== 'GET' && method !== 'POST') return { status: 405, body: '' };
    this.asked.push(words);
    try {
      return this.read(name, words);
    } catch (error) {
      if (!(error instanceof LogQueryError)) throw error;
      return { status: error.status, body: error.message };
    }
  }

  private read(name: string, words: URLSearchParams): Answer {
    if (name === '/query_range') return this.queryRange(words);
    if (name === '/query') return streams([]);
    const range = this.range(words);
    if (name === '/labels') {
      return data([...new Set(this.within(range, []).flatMap(({ labels }) => Object.keys(labels)))].sort());
    }
    const label = /^\/label\/([^/]+)\/values$/.exec(name)?.[1];
    if (label !== undefined) {
      const query = words.get('query');
      const matchers = query === null ? [] : parseLogQuery(query).matchers;
      const values = this.within(range, matchers).flatMap(({ labels }) => labels[label] ?? []);
      return data([...new Set(values)].sort());
    }
    if (name === '/series') {
      const found = words.getAll('match[]').flatMap((it) => this.within(range, parseLogQuery(it).matchers));
      return {
        status: 200,
        body: JSON.stringify({ status: 'success', data: [...new Set(found)].map((it) => it.labels) }),
      };
    }
    return NOT_FOUND;
  }

  private queryRange(words: URLSearchParams): Answer {
    const metric = metricIn(words.get('query') ?? '');
    if (metric !== null) {
      const streams = [...this.streams.values()];
      return series(metric, streams, { ...this.range(words), step: Number(words.get('step')) });
    }
    const query = words.get('query') ?? '';
    const { matchers, run } = asked(query);
    const range = this.range(words);
    const limit = this.limit(words.get('limit') ?? '100');
    const direction = (words.get('direction') ?? 'backward').toLowerCase();
    if (direction !== 'forward' && direction !== 'backward') {
      throw new LogQueryError(400, `invalid direction '${words.get('direction')}'`);
    }
    if (range.from > range.to) {
      throw new LogQueryError(400, 'end timestamp must not be before or equal to start time');
    }
    const hours = (range.to - range.from) / HOUR_NS;
    if (hours > LONGEST_HOURS) {
      const words = `(query length: ${hours}h0m0s, limit: 30d1h)`;
      throw new LogQueryError(400, `the query time range exceeds the limit ${words}`);
    }
    const pieces = this.pieces(range);
    if (direction === 'backward') pieces.reverse();
    const got: Entry[] = [];
    for (const piece of pieces) {
      const here = this.entries(piece, matchers, run);
      if (direction === 'backward') here.reverse();
      got.push(...here.slice(0, limit));
      if (got.length >= limit) break;
    }
    return streams(pieces.length > 1 ? cutByStream(got, limit) : got.slice(0, limit));
  }

  private entries({ from, to }: Range, matchers: readonly Matcher[], run: RunLine): Entry[] {
    const chosen = [...this.streams.values()].filter(({ labels }) => matchers.every((it) => it(labels)));
    return chosen
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .flatMap(({ entries }) => entries.filter(({ ns }) => ns >= from && ns < to))
      .flatMap((entry): Entry[] => {
        const given = run(entry.line, entry.stream.labels);
        if (given === null) return [];
        if (given.labels === entry.stream.labels) return [{ ...entry, line: given.line }];
        const labels = Object.fromEntries(Object.entries(given.labels).sort());
        const stream = { ...entry.stream, labels, key: JSON.stringify(labels) };
        return [{ ...entry, stream, line: given.line }];
      })
      .sort((a, b) => (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : 0));
  }

  private pieces({ from, to }: Range): Range[] {
    const pieces: Range[] = [];
    for (let start = from; start < to; ) {
      const mark = (start / this.split + 1n) * this.split;
      const end = mark < to ? mark : to;
      pieces.push({ from: start, to: end });
      start = end;
    }
    return pieces;
  }

  private within({ from, to }: Range, matchers: readonly Matcher[]): Stream[] {
    return [...this.streams.values()].filter(
      ({ labels, entries }) =>
        matchers.every((it) => it(labels)) && entries.some(({ ns }) => ns >= from && ns < to),
    );
  }

  private range(words: URLSearchParams): Range {
    const to = time('end', words.get('end')) ?? this.now();
    return { from: time('start', words.get('start')) ?? to - HOUR_NS, to };
  }

  private limit(text: string): number {
    if (!/^-?\d+$/.test(text))
      throw new LogQueryError(400, `strconv.Atoi: parsing "${text}": invalid syntax`);
    const limit = Number(text);
    if (limit <= 0) throw new LogQueryError(400, 'limit must be a positive value');
    if (limit <= this.mostEntries) return limit;
    const words = `limit > max_entries_limit (${limit} > ${this.mostEntries})`;
    throw new LogQueryError(400, `max entries limit per query exceeded, ${words}`);
  }

  private pushed(body: string): Answer {
    const { streams: list } = JSON.parse(body) as {
      streams: { stream: Labels; values: [string, string][] }[];
    };
    if (list.some(({ stream }) => Object.keys(stream).length === 0)) {
      return { status: 400, body: 'error at least one label pair is required per stream\n' };
    }
    for (const { stream, values } of list)
      this.push(
        stream,
        values.map(([ns, line]) => [BigInt(ns), line]),
      );
    return { status: 204, body: '' };
  }
}

/** What the short way does not know, the program's own LogQL does. */
function asked(query: string): { readonly matchers: readonly Matcher[]; readonly run: RunLine } {
  try {
    const { matchers, stages } = parseLogQuery(query);
    const passes = (line: string, labels: Labels): boolean => stages.every((stage) => stage(line, labels));
    return { matchers, run: (line, labels) => (passes(line, labels) ? { line, labels } : null) };
  } catch (error) {
    const run = stagesIn(query);
    if (run === null) throw error;
    return { matchers: parseLogQuery(selectorIn(query)).matchers, run };
  }
}

type Range = { readonly from: bigint; readonly to: bigint };

const NOT_FOUND: Answer = { status: 404, body: '404 page not found\n' };

/** What the split of queries does to answers that are too long: whole streams come first, whatever their times. */
function cutByStream(entries: readonly Entry[], limit: number): Entry[] {
  const keys = [...new Set(entries.map(({ stream }) => stream.key))].sort();
  return keys.flatMap((key) => entries.filter(({ stream }) => stream.key === key)).slice(0, limit);
}

function streams(entries: readonly Entry[]): Answer {
  const keys = [...new Set(entries.map(({ stream }) => stream.key))].sort();
  const result = keys.map((key) => ({
    stream: JSON.parse(key) as Labels,
    values: entries.filter(({ stream }) => stream.key === key).map(({ ns, line }) => [String(ns), line]),
  }));
  const answer = { status: 'success', data: { resultType: 'streams', result, stats: {} } };
  return { status: 200, body: JSON.stringify(answer) };
}

function data(list: readonly string[]): Answer {
  return { status: 200, body: JSON.stringify({ status: 'success', ...(list.length > 0 && { data: list }) }) };
}

function time(name: string, text: string | null): bigint | null {
  if (text === null) return null;
  if (/^\d+$/.test(text)) return BigInt(text);
  throw new LogQueryError(
    400,
    `could not parse '${name}' parameter: strconv.ParseInt: parsing "${text}": invalid syntax`,
  );
}
