import { type LogEvent, retainText } from '../../model/log-event.ts';
import { type DurationMs, type EpochMs, MINUTE_MS } from '../../model/time.ts';
import { GRACE_MS } from '../limits.ts';
import type { LogTurn } from './new-logs.ts';

/** Runs of one source that are told apart; of more, the one that was silent for longest is let go. */
export const MOST_LEGS = 8;
/**
 * A time that goes back this far is of another log behind the first, or of a host with another clock; no line is held up for
 * so long.
 */
export const JUMP_MS: DurationMs = 10 * MINUTE_MS;
/** Where time goes back by less, this many lines are taken for delayed ones before they count as a run of their own. */
const HELD_UP = 2;
/** After no more than this many lines far ahead, the source goes on where it was before: their stamps were wrong. */
const WRONG = 4;
/** Lines without any order never make a run as long as this. */
const LONG_RUN = 16;
/** Characters at the beginning by which a line is recognised when it comes again. */
const KNOWN_BY = 160;

type Leg = {
  newest: EpochMs;
  /** The line that it began with. */
  readonly first: string;
  /** Set when it begins with the same line as another run: up to this time it is that log, read once more. */
  readonly againTo: EpochMs | null;
  /** Lines that are still taken for held up. */
  heldUp: number;
  /** Set on the run that the source left when its time went far ahead: the line in which it did. */
  leftAt?: number | null;
};

export type SavedLeg = Readonly<Leg>;

/** Where a source was when it went far ahead in a line. */
export type Jump = { readonly from: EpochMs; readonly line: number };

/**
 * The runs of a source that are in order by themselves: logs one behind the other (`cat web1.log web2.log`, rotated files in the
 * wrong order), or hosts whose clocks differ in one log. Each event is compared with the run that it goes on, so an attack in
 * any of them is counted. The latest stands last.
 */
export class Legs {
  /** The event at hand began a run far back, after a long one: another log begins, unless an earlier run then goes on. */
  turn: LogTurn = null;
  private legs: Leg[];
  /** Events of the latest run since another one came last. */
  private inARow = LONG_RUN;

  constructor(legs: readonly SavedLeg[]) {
    this.legs = legs.map((leg) => ({ ...leg }));
  }

  static of(newest: EpochMs, first: string, jumps: readonly Jump[]): Legs {
    const left = jumps.map(({ from, line }) => leftAt(from, line));
    return new Legs([...left, { newest, first, againTo: null, heldUp: 0 }]);
  }

  /** Whether the event is too late for all of them. `proven`: its time, as far as the clock has got. */
  isLate(event: LogEvent, proven: EpochMs): boolean {
    const { time, raw } = event;
    const { inARow } = this;
    this.forgetLeft(event.ref.line);
    const latest = this.legs.at(-1);
    const known = this.goneOnBy(time);
    const leg = known === null ? this.begin(time, raw) : this.ahead(known, event);
    this.inARow = leg === latest ? inARow + 1 : 1;
    const isNewLog = known === null && inARow >= LONG_RUN && leg.heldUp === 0 && leg.againTo === null;
    const isBack = known !== null && known !== latest && time > (latest?.newest ?? time) + JUMP_MS;
    this.turn = isNewLog ? 'begins' : isBack ? 'returns' : null;
    leg.newest = Math.max(leg.newest, proven);
    leg.leftAt = null;
    if (this.legs.at(-1) !== leg) {
      this.legs.splice(this.legs.indexOf(leg), 1);
      this.legs.push(leg);
    }
    if (leg.againTo !== null && time <= leg.againTo) return true;
    if (leg.heldUp === 0) return false;
    leg.heldUp--;
    return true;
  }

  save(): SavedLeg[] {
    return this.legs.map((leg) => ({ ...leg }));
  }

  private forgetLeft(line: number): void {
    if (this.legs.some((leg) => isForgotten(leg, line)))
      this.legs = this.legs.filter((leg) => !isForgotten(leg, line));
  }

  /**
   * The run whose end is nearest; of two as near, the one to which the line adds something new. A log that is read again is
   * read to its end.
   */
  private goneOnBy(time: EpochMs): Leg | null {
    const latest = this.legs.at(-1);
    if (latest !== undefined && time <= (latest.againTo ?? time - 1) && time >= latest.newest - GRACE_MS)
      return latest;
    let nearest: Leg | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const leg of this.legs) {
      if (time < leg.newest - GRACE_MS) continue;
      const distance = Math.abs(time - leg.newest);
      if (distance > least || (distance === least && leg.againTo !== null)) continue;
      nearest = leg;
      least = distance;
    }
    return nearest;
  }

  /** When an event goes far ahead of its run, the old end of that run is kept for a while: the source may go back to it. */
  private ahead(leg: Leg, { time, ref }: LogEvent): Leg {
    if (time <= leg.newest + JUMP_MS || leg.againTo !== null || leg.heldUp > 0) return leg;
    if (this.legs.length >= MOST_LEGS) this.legs.shift();
    this.legs.unshift({ ...leftAt(leg.newest, ref.line) });
    return leg;
  }

  private begin(time: EpochMs, raw: string): Leg {
    const first = beginningOf(raw);
    const isAgain = this.legs.some((leg) => leg.first === first);
    const newest = this.legs.reduce((last, leg) => Math.max(last, leg.newest), time);
    const lateBy = this.legs.reduce((least, { newest }) => Math.min(least, newest - time), JUMP_MS);
    const againTo = isAgain ? newest : null;
    const leg = { newest: time, first, againTo, heldUp: lateBy < JUMP_MS ? HELD_UP : 0 };
    if (this.legs.length >= MOST_LEGS) this.legs.shift();
    this.legs.push(leg);
    return leg;
  }
}

function leftAt(newest: EpochMs, line: number): SavedLeg {
  return { newest, first: '', againTo: null, heldUp: 0, leftAt: line };
}

function isForgotten({ leftAt = null }: SavedLeg, line: number): boolean {
  return leftAt !== null && Math.abs(line - leftAt) > WRONG;
}

export function beginningOf(raw: string): string {
  return retainText(raw.slice(0, KNOWN_BY));
}
