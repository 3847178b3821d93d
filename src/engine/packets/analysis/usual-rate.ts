import { float64s } from '../../arrays/uncounted-arrays.ts';

/** Weight of a new second in the average: about the last minute counts. */
const WEIGHT = 1 / 60;

/** How much usually comes at each place in a second (a moving average). */
export class UsualRate {
  private readonly rates: Float64Array;
  /** How far the average is established; 0 to 1. */
  private readonly learnt: Float64Array;

  constructor(places: number) {
    this.rates = float64s(places);
    this.learnt = float64s(places);
  }

  begin(place: number): void {
    this.rates[place] = 0;
    this.learnt[place] = 0;
  }

  /** Seconds in which nothing came count as well. */
  pass(place: number, seconds: number): void {
    if (seconds <= 0) return;
    const rest = (1 - WEIGHT) ** Math.min(seconds, 1000);
    this.rates[place] = (this.rates[place] as number) * rest;
    this.learnt[place] = 1 - (1 - (this.learnt[place] as number)) * rest;
  }

  learn(place: number, count: number): void {
    const [rate, learnt] = [this.rates[place] as number, this.learnt[place] as number];
    this.rates[place] = rate + (count - rate) * WEIGHT;
    this.learnt[place] = learnt + (1 - learnt) * WEIGHT;
  }

  /** 0 while nothing is known. */
  of(place: number): number {
    const learnt = this.learnt[place] as number;
    return learnt === 0 ? 0 : (this.rates[place] as number) / learnt;
  }
}
