import type { Step } from './plan.ts';

/** The steps that run for one event, in the order of the plan. */
export class StepQueue {
  length = 0;
  /** Longer than `length`: what follows is of events before. */
  private readonly steps: Step[] = [];

  clear(): void {
    this.length = 0;
  }

  at(place: number): Step {
    return this.steps[place] as Step;
  }

  /** Once each, after everything that it builds on. */
  add(step: Step): void {
    const { steps } = this;
    let at = this.length;
    while (at > 0 && (steps[at - 1] as Step).index > step.index) at--;
    if (at > 0 && steps[at - 1] === step) return;
    for (let after = this.length; after > at; after--) steps[after] = steps[after - 1] as Step;
    steps[at] = step;
    this.length++;
  }
}
