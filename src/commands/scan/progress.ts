import type { Writable } from 'node:stream';
import type { FeedStatus } from '../../core/sources/feed-status.ts';
import type { DurationMs } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import { formatBytes, shortCount } from '../../views/presentation/words/numbers.ts';
import { shortDuration } from '../../views/presentation/words/times.ts';

/** Shorter work needs no bar. */
const FIRST_AFTER_MS = 1000;
const EVERY_MS = 250;
const BAR_WIDTH = 20;
const CLEAR_LINE = '\r\u001b[K';

/** How far reading has come. */
type Reading = {
  readonly done: number;
  /** Bytes in all, as far as sources know; 0 when none does. */
  readonly total: number;
  /** Lines and packets. */
  readonly records: number;
  readonly elapsed: DurationMs;
};

/** ` 45 %  █████████░░░░░░░░░░░  590 MB of 1.3 GB  1.2M/s  3s left`, as much of it as fits. */
export function progressLine(
  { done, total, records, elapsed }: Reading,
  columns: number,
  ascii: boolean,
): string {
  const perSecond = `${shortCount((records * 1000) / Math.max(1, elapsed), 5)}/s`;
  if (total === 0) return fitted([' reading', formatBytes(done), perSecond], columns);
  const share = Math.min(1, done / total);
  const filled = Math.round(share * BAR_WIDTH);
  const [full, empty] = ascii ? ['#', '.'] : ['█', '░'];
  const left = share > 0.01 ? [`${shortDuration((elapsed * (1 - share)) / share)} left`] : [];
  const percent = `${Math.floor(share * 100)} %`.padStart(6);
  const bar = full.repeat(filled) + empty.repeat(BAR_WIDTH - filled);
  return fitted([percent, bar, `${formatBytes(done)} of ${formatBytes(total)}`, perSecond, ...left], columns);
}

/** Without the last parts when there is no room for them: a line that wraps cannot be taken back. */
function fitted(parts: readonly string[], columns: number): string {
  for (let count = parts.length; count > 0; count--) {
    const line = parts.slice(0, count).join('  ');
    if (line.length < columns) return line;
  }
  return '';
}

type ProgressOptions = {
  readonly stream: Writable & { readonly columns?: number };
  readonly clock: Clock;
  readonly ascii: boolean;
  readonly statuses: () => readonly Pick<FeedStatus, 'id' | 'behind' | 'bytes'>[];
  readonly records: () => number;
};

/** A line on the terminal that tells how far reading has come, taken back when it is over. */
export class Progress {
  private readonly timer: NodeJS.Timeout;
  private readonly startedAt: number;
  /** Most that each source had to read. */
  private readonly totals = new Map<string, number>();
  private isShown = false;

  constructor(private readonly options: ProgressOptions) {
    this.startedAt = options.clock.now();
    this.timer = setInterval(() => this.show(), EVERY_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
    if (this.isShown) this.options.stream.write(CLEAR_LINE);
    this.isShown = false;
  }

  private show(): void {
    const { stream, clock, ascii, statuses, records } = this.options;
    let done = 0;
    let total = 0;
    for (const { id, behind, bytes } of statuses()) {
      const most = Math.max(this.totals.get(id) ?? 0, behind);
      this.totals.set(id, most);
      total += most;
      done += most > 0 ? most - behind : bytes;
    }
    const elapsed = clock.now() - this.startedAt;
    // A slow terminal is not made slower.
    if (elapsed < FIRST_AFTER_MS || stream.writableNeedDrain) return;
    const isKnown = [...this.totals.values()].every((most) => most > 0);
    const reading = { done, total: isKnown ? total : 0, records: records(), elapsed };
    stream.write(`${CLEAR_LINE}${progressLine(reading, stream.columns || 80, ascii)}`);
    this.isShown = true;
  }
}
