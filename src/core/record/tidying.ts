import type { SourceId } from '../../model/log-record.ts';
import type { DurationMs } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Keep } from '../../store/retention.ts';
import type { Recorder } from './recorder.ts';

type TidyingParts = {
  /** What is to be kept; undefined: everything. */
  readonly keep: Keep | undefined;
  readonly recorder: Pick<Recorder, 'tidy'>;
  /** Sources whose places are kept, however long they are silent. */
  readonly reading: () => readonly SourceId[];
  readonly clock: Clock;
};

const TICKS_TO_FIRST = 10;
const TICKS_BETWEEN = 60;
/** How long it may hold up everything else, once a second. */
const MOST_MS: DurationMs = 20;

/** Lets old alerts go, no longer than a moment at a time. */
export class Tidying {
  private ticksLeft = TICKS_TO_FIRST;

  constructor(private readonly parts: TidyingParts) {}

  /** Once a second. */
  tick(): void {
    const { keep, recorder, reading, clock } = this.parts;
    if (keep === undefined || --this.ticksLeft > 0) return;
    const until = performance.now() + MOST_MS;
    const sources = reading();
    let more = true;
    while (more && performance.now() < until) more = recorder.tidy(keep, sources, clock.now());
    this.ticksLeft = more ? 1 : TICKS_BETWEEN;
  }
}
