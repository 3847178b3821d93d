import type { HuntDirection, HuntLabels, HuntResult } from '../../model/hunt/hunt.ts';
import { pause } from '../../platform/pause.ts';
import { namesOf, resultOf, streamsOf } from './answer.ts';
import { LokiError } from './error.ts';
import { type HttpRequest, send } from './http.ts';
import type { LokiSettings } from './settings.ts';
import { type TailFrame, tailLoki } from './tail.ts';

/** Nanoseconds since 1970: more than a number can hold. `to` is not in it. */
export type NsRange = { readonly from: bigint; readonly to: bigint };

export type RangeQuery = NsRange & {
  readonly query: string;
  readonly direction: HuntDirection;
  readonly limit: number;
  /** Milliseconds between two points of a metric query. */
  readonly step?: number;
};

/** One stream of a push: the labels, and lines with their times. */
export type PushStream = {
  readonly labels: HuntLabels;
  readonly entries: readonly (readonly [ns: bigint, line: string])[];
};

export type LokiClientOptions = {
  readonly settings: LokiSettings;
  /** For one answer, in milliseconds: Loki answers after 10 s while it starts. */
  readonly timeout?: number;
  /** Resolves after that many milliseconds, or at once when aborted. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** `ready`, or why not: Loki answers queries some 15 s before it says that it is ready. */
type Readiness = { readonly isReady: true } | { readonly isReady: false; readonly why: string };

const API = '/loki/api/v1';
const LONGEST_ADDRESS = 6000;
const TIMEOUT_MS = 30_000;
const MOST_BYTES = 64 << 20;
/** A request that may be answered a moment later is sent three times in all. */
const RETRY_MS = [500, 2000];
const LONGEST_WAIT_MS = 10_000;
/** Requests at a time: Loki queues what is more, and refuses when the queue is full. */
const MOST_AT_ONCE = 4;

/** Loki's HTTP API. Every call rejects with `LokiError`, or with the signal's reason when it is aborted. */
export class LokiClient {
  private free = MOST_AT_ONCE;
  private readonly queue: (() => void)[] = [];

  constructor(private readonly options: LokiClientOptions) {}

  get address(): string {
    return this.options.settings.address;
  }

  async queryRange(query: RangeQuery, signal: AbortSignal): Promise<HuntResult> {
    const { from, to, direction, limit, step } = query;
    return resultOf(
      await this.ask(
        '/query_range',
        [
          ['query', query.query],
          ['start', String(from)],
          ['end', String(to)],
          ['direction', direction],
          ['limit', String(limit)],
          ...(step === undefined ? [] : [['step', `${step / 1000}`] as const]),
        ],
        signal,
      ),
    );
  }

  /** A metric query about one moment. A log query gets an empty answer here. */
  async query(query: string, at: bigint, signal: AbortSignal): Promise<HuntResult> {
    const words = [['query', query] as const, ['time', String(at)] as const];
    return resultOf(await this.ask('/query', words, signal));
  }

  async labels(range: NsRange, signal: AbortSignal): Promise<readonly string[]> {
    return namesOf(await this.ask('/labels', rangeWords(range), signal));
  }

  /** The values of a label, among the streams that a selector chooses or among all. */
  async labelValues(
    label: string,
    range: NsRange & { readonly selector?: string },
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const { selector } = range;
    const words = selector === undefined ? [] : [['query', selector] as const];
    const path = `/label/${encodeURIComponent(label)}/values`;
    return namesOf(await this.ask(path, [...rangeWords(range), ...words], signal));
  }

  /** The labels of the streams that the selectors choose. */
  async series(
    selectors: readonly string[],
    range: NsRange,
    signal: AbortSignal,
  ): Promise<readonly HuntLabels[]> {
    const words = selectors.map((selector) => ['match[]', selector] as const);
    return streamsOf(await this.ask('/series', [...rangeWords(range), ...words], signal));
  }

  /** What comes to a query from now on, as a hint: see `tailLoki`. */
  tail(query: string, signal: AbortSignal): AsyncGenerator<TailFrame> {
    const words = new URLSearchParams({ query, limit: '1' });
    return tailLoki(this.options.settings, `${API}/tail?${words}`, signal);
  }

  /** Not sent again when the connection broke after it: Loki keeps equal lines once, so the caller may. */
  async push(streams: readonly PushStream[], signal: AbortSignal): Promise<void> {
    const body = JSON.stringify({
      streams: streams.map(({ labels, entries }) => ({
        stream: labels,
        values: entries.map(([ns, line]) => [String(ns), line]),
      })),
    });
    await this.send({ method: 'POST', path: `${API}/push`, type: 'application/json', body }, signal);
  }

  async ready(signal: AbortSignal): Promise<Readiness> {
    try {
      await this.once({ method: 'GET', path: '/ready' }, signal);
      return { isReady: true };
    } catch (error) {
      if (!(error instanceof LokiError)) throw error;
      return { isReady: false, why: error.message };
    }
  }

  /** By GET, because gateways for readers refuse anything else; as a form when it would be too long for an address. */
  private ask(path: string, words: readonly Word[], signal: AbortSignal): Promise<string> {
    const query = new URLSearchParams(
      words.map(([name, value]): [string, string] => [name, value]),
    ).toString();
    if (query.length <= LONGEST_ADDRESS)
      return this.send({ method: 'GET', path: `${API}${path}?${query}` }, signal);
    const type = 'application/x-www-form-urlencoded';
    return this.send({ method: 'POST', path: API + path, type, body: query }, signal);
  }

  private async send(request: Request, signal: AbortSignal): Promise<string> {
    const wait = this.options.pause ?? pause;
    for (const delay of RETRY_MS) {
      try {
        return await this.once(request, signal);
      } catch (error) {
        const longest = error instanceof LokiError ? (error.retryAfter ?? 0) : 0;
        if (!(error instanceof LokiError) || !error.isPassing || longest > LONGEST_WAIT_MS) throw error;
        await wait(Math.max(delay, longest), signal);
        signal.throwIfAborted();
      }
    }
    return this.once(request, signal);
  }

  private async once(request: Request, signal: AbortSignal): Promise<string> {
    if (this.free === 0) await new Promise<void>((resolve) => this.queue.push(resolve));
    else this.free--;
    try {
      const { settings, timeout = TIMEOUT_MS } = this.options;
      return await send(settings, { ...request, timeout, mostBytes: MOST_BYTES }, signal);
    } finally {
      const next = this.queue.shift();
      if (next) next();
      else this.free++;
    }
  }
}

type Request = Omit<HttpRequest, 'timeout' | 'mostBytes'>;
type Word = readonly [name: string, value: string];

function rangeWords({ from, to }: NsRange): Word[] {
  return [
    ['start', String(from)],
    ['end', String(to)],
  ];
}
