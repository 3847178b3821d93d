import type { AlertClass } from '../../model/alerts/alert.ts';
import { type LogEvent, retainText } from '../../model/log-event.ts';
import type { EpochMs } from '../../model/time.ts';
import { LONGEST_PATH, type StatusClass, type StatusCounts, type WebPath } from '../../model/web/web-path.ts';

const MOST_PATHS = 1000;
const MOST_CODES = 8;

/** A request in an access log that needs no reading beyond its own places: no quote, brace or escape before it. */
const REQUEST = /^[^"{\\]*"[A-Z]{3,8} (\/[^ ?#"\\]*)(?:\?[^ "\\]*)? HTTP\/[\d.]+" (\d{3})(?: |$)/;

type Kept = {
  path: string;
  requests: number;
  over: number;
  statuses: Record<StatusClass, number>;
  codes: number[];
  attacked: number;
  last: EpochMs;
};

export type SavedPaths = {
  readonly requests: number;
  readonly statuses: StatusCounts;
  readonly paths: readonly WebPath[];
};

/**
 * The paths that are asked for most, in bounded room (space-saving, Metwally et al. 2005): where there is no room left, a
 * new path takes the place and the count of the one asked for least. So no count is too low, and of N requests every path
 * with more than N / `limit` is there.
 */
export class Paths {
  requests = 0;
  readonly statuses: Record<StatusClass, number> = { '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0 };
  private readonly kept = new Map<string, Kept>();
  private readonly places: Kept[] = [];
  /** No path that is kept has a lower count. */
  private floor = 0;
  private hand = 0;

  constructor(private readonly limit: number = MOST_PATHS) {}

  /** `classes`: those of the rules that the request matched. */
  add(event: LogEvent, classes: readonly AlertClass[]): void {
    if (event.category !== 'web') return;
    this.requests++;
    const { path, status } = askedOf(event);
    const name = classOf(status);
    if (name !== null) this.statuses[name]++;
    if (path === null) return;
    const kept = this.kept.get(path) ?? this.keep(path, event.time);
    kept.requests++;
    if (name !== null) kept.statuses[name]++;
    if (name !== null && kept.codes.length < MOST_CODES && !kept.codes.includes(status))
      kept.codes.push(status);
    if (classes.length > 0) kept.attacked++;
    if (event.time > kept.last) kept.last = event.time;
  }

  all(): Iterable<WebPath> {
    return this.places;
  }

  find(path: string): WebPath | null {
    return this.kept.get(path) ?? null;
  }

  /** The tally as it stands now. */
  save(): SavedPaths {
    return { requests: this.requests, statuses: { ...this.statuses }, paths: this.places.map(copyOf) };
  }

  restore({ requests, statuses, paths }: SavedPaths): void {
    this.requests = requests;
    Object.assign(this.statuses, statuses);
    for (const saved of paths.slice(0, this.limit)) {
      const kept = copyOf(saved);
      this.kept.set(kept.path, kept);
      this.places.push(kept);
    }
  }

  private keep(text: string, last: EpochMs): Kept {
    const path = retainText(text);
    const least = this.places.length < this.limit ? null : this.least();
    const over = least === null ? 0 : (this.places[least] as Kept).requests;
    const statuses = { '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0 };
    const kept: Kept = { path, requests: over, over, statuses, codes: [], attacked: 0, last };
    if (least === null) this.places.push(kept);
    else {
      this.kept.delete((this.places[least] as Kept).path);
      this.places[least] = kept;
    }
    this.kept.set(path, kept);
    return kept;
  }

  /** The place of a path with the lowest count. Counts only grow, so the search goes on where the last one ended. */
  private least(): number {
    const { places } = this;
    for (let step = 0; step < places.length; step++) {
      this.hand = (this.hand + 1) % places.length;
      if ((places[this.hand] as Kept).requests === this.floor) return this.hand;
    }
    this.floor = places.reduce((least, { requests }) => Math.min(least, requests), Number.POSITIVE_INFINITY);
    return places.findIndex(({ requests }) => requests === this.floor);
  }
}

function copyOf(path: WebPath): Kept {
  return { ...path, statuses: { ...path.statuses }, codes: [...path.codes] };
}

/** Read from the line: a request that was judged by its bytes would otherwise have all its fields read for this alone. */
function askedOf(event: LogEvent): { readonly path: string | null; readonly status: number } {
  const [, quick, code] = event.verdict === undefined ? [] : (REQUEST.exec(event.raw) ?? []);
  if (quick !== undefined) return { path: quick.slice(0, LONGEST_PATH), status: Number(code) };
  const { 'cs-uri-stem': stem, 'sc-status': status } = event.fields;
  if (typeof stem !== 'string' || stem === '') return { path: null, status: Number(status) };
  const end = stem.search(/[?#]/);
  return {
    path: stem.slice(0, end === -1 ? LONGEST_PATH : Math.min(end, LONGEST_PATH)),
    status: Number(status),
  };
}

function classOf(status: number): StatusClass | null {
  if (status >= 200 && status < 300) return '2xx';
  if (status >= 300 && status < 400) return '3xx';
  if (status >= 400 && status < 500) return '4xx';
  return status >= 500 && status < 600 ? '5xx' : null;
}
