import type {
  HuntBackend,
  HuntDirection,
  HuntLabels,
  HuntPoint,
  HuntRequest,
  HuntResult,
  HuntStream,
} from '../../model/hunt/hunt.ts';
import { HOUR_MS } from '../../model/time.ts';
import { UserError } from '../../model/user-error.ts';
import type { Clock } from '../../platform/clock.ts';
import type { LokiClient, NsRange } from './client.ts';
import { LokiError, type LokiErrorKind } from './error.ts';
import { entriesOf, type LokiEntry } from './pages.ts';

type Client = Pick<LokiClient, 'query' | 'queryRange'>;

const NS_PER_MS = 1_000_000n;
/** More points of a series than 11,000 are refused. */
const MOST_POINTS = 10_000n;
/** Whatever a server splits queries by, it does so at some of these marks. */
const MARK_NS = 900_000_000_000n;

/** A hunt asks three times, and then no more. */
const GIVEN_UP: { readonly [Kind in LokiErrorKind]?: string } = {
  limited: 'It was asked three times: ask for less, or later.',
  unavailable: 'It was asked three times. Look whether Loki runs; after its start it needs some 15 s.',
};

/** Hunts on a Loki server. Without a range it is the last hour, as with logcli. */
export function lokiBackend(client: Client, clock: Clock): HuntBackend {
  return {
    async query(request, signal) {
      try {
        return await ask(client, request, clock, signal);
      } catch (error) {
        if (!(error instanceof LokiError)) throw error;
        const hint = GIVEN_UP[error.kind] ?? error.hint;
        throw new UserError(error.message, hint, error.kind === 'refused' ? 2 : 3);
      }
    },
  };
}

async function ask(
  client: Client,
  { query, range, step, limit, direction }: HuntRequest,
  clock: Clock,
  signal: AbortSignal,
): Promise<HuntResult> {
  const until = range.until ?? clock.now();
  const from = BigInt(range.since ?? until - HOUR_MS) * NS_PER_MS;
  const to = BigInt(until) * NS_PER_MS;
  if (!isMetricQuery(query)) {
    const lines = await new Newest(client, query, direction, signal).read(from, to, limit);
    return { kind: 'streams', streams: streamsOf(lines) };
  }
  if (step === null) return client.query(query, to, signal);
  const parts: HuntResult[] = [];
  for (const part of partsOf(from, to, BigInt(step) * NS_PER_MS))
    parts.push(await client.queryRange({ query, direction, limit, step, ...part }, signal));
  return joined(parts);
}

/** A range in parts whose points Loki gives in one answer, on the same marks as if it were asked about once. */
function* partsOf(from: bigint, to: bigint, step: bigint): Generator<NsRange> {
  const long = step * (MOST_POINTS - 1n);
  for (let start = from; start <= to; start += long + step)
    yield { from: start, to: start + long < to ? start + long : to };
}

/** Series of several answers, each with the points of all. */
function joined(parts: readonly HuntResult[]): HuntResult {
  const [first, ...more] = parts;
  if (first !== undefined && more.length === 0) return first;
  const series = new Map<string, { readonly labels: HuntLabels; readonly points: HuntPoint[] }>();
  for (const part of parts) {
    for (const { labels, points } of part.kind === 'matrix' ? part.series : []) {
      const key = JSON.stringify(labels);
      const known = series.get(key) ?? { labels, points: [] };
      series.set(key, known);
      for (const point of points) known.points.push(point);
    }
  }
  return { kind: 'matrix', series: [...series.values()] };
}

/**
 * The first lines in a direction. Of a range across a mark at which Loki splits queries, an answer that is full has the
 * wrong lines (up to 3.6): then the nearer half is asked about alone.
 */
class Newest {
  constructor(
    private readonly client: Client,
    private readonly query: string,
    private readonly direction: HuntDirection,
    private readonly signal: AbortSignal,
  ) {}

  async read(from: bigint, to: bigint, limit: number): Promise<readonly LokiEntry[]> {
    const { query, direction, signal } = this;
    const isForward = direction === 'forward';
    const entries = entriesOf(await this.client.queryRange({ query, from, to, direction, limit }, signal));
    if (!isForward) entries.reverse();
    const mark = middleMark(from, to);
    if (entries.length < limit || mark === null) return entries;
    const nearer = isForward ? await this.read(from, mark, limit) : await this.read(mark, to, limit);
    const missing = limit - nearer.length;
    if (missing === 0) return nearer;
    const further = isForward ? await this.read(mark, to, missing) : await this.read(from, mark, missing);
    return [...nearer, ...further];
  }
}

/** The mark nearest to the middle; null when there is none inside. */
function middleMark(from: bigint, to: bigint): bigint | null {
  const first = (from / MARK_NS + 1n) * MARK_NS;
  if (first >= to) return null;
  const last = ((to - 1n) / MARK_NS) * MARK_NS;
  const middle = ((first + last) / 2n / MARK_NS) * MARK_NS;
  return middle < first ? first : middle;
}

function streamsOf(entries: readonly LokiEntry[]): HuntStream[] {
  const streams = new Map<
    string,
    { labels: HuntStream['labels']; entries: { ns: string; line: string }[] }
  >();
  for (const { labels, ns, line } of entries) {
    const key = JSON.stringify(labels);
    const stream = streams.get(key) ?? { labels, entries: [] };
    streams.set(key, stream);
    stream.entries.push({ ns: String(ns), line });
  }
  return [...streams.values()];
}

/** A log query begins with its selector; whatever else there is gives numbers. */
function isMetricQuery(query: string): boolean {
  return !/^\s*\(*\s*\{/.test(query.replace(/^\s*#.*$/gm, ''));
}
