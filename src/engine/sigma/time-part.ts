import type { FieldValue } from '../../model/log-event.ts';
import { DAY_MS, type EpochMs } from '../../model/time.ts';
import { epochNumber, StampReader } from '../parse/time/timestamp.ts';

export const TIME_PARTS = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;
export type TimePart = (typeof TIME_PARTS)[number];

/** What a part can be; a year any. */
export const PART_RANGE: Readonly<Record<TimePart, readonly [least: number, most: number]>> = {
  ...{ minute: [0, 59], hour: [0, 23], day: [1, 31], week: [1, 53], month: [1, 12] },
  year: [0, Number.POSITIVE_INFINITY],
};

/** A part of a time in UTC; the week is that of ISO. */
export function partOf(time: EpochMs, part: TimePart): number {
  const date = new Date(time);
  switch (part) {
    case 'minute':
      return date.getUTCMinutes();
    case 'hour':
      return date.getUTCHours();
    case 'day':
      return date.getUTCDate();
    case 'week':
      return isoWeek(date);
    case 'month':
      return date.getUTCMonth() + 1;
    case 'year':
      return date.getUTCFullYear();
  }
}

/** The week that has this day's Thursday. */
function isoWeek(date: Date): number {
  const midnight = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  const thursday = midnight + (3 - ((date.getUTCDay() + 6) % 7)) * DAY_MS;
  const newYear = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1);
  return Math.floor((thursday - newYear) / DAY_MS / 7) + 1;
}

/** Reads the times that stand in fields: RFC 3339 (without a zone: UTC), or a number since 1970. */
export class TimeFields {
  private readonly stamps = new StampReader();

  constructor() {
    this.stamps.begin('UTC', 0);
  }

  read(value: FieldValue | undefined): EpochMs | null {
    if (typeof value === 'number') return epochNumber(value);
    if (typeof value !== 'string' || value.length > 64) return null;
    if (/^\d{9,20}(?:\.\d{1,9})?$/.test(value)) return epochNumber(Number(value));
    const text = /^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00:00Z` : value;
    const time = this.stamps.readRfc3339(text, 0);
    return this.stamps.end === text.length ? time : null;
  }
}
