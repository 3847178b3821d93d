import { DAY_MS, type DurationMs, type EpochMs, MINUTE_MS } from '../../../model/time.ts';
import { zoneOffset } from '../../../model/zone-offset.ts';

/** Clocks change on a quarter of an hour at the finest, anywhere, since 1972. */
const STEP_MS = 15 * MINUTE_MS;

/** Turns wall-clock times of one IANA zone, or of an offset (`+02:00`), into instants. */
export class TimeZone {
  /** Null for UTC and for offsets, which are the same all year: to make one takes 10 ms. */
  private readonly format: Intl.DateTimeFormat | null;
  private readonly fixed: DurationMs;
  private step = Number.NaN;
  private offset = 0;

  /** Throws `RangeError` when there is no such zone. */
  constructor(readonly name: string) {
    const fixed = name === 'UTC' ? 0 : zoneOffset(name);
    this.fixed = fixed ?? 0;
    this.format = fixed === null ? formatOf(name) : null;
  }

  /**
   * The instant at which this zone's clocks show `local` (see `civilTime`).
   * An hour that happens twice means its first time; an hour that is skipped, the time as the old offset has it.
   */
  toEpoch(local: number): EpochMs {
    const step = Math.floor(local / STEP_MS);
    if (step !== this.step) {
      this.offset = this.offsetOf(local);
      this.step = step;
    }
    return local - this.offset;
  }

  private offsetOf(local: number): number {
    const before = this.offsetAt(local - DAY_MS);
    const after = this.offsetAt(local + DAY_MS);
    if (before === after || this.offsetAt(local - before) === before) return before;
    return this.offsetAt(local - after) === after ? after : before;
  }

  /** What the zone's clocks are ahead of UTC at an instant. */
  private offsetAt(instant: EpochMs): number {
    if (this.format === null) return this.fixed;
    const part: Record<string, number> = {};
    for (const { type, value } of this.format.formatToParts(instant)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
}
