import { randomUUID } from 'node:crypto';
import type { AlertId } from '../model/alert.ts';
import type { Decision, DecisionId, DecisionState } from '../model/decision.ts';
import { canonicalIp } from '../model/ip.ts';
import { DAY_MS, type DurationMs, type EpochMs, HOUR_MS, MINUTE_MS } from '../model/time.ts';
import type { Clock } from '../platform/clock.ts';
import type { ProtectedSet } from '../responders/protect.ts';
import type { Responder } from '../responders/responder.ts';
import type { BanPlan, BanRow, ResponseStatus } from './protocol.ts';
import { RefusedError } from './refused-error.ts';

/** What the ban menu offers beside the configured choice, shortest first; null is a ban without end. */
const DURATIONS: readonly (DurationMs | null)[] = [10 * MINUTE_MS, HOUR_MS, DAY_MS, 7 * DAY_MS, null];
const IN_FORCE: ReadonlySet<DecisionState> = new Set(['pending', 'effective', 'simulated']);
const MAX_KEPT = 100_000;

export type BanParts = {
  readonly responder: Responder;
  readonly protection: ProtectedSet;
  readonly clock: Clock;
  /** Offered first. */
  readonly defaultBan: DurationMs | null;
  /** Every change of a decision, to be stored. */
  readonly onChange: (decision: Decision) => void;
};

/** Who is banned, and everything that was ever decided. */
export class Bans {
  private readonly decisions = new Map<DecisionId, Decision>();

  constructor(private readonly parts: BanParts) {}

  /** Decisions of an earlier run. */
  restore(decisions: readonly Decision[]): void {
    for (const decision of decisions) this.decisions.set(decision.id, decision);
  }

  plan(address: string): BanPlan {
    const { responder, protection, defaultBan } = this.parts;
    const value = canonicalIp(address) ?? address;
    return {
      value,
      scope: 'ip',
      overridable: false,
      ranges: [],
      repeats: 0,
      confirmWithin: null,
      responder: responder.name,
      simulated: responder.simulated,
      choices: [defaultBan, ...DURATIONS.filter((duration) => duration !== defaultBan)].map((duration) => ({
        duration,
        commands: responder.commands({ value, duration }),
      })),
      refused: protection.refusal(value),
      active: this.inForce(value),
    };
  }

  /** Bans the address. Throws `RefusedError` when it is protected or banned already. */
  async ban(address: string, duration: DurationMs | null, alertId: AlertId | null): Promise<Decision> {
    const { responder, protection, clock } = this.parts;
    const value = canonicalIp(address) ?? address;
    const refusal = protection.refusal(value);
    if (refusal !== null) throw new RefusedError(`${value} may not be banned: ${refusal}.`);
    const active = this.inForce(value);
    if (active) throw new RefusedError(`${value} is banned already (${active.responder}, ${active.state}).`);
    const createdAt = clock.now();
    const decision: Decision = {
      id: randomUUID(),
      type: 'ban',
      scope: 'ip',
      value,
      origin: 'analyst',
      alertId,
      responder: responder.name,
      commands: responder.commands({ value, duration }),
      createdAt,
      duration,
      expiresAt: duration === null ? null : createdAt + duration,
      state: 'pending',
      detail: null,
      ...{ actor: 'analyst', reason: null, goal: 'banned', enforcements: [] },
      ...{ overridden: null, confirmBy: null, seenAfter: null },
    };
    this.put(decision);
    const result = await responder.apply(decision);
    return this.put({
      ...decision,
      state: result.state,
      detail: result.state === 'not-effective' ? result.detail : null,
    });
  }

  async unban(id: DecisionId): Promise<Decision> {
    const decision = this.decisions.get(id);
    if (!decision) throw new RefusedError('There is no such ban.');
    if (!IN_FORCE.has(decision.state))
      throw new RefusedError(`The ban of ${decision.value} is not in force (${decision.state}).`);
    const result = await this.parts.responder.revert(decision);
    if (result.state === 'not-effective') {
      throw new RefusedError(`The ban of ${decision.value} could not be lifted: ${result.detail}.`);
    }
    return this.put({ ...decision, state: 'lifted' });
  }

  /** Marks what has run out. */
  expire(now: EpochMs): void {
    for (const decision of this.decisions.values()) {
      const over = decision.expiresAt !== null && decision.expiresAt <= now;
      if (over && IN_FORCE.has(decision.state)) this.put({ ...decision, state: 'expired' });
    }
  }

  isBanned(value: string): boolean {
    return this.inForce(value) !== null;
  }

  get response(): ResponseStatus {
    const { name, simulated } = this.parts.responder;
    return {
      responders: [{ name, simulated, trouble: null }],
      automatic: 'off',
      heldBack: {},
      unknownBans: 0,
      undo: null,
    };
  }

  get active(): number {
    let count = 0;
    for (const { state } of this.decisions.values()) if (IN_FORCE.has(state)) count++;
    return count;
  }

  get total(): number {
    return this.decisions.size;
  }

  /** In force first, then the rest; latest first. */
  rows(limit: number, now: EpochMs): BanRow[] {
    const all = [...this.decisions.values()].reverse();
    const inForce = all.filter(({ state }) => IN_FORCE.has(state));
    const over = all.filter(({ state }) => !IN_FORCE.has(state));
    return [...inForce, ...over].slice(0, limit).map((decision) => ({
      ...decision,
      remaining: decision.expiresAt === null ? null : Math.max(0, decision.expiresAt - now),
    }));
  }

  private inForce(value: string): Decision | null {
    for (const decision of this.decisions.values()) {
      if (decision.value === value && IN_FORCE.has(decision.state)) return decision;
    }
    return null;
  }

  private put(decision: Decision): Decision {
    this.decisions.set(decision.id, decision);
    const [oldest] = this.decisions.keys();
    if (this.decisions.size > MAX_KEPT && oldest !== undefined) this.decisions.delete(oldest);
    this.parts.onChange(decision);
    return decision;
  }
}
