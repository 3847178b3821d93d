import type { Deed } from '../../../src/core/bans/ban-lane.ts';
import type { BanOrder } from '../../../src/core/bans/ban-order.ts';
import { type BanParts, Bans } from '../../../src/core/bans/bans.ts';
import type { Decision } from '../../../src/model/bans/decision.ts';
import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS } from '../../../src/model/time.ts';
import { dryRun } from '../../../src/responders/dry-run.ts';
import { ProtectedSet, type Protection } from '../../../src/responders/protect.ts';
import type { Responder } from '../../../src/responders/responder.ts';

export const ATTACKER = '203.0.113.7';

export const DRY_RUN = dryRun(({ value }) => [['nft', 'add', value]]);

/** Bans as a core has them, on firewalls that the test holds in its hand. */
export class BansSetup {
  now: EpochMs = 1_000_000;
  /** The latest of each decision, as stored. */
  readonly stored = new Map<string, Decision>();
  /** Every state that was stored, in order. */
  readonly states: string[] = [];
  readonly deeds: Deed[] = [];
  /** Who is protected at this moment. */
  live: readonly Protection[] = [];
  readonly seen = new Map<string, EpochMs>();
  readonly gotIn = new Map<string, EpochMs>();
  readonly bans: Bans;
  readonly protection: ProtectedSet;

  constructor(
    responders: readonly Responder[] = [DRY_RUN],
    allowlist: readonly string[] = [],
    private readonly others: BanParts['others'] = async () => [],
  ) {
    this.protection = new ProtectedSet({ live: () => this.live, allowlist, privateToo: false });
    this.bans = new Bans(this.parts(responders));
  }

  /** What a new start of the program finds: the store, and the firewalls as they stand. */
  restarted(responders: readonly Responder[]): Bans {
    const bans = new Bans(this.parts(responders));
    bans.restore(structuredClone([...this.stored.values()]));
    return bans;
  }

  private parts(responders: readonly Responder[]): BanParts {
    return {
      responders,
      dryRun: DRY_RUN,
      protection: this.protection,
      clock: { now: () => this.now },
      lengths: { first: 10 * MINUTE_MS, longest: 7 * DAY_MS },
      onDecided: (decisions) => {
        for (const decision of decisions) {
          this.stored.set(decision.id, decision);
          this.states.push(`${decision.value} ${decision.goal} ${decision.state}`);
        }
      },
      onDeed: (deed) => void this.deeds.push(deed),
      lastSeen: (address) => ({
        tried: this.seen.get(address) ?? null,
        gotIn: this.gotIn.get(address) ?? null,
      }),
      ...(this.others && { others: this.others }),
    };
  }
}

export function order(part: Partial<BanOrder> = {}): BanOrder {
  return {
    ...{
      address: ATTACKER,
      duration: HOUR_MS,
      alertId: null,
      origin: 'analyst',
      actor: 'root',
      reason: null,
    },
    ...{ override: null, responder: null, simulate: false },
    ...part,
  };
}

/** Lets everything that waits for nothing but its turn happen. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
