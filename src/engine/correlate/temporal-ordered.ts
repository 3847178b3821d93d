import type { Firing } from './event-count.ts';
import type { GroupEvent } from './group-event.ts';

/** The best chain that ends with each stage: the one that started last has the most time left. */
export type Chains = ({ readonly events: readonly GroupEvent[] } | null)[];

/** One of the rule's inputs came true. */
export type StageHit = { readonly stage: number; readonly proof: readonly GroupEvent[] };

/** Inputs in the order of the rule, all of them, first event to last within the timespan. */
export class TemporalOrdered {
  constructor(
    private readonly stages: number,
    private readonly timespan: number,
  ) {}

  start(saved?: unknown): Chains {
    return (saved as Chains | undefined) ?? new Array<null>(this.stages).fill(null);
  }

  accept(chains: Chains, hits: readonly StageHit[]): Firing | null {
    let fired: Firing | null = null;
    // Later stages first, so that one event never serves as two steps of a chain.
    for (const { stage, proof } of [...hits].sort((a, b) => b.stage - a.stage)) {
      const chain = stage === 0 ? proof : this.extend(chains[stage - 1]?.events, proof);
      if (!chain) continue;
      if (stage === this.stages - 1) {
        fired = { events: chain, count: chain.reduce((sum, { count }) => sum + count, 0), proof: chain };
      } else {
        chains[stage] = { events: chain };
      }
    }
    return fired;
  }

  private extend(
    before: readonly GroupEvent[] | undefined,
    proof: readonly GroupEvent[],
  ): readonly GroupEvent[] | null {
    const start = before?.[0];
    const previous = before?.[before.length - 1];
    const next = proof[0];
    const end = proof[proof.length - 1];
    if (!before || !start || !previous || !next || !end) return null;
    if (next.time < previous.time || end.time - start.time >= this.timespan) return null;
    return [...before, ...proof];
  }
}
