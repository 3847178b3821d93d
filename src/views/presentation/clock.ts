import type { EpochMs } from '../../model/time.ts';
import { clockTime } from './times.ts';

/** The clock behind the word for the state, in the header of a painted frame. */
const CLOCK = /^([^\n]*(?:LIVE|DEMO)(?:\x1b\[[\d;]*m)* )\d\d:\d\d:\d\dZ/;

/** A painted frame with another time in its header; without a clock in it, the frame as it is. */
export function withClock(frame: string, now: EpochMs): string {
  return frame.replace(CLOCK, `$1${clockTime(now)}Z`);
}
