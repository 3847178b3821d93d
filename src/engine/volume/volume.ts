import type { Fields, LogEvent, Logsource } from '../../model/log-event.ts';
import type { SourceId } from '../../model/log-record.ts';
import { BusySources, type SavedBusy } from './busy-sources.ts';
import { BusyPages, type SavedPages } from './pages.ts';
import { type SavedSeries, type Unusual, VolumeSeries, WINDOW_S } from './series.ts';

/** More logs than this are not watched for their volume; their events are counted. */
const MAX_SERIES = 1000;

const VOLUME: Logsource = Object.freeze({ product: 'soc-console', service: 'volume' });

const KINDS = ['requests', 'login failures', 'logins', 'lines'] as const;
type Kind = (typeof KINDS)[number];

export type SavedVolume = {
  readonly uncounted: number;
  /** Missing in what older versions saved. */
  readonly busy?: SavedBusy;
  readonly pages?: SavedPages;
  readonly series: readonly (SavedSeries & { readonly source: SourceId; readonly kind: number })[];
};

/** How much of each kind comes from each log, and when that is out of the ordinary. */
export class Volume {
  private ofMoreLogs = 0;
  /** By source, then by the place of the kind in `KINDS`. */
  private readonly sources = new Map<SourceId, (VolumeSeries | null)[]>();
  private size = 0;
  /** Events of a source come in runs. */
  private source: SourceId | null = null;
  private own: (VolumeSeries | null)[] = [];
  private readonly busy = new BusySources();
  private readonly pages = new BusyPages();

  /** Counts a request for its source; an event of its own, for the rules, at every hundredth of a busy one. */
  addToSource(event: LogEvent): LogEvent | null {
    const told = event.category === 'web' ? this.busy.add(event) : 0;
    return told === 0 ? null : busyEventOf(event, told);
  }

  /** Events of logs, and requests of sources, beyond the limits. */
  get uncounted(): number {
    return this.ofMoreLogs + this.busy.uncounted;
  }

  /** After `addToSource`: an event of its own, for the rules, when the request's source has asked for many pages. */
  addPage(event: LogEvent): LogEvent | null {
    const told = event.category === 'web' ? this.pages.add(event, this.busy.latest) : 0;
    return told === 0
      ? null
      : { ...busyEventOf(event, told), fields: fieldsOf('pages of one source', told, event) };
  }

  /** Counts the event; an event of its own, for the rules, when there are far more of its kind than usual. */
  add(event: LogEvent): LogEvent | null {
    const { source } = event.ref;
    if (source !== this.source) {
      this.source = source;
      this.own = this.seriesOf(source);
    }
    const kind = kindOf(event);
    const series = this.own[kind] ?? this.start(kind);
    if (series === null) {
      this.ofMoreLogs += event.count;
      return null;
    }
    const unusual = series.add(event.time, event.count);
    return unusual && eventOf(unusual, KINDS[kind] ?? 'lines', event);
  }

  save(): SavedVolume {
    const series = [...this.sources].flatMap(([source, kinds]) =>
      kinds.flatMap((each, kind) => (each === null ? [] : [{ source, kind, ...each.save() }])),
    );
    return { uncounted: this.ofMoreLogs, busy: this.busy.save(), pages: this.pages.save(), series };
  }

  restore({ uncounted, busy, pages, series }: SavedVolume): void {
    if (pages !== undefined) this.pages.restore(pages);
    if (busy !== undefined) this.busy.restore(busy);
    this.ofMoreLogs = uncounted;
    for (const { source, kind, ...saved } of series) {
      this.own = this.seriesOf(source);
      this.start(kind)?.restore(saved);
    }
    this.source = null;
  }

  private seriesOf(source: SourceId): (VolumeSeries | null)[] {
    let own = this.sources.get(source);
    if (own === undefined) {
      own = KINDS.map(() => null);
      if (this.size < MAX_SERIES) this.sources.set(source, own);
    }
    return own;
  }

  private start(kind: number): VolumeSeries | null {
    if (this.size >= MAX_SERIES) return null;
    this.size++;
    // Bursts of requests and of refused logins are never learnt as usual: each may be another attack.
    const series = new VolumeSeries(kind >= 2);
    this.own[kind] = series;
    return series;
  }
}

/** Place of the event's kind in `KINDS`. */
function kindOf({ category, login, outcome }: LogEvent): number {
  if (category === 'web') return 0;
  if (!login) return 3;
  return outcome === 'failure' ? 1 : 2;
}

/** The event has the time and place of the one that made it too many. */
function eventOf({ seen, expected, exponent }: Unusual, kind: Kind, { time, ref }: LogEvent): LogEvent {
  const times = Math.round((seen / expected) * 10) / 10;
  const series = `${kind} of ${ref.source}`;
  const raw = `${series}: ${seen} in ${WINDOW_S} s, ${expected} expected: ${times} times as many, by chance once in 10^${exponent}`;
  return {
    ...{ time, ref, raw, logsource: VOLUME, category: 'system', outcome: null, count: 1 },
    ...{ srcIp: null, srcHost: null, user: null, login: false },
    fields: { series, kind, seen, expected, times, exponent, message: raw },
  };
}

/** The last request of several, for all of them. */
function busyEventOf({ time, ref, raw, srcIp, srcHost }: LogEvent, count: number): LogEvent {
  return {
    ...{ time, ref, raw, logsource: VOLUME, category: 'system', outcome: null, count },
    ...{ srcIp, srcHost, user: null, login: false },
    fields: fieldsOf('requests of one source', count, { raw }),
  };
}

function fieldsOf(kind: string, seen: number, { raw }: Pick<LogEvent, 'raw'>): Fields {
  return { kind, seen, message: raw };
}
