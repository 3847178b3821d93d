import type { LabelMap } from '../engine/logql/labels.ts';
import { asSyslogLines } from '../engine/parse/journal/journald.ts';
import { LineClock } from '../engine/parse/time/line-time.ts';
import type { HuntLabels } from '../model/hunt/hunt.ts';
import type { LineBlock } from '../model/log-record.ts';
import type { EpochMs } from '../model/time.ts';
import type { Taker, TimeSpan } from './local-hunt.ts';

/** Machines of one source that are told apart; a line may claim to be of any. */
const MOST_HOSTS = 1000;
/** How far back a line without a stamp looks for the one that it goes on with. */
const LINES_BACK = 50;
/** A source of which so many lines in a row led to no stamp is not searched for one any more. */
const MOST_MISSES = 20;

type Stream = { readonly labels: LabelMap; readonly matched: readonly boolean[] };

/** Cuts blocks into lines, finds their times and labels, and hands those that can matter to whoever wants them. */
export class LineStreams {
  matched = false;
  /** Times of the first and last lines that came by, near enough: each block is asked at its ends. */
  readonly seen: { first: EpochMs | null; last: EpochMs | null } = { first: null, last: null };
  private readonly clock = new LineClock();
  private readonly streams = new Map<string, Stream>();
  private labels: HuntLabels = {};
  private wanted: readonly boolean[] = [];
  private lastTime: EpochMs | null = null;
  private misses = 0;
  /** Entries of a journal, and nobody asks for the JSON that `journalctl` makes of them: its keys stand in another order each time. */
  private areEntries = false;
  private readonly needle: string | null;

  constructor(
    private readonly takers: readonly Taker[],
    private readonly span: TimeSpan,
    private readonly timeZone: string,
  ) {
    const [only] = takers;
    const needles = takers.length === 1 && only ? only.pipeline.needles : [];
    this.needle = needles.reduce<string | null>(
      (longest, needle) => (longest === null || needle.length > longest.length ? needle : longest),
      null,
    );
  }

  open(labels: HuntLabels): boolean {
    this.labels = labels;
    this.lastTime = null;
    this.misses = 0;
    this.areEntries = labels.format === 'journald' && !this.takers.some(({ pipeline }) => pipeline.readsJson);
    this.streams.clear();
    const known = new Map(Object.entries(labels));
    // Which machine a line is of is only known when it is read.
    this.wanted = this.takers.map(({ pipeline }) => pipeline.matches(known, 'host'));
    const isWanted = this.wanted.includes(true);
    this.matched ||= isWanted;
    return isWanted;
  }

  take(given: LineBlock): void {
    const block = this.areEntries ? { ...given, text: asSyslogLines(given.text) } : given;
    const { text } = block;
    this.clock.begin(this.timeZone, block.yearReference);
    this.lookAtEnds(block);
    if (this.needle === null) {
      for (let start = 0; start < text.length; ) start = this.lineAt(block, start) + 1;
      return;
    }
    for (let found = text.indexOf(this.needle); found !== -1; ) {
      const end = this.lineAt(block, text.lastIndexOf('\n', found - 1) + 1);
      found = end >= text.length ? -1 : text.indexOf(this.needle, end + 1);
    }
  }

  /** Hands on the line that begins here; its end. */
  private lineAt(block: LineBlock, start: number): number {
    const { text } = block;
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    const line = text.slice(start, text.charCodeAt(end - 1) === 13 ? end - 1 : end);
    if (line === '') return end;
    let time: EpochMs | null = null;
    let stream: Stream | null = null;
    for (const [index, taker] of this.takers.entries()) {
      if (this.wanted[index] !== true || !taker.pipeline.passes(line)) continue;
      if (stream === null || time === null) {
        const read = this.clock.read(line);
        time = this.lastTime = read?.time ?? this.timeBefore(block, start);
        if (!this.isInSpan(time)) return end;
        stream = this.streamOf(read?.host ?? null);
      }
      if (stream.matched[index] === true) taker.add(stream.labels, line, time);
    }
    return end;
  }

  private isInSpan(time: EpochMs): boolean {
    const { from, to } = this.span;
    return (from === null || time >= from) && (to === null || time <= to);
  }

  /** Of the nearest line above that has a time; else of the last one that was read; else when the file was written. */
  private timeBefore({ text, yearReference }: LineBlock, start: number): EpochMs {
    let end = start - 1;
    for (let count = 0; end > 0 && count < LINES_BACK && this.misses < MOST_MISSES; count++) {
      const begin = text.lastIndexOf('\n', end - 1) + 1;
      const read = this.clock.read(text.slice(begin, Math.min(end, begin + 4096)));
      if (read !== null) {
        this.misses = 0;
        return read.time;
      }
      end = begin - 1;
    }
    this.misses++;
    return this.lastTime ?? yearReference;
  }

  private lookAtEnds({ text }: LineBlock): void {
    const first = text.slice(0, Math.min(4096, endOf(text, 0)));
    const body = text.endsWith('\n') ? text.length - 1 : text.length;
    const lastStart = text.lastIndexOf('\n', body - 1) + 1;
    const { seen } = this;
    for (const line of [first, text.slice(lastStart, Math.min(body, lastStart + 4096))]) {
      const time = this.clock.read(line)?.time ?? null;
      if (time === null) continue;
      this.lastTime ??= time;
      if (!this.isInSpan(time)) continue;
      seen.first = Math.min(seen.first ?? time, time);
      seen.last = Math.max(seen.last ?? time, time);
    }
  }

  private streamOf(host: string | null): Stream {
    const key = host ?? '';
    const known = this.streams.get(key);
    if (known) return known;
    if (host !== null && this.streams.size >= MOST_HOSTS) return this.streamOf(null);
    const labels = new Map(
      Object.entries(host === null ? this.labels : { host, ...this.labels }).sort(([a], [b]) =>
        a < b ? -1 : 1,
      ),
    );
    const stream = { labels, matched: this.takers.map(({ pipeline }) => pipeline.matches(labels)) };
    this.streams.set(key, stream);
    return stream;
  }
}

function endOf(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end;
}
