import type {
  HuntBackend,
  HuntDirection,
  HuntRequest,
  HuntResult,
  HuntStream,
} from '../../model/hunt/hunt.ts';
import { HOUR_MS } from '../../model/time.ts';
import { UserError } from '../../model/user-error.ts';
import type { Clock } from '../../platform/clock.ts';
import type { LokiClient } from './client.ts';
import { LokiError } from './error.ts';
import { entriesOf, type LokiEntry } from './pages.ts';

type Client = Pick<LokiClient, 'query' | 'queryRange'>;

const NS_PER_MS = 1_000_000n;
/** Whatever a server splits queries by, it does so at some of these marks. */
const MARK_NS = 900_000_000_000n;

/** Hunts on a Loki server. Without a range it is the last hour, as with logcli. */
export function lokiBackend(client: Client, clock: Clock): HuntBackend {
  return {
    async query(request, signal) {
      try {
        return await ask(client, request, clock, signal);
      } catch (error) {
        if (!(error instanceof LokiError)) throw error;
        throw new UserError(error.message, error.hint, error.kind === 'refused' ? 2 : 3);
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
  return client.queryRange({ query, from, to, direction, limit, step }, signal);
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
