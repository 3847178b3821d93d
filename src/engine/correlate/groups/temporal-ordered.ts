import type { GroupEvent } from '../lines/group-event.ts';
import { NOT_FIRED } from '../windows/window-rule.ts';

/** Events of several inputs, in their order. */
type Chain = readonly GroupEvent[];

/** The best chain that ends with each stage: the latest one has the most time left. The last stage's is what fired. */
export type Chains = (Chain | null)[];

/** One of the rule's inputs came true. */
export type StageHit = { readonly stage: number; readonly proof: Chain };

/** Inputs in the order of the rule, all of them, first event to last within the timespan. */
export class TemporalOrdered {
  constructor(
    private readonly stages: number,
    private readonly timespan: number,
  ) {}

  start(): Chains {
    return new Array<null>(this.stages).fill(null);
  }

  /** The number of events that make the rule true, or `NOT_FIRED`. */
  accept(chains: Chains, hits: readonly StageHit[]): number {
    let fired = NOT_FIRED;
    // Later stages first, so that one event never serves as two steps of a chain.
    const latestFirst = hits.length === 1 ? hits : [...hits].sort((a, b) => b.stage - a.stage);
    for (const { stage, proof } of latestFirst) {
      const chain = stage === 0 ? proof : this.extend(chains[stage - 1] ?? null, proof);
      if (!chain) continue;
      chains[stage] = chain;
      if (stage === this.stages - 1) fired = chain.reduce((sum, { count }) => sum + count, 0);
    }
    return fired;
  }

  /** After it fired. */
  events(chains: Chains): Chain {
    return chains[this.stages - 1] ?? [];
  }

  private extend(before: Chain | null, proof: Chain): Chain | null {
    const start = before?.[0];
    const previous = before?.[before.length - 1];
    const next = proof[0];
    const end = proof[proof.length - 1];
    if (!before || !start || !previous || !next || !end) return null;
    if (next.time < previous.time || end.time - start.time >= this.timespan) return null;
    return [...before, ...proof];
  }
}
