import type { HuntLabels, HuntResult } from '../../model/hunt/hunt.ts';
import type { LokiClient, NsRange } from './client.ts';
import { LokiError } from './error.ts';
import { halvesOf } from './halves.ts';

export type LokiEntry = { readonly labels: HuntLabels; readonly ns: bigint; readonly line: string };

/** All lines of a piece of time, in order, and where the next piece begins. */
type Page = { readonly entries: readonly LokiEntry[]; readonly to: bigint };

/** Loki's own default for the most that one query may ask for. */
const MOST_LINES = 5000;
/** The part of the limit that a page is aimed at, so that few pages are full. */
const AIM = 0.75;
/** Loki refuses a range over 30 days by default, and splits a long one into many queries. */
const LONGEST_NS = 86_400_000_000_000n;
const MOST_HALVINGS = 32;

/**
 * Reads all lines of a range, oldest first. An answer with as many lines as were asked for is never believed: Loki cuts
 * it in the wrong place when the range crosses one of the marks at which it splits queries (up to 3.6), and how far
 * apart those are is its own affair. The same is asked about a shorter time, until all fits; one nanosecond with more lines
 * than fit is parted by what stands in the lines.
 */
export class Pages {
  private width = LONGEST_NS;

  constructor(
    private readonly client: Pick<LokiClient, 'queryRange'>,
    private readonly query: string,
    private limit = MOST_LINES,
  ) {}

  /** Rejects with `LokiError`. What was given before is complete up to the `to` of the last page. */
  async *read({ from, to }: NsRange, signal: AbortSignal): AsyncGenerator<Page> {
    for (let start = from; start < to; ) {
      const end = least(to, start + this.width);
      const entries = await this.ask(this.query, { from: start, to: end }, signal);
      if (entries.length < this.limit) {
        yield { entries, to: end };
        start = end;
        this.widen(entries.length);
      } else if (end - start > 1n) this.narrow(entries, start, end);
      else {
        yield { entries: await this.moment(this.query, start, entries, signal), to: end };
        start = end;
      }
    }
  }

  /** Unless half of what may come came: so there are at most twice as many pages as full ones would be. */
  private widen(count: number): void {
    if (2 * count > this.limit) return;
    const room = Math.floor((this.limit * AIM) / Math.max(1, count));
    this.width = least(LONGEST_NS, this.width * BigInt(Math.max(2, Math.min(16, room))));
  }

  /** Where the lines that came thin out, but no more than half of what was asked about. */
  private narrow(entries: readonly LokiEntry[], start: bigint, end: bigint): void {
    const aim = entries[Math.floor(this.limit * AIM)]?.ns ?? start;
    const half = (end - start) / 2n;
    const guess = aim > start ? least(aim - start, half) : half;
    this.width = guess > 0n ? guess : 1n;
  }

  /** All lines of one nanosecond, of which there are more than fit into an answer. */
  private async moment(
    query: string,
    at: bigint,
    some: readonly LokiEntry[],
    signal: AbortSignal,
    halvings = 0,
  ): Promise<readonly LokiEntry[]> {
    const halves = halvings === MOST_HALVINGS ? null : halvesOf(some);
    if (halves === null) {
      throw new LokiError(
        'refused',
        `More than ${this.limit} lines have the time ${at} ns and cannot be told apart`,
        'Narrow the selector.',
      );
    }
    const all: LokiEntry[] = [];
    for (const half of halves) {
      const narrower = `${query} ${half}`;
      const entries = await this.ask(narrower, { from: at, to: at + 1n }, signal);
      const isAll = entries.length < this.limit;
      for (const entry of isAll ? entries : await this.moment(narrower, at, entries, signal, halvings + 1))
        all.push(entry);
    }
    return all;
  }

  /** In order of time. Asks for fewer lines when an answer would be too large, or the server allows no more. */
  private async ask(query: string, range: NsRange, signal: AbortSignal): Promise<readonly LokiEntry[]> {
    for (;;) {
      try {
        const { limit } = this;
        return entriesOf(
          await this.client.queryRange({ query, ...range, direction: 'forward', limit }, signal),
        );
      } catch (error) {
        const fewer = error instanceof LokiError ? this.fewer(error) : null;
        if (fewer === null) throw error;
        this.limit = fewer;
      }
    }
  }

  private fewer({ kind, message }: LokiError): number | null {
    const allowed = /max_entries_limit \(\d+ > (\d{1,9})\)/.exec(message)?.[1];
    const fewer =
      kind === 'too-large' ? this.limit >> 1 : allowed === undefined ? this.limit : Number(allowed);
    return fewer > 0 && fewer < this.limit ? fewer : null;
  }
}

/** Loki orders within each stream only. */
export function entriesOf(result: HuntResult): LokiEntry[] {
  if (result.kind !== 'streams') {
    throw new LokiError('refused', 'The query gives no log lines', 'Write a selector, such as {job="sshd"}.');
  }
  const entries = result.streams.flatMap(({ labels, entries: lines }) =>
    lines.map(({ ns, line }) => ({ labels, ns: BigInt(ns), line })),
  );
  return entriesInOrder(entries);
}

/** Sorts the given array by time; entries of one time keep their order. */
export function entriesInOrder(entries: LokiEntry[]): LokiEntry[] {
  return entries.sort((a, b) => (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : 0));
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
