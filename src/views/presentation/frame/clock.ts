import type { EpochMs } from '../../../model/time.ts';
import { clockTime } from '../words/times.ts';

/** The clock behind the word for the state, in the painted header or in the banner of a wall. */
const CLOCK = /^(.*(?:LIVE|DEMO|NOW)(?:\x1b\[[\d;]*m)* )\d\d:\d\d:\d\dZ/;

/** The painted header with another time; without a clock in it, as it is. */
export function withClock(header: string, now: EpochMs): string {
  return header.replace(CLOCK, `$1${clockTime(now)}Z`);
}
