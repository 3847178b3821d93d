import { isEnough } from '../../model/bans/ban-standing.ts';
import type { Decision, DecisionId } from '../../model/bans/decision.ts';
import { RefusedError } from '../../model/refused-error.ts';
import { type DurationMs, type EpochMs, SECOND_MS } from '../../model/time.ts';
import type { Responder } from '../../responders/responder.ts';
import type { BanPlan, BanRow, PlanOptions, ResponderStatus } from '../protocol/bans.ts';
import { completeDecision } from '../record/stored-decision.ts';
import { BanBook } from './ban-book.ts';
import { areSimulated, asBefore, extendedBan, lengthLeft, newBanOf } from './ban-extension.ts';
import { BanKeeper, type KeeperParts } from './ban-keeper.ts';
import { type BanLengths, nextLength, repeated } from './ban-length.ts';
import { type BanOrder, decisionOf, isOverridden, namesOf, planOf, scopeOf } from './ban-order.ts';
import { BanUndo, type Undoable } from './ban-undo.ts';

/**
 * Who is logged in is found in files of every process, which takes time: when the policy bans many attackers at once, what was
 * found serves for all of them so long.
 */
const SAME_MOMENT_MS: DurationMs = SECOND_MS;

export type BanParts = KeeperParts & {
  readonly lengths: BanLengths;
  /** The trusted proxy that an address comes through; null when it comes by itself. */
  readonly proxyOf?: (address: string) => string | null;
  /** What other programs ban of an address on their own account, in words. */
  readonly others?: (value: string) => Promise<readonly string[]>;
};

/** Everything that was ever decided about bans: by people, and by the policy. */
export class Bans {
  private readonly book = new BanBook();
  private readonly keeper: BanKeeper;
  private readonly undoable = new BanUndo();

  constructor(private readonly parts: BanParts) {
    this.keeper = new BanKeeper(this.book, parts);
  }

  /** Takes over the decisions of an earlier run; `reconcile` brings the firewall in line with them. */
  restore(decisions: readonly Decision[]): void {
    for (const decision of decisions) this.book.put(completeDecision(decision));
  }

  plan(address: string, { duration, responder }: PlanOptions = {}): BanPlan {
    const { protection, clock, lengths } = this.parts;
    protection.refresh();
    const scope = scopeOf(address);
    const refusal = protection.refusal(scope.value, 'analyst');
    const target = { ...scope, refusal, responders: this.chosen(responder ?? null, false) };
    const earlier = repeated(this.book.of(scope.value), areSimulated(target.responders));
    const active = this.book.inForce(scope.value);
    const earned = nextLength(earlier, clock.now(), lengths);
    // An operator who only names another responder keeps the end as it is.
    const usual = responder === undefined ? earned : lengthLeft(active, scope.value, clock.now(), earned);
    return {
      ...planOf(target, duration === undefined ? usual : duration),
      active,
      through: this.parts.proxyOf?.(scope.value) ?? null,
    };
  }

  /**
   * Bans the address or range, or has the ban of it last longer. Throws `RefusedError` when it is protected, or banned
   * as long already.
   */
  async ban(order: BanOrder): Promise<Decision> {
    const { clock, protection } = this.parts;
    const scope = scopeOf(order.address);
    const { value } = scope;
    protection.refresh(order.origin === 'policy' ? SAME_MOMENT_MS : 0);
    const refusal = protection.refusal(value, order.origin);
    if (refusal !== null && !isOverridden(refusal, value, order.override)) {
      const how = refusal.overridable ? ' To ban it all the same, type the address.' : '';
      throw new RefusedError(`${value} may not be banned: ${refusal.why}.${how}`);
    }
    const responders = this.chosen(order.responder, order.simulate);
    const now = clock.now();
    this.keeper.followClock(now);
    const decision = decisionOf(order, { ...scope, refusal, responders }, now);
    const active = this.book.inForce(value);
    if (active) {
      const isOwn = active.value === value;
      const isReal = active.state !== 'simulated';
      const isUndone = isOwn && isReal && areSimulated(responders);
      if (isUndone || isEnough(active, newBanOf(order, decision, responders)))
        throw new RefusedError(`${value} is banned already (${active.responder}, ${active.state}).`);
      if (isOwn && (isReal || active.responder === decision.responder))
        return this.extend(active, decision, order);
    }
    this.keeper.replaceFailed(value);
    const { origin, orderedAt } = order;
    if (origin === 'analyst') this.undoable.did({ kind: 'ban', id: decision.id, orderedAt }, now);
    return this.keeper.carryOut(decision);
  }

  /** Throws `RefusedError` when there is nothing to lift, or when it could not be lifted yet. */
  async unban(id: DecisionId, orderedAt?: EpochMs): Promise<Decision> {
    const decision = this.book.get(id);
    if (!decision) throw new RefusedError('There is no such ban.');
    if (!BanBook.isStanding(decision))
      throw new RefusedError(`The ban of ${decision.value} is not in force (${decision.state}).`);
    this.undoable.did({ kind: 'unban', id, orderedAt }, this.parts.clock.now());
    return this.lift(decision);
  }

  /** Keeps the ban of a range, which would else be lifted after a minute. */
  async confirm(id: DecisionId): Promise<Decision> {
    const decision = this.book.get(id);
    if (decision?.confirmBy == null || decision.goal !== 'banned')
      throw new RefusedError('There is no ban that waits to be confirmed.');
    return this.keeper.giveAnew({ ...decision, confirmBy: null });
  }

  /** Takes back the latest of the last 10 minutes (of the named ban): a ban, an unban, or that a ban was made longer. */
  async undo(of?: DecisionId): Promise<Decision> {
    const latest = this.undoing().at(-1);
    const last = of === undefined ? latest : this.undoable.latestOf(of);
    const decision = last && this.book.get(last.id);
    if (!last || !decision) throw new RefusedError('There is nothing of the last 10 minutes to undo.');
    this.undoable.drop(last);
    if ('before' in last) {
      const shorter = asBefore(decision, last.before, this.parts.clock.now());
      const less = shorter && (await this.keeper.withdraw(decision, shorter));
      if (less) return less.expiresAt === decision.expiresAt ? less : this.keeper.giveAnew(less);
    }
    const undone = last.kind === 'unban' ? await this.banAgain(decision) : await this.lift(decision);
    this.undoable.forget(undone.id);
    return undone;
  }

  /** What `undo` would take back, one after the other. */
  undoing(): readonly Undoable[] {
    return this.undoable.latest(this.parts.clock.now(), (id) => this.book.get(id));
  }

  /** Called every second. True when the firewall should be looked at: somebody is seen who is banned. */
  tick(now: EpochMs): boolean {
    return this.keeper.tick(now);
  }

  /** At the start and every minute: the firewall is brought to what was decided. */
  reconcile(): Promise<void> {
    return this.keeper.reconcile();
  }

  isBanned(value: string): boolean {
    return this.book.inForce(value) !== null;
  }

  /** What stands, or is to, between us and the address. */
  rowOn(value: string, now: EpochMs): BanRow | null {
    return this.book.rowOn(value, now);
  }

  /** Nothing is left for the policy to do about the address; simulated, or with what the configuration names. */
  isDealtWith(value: string, simulate: boolean): boolean {
    const active = this.book.inForce(value);
    const simulated = this.isSimulated(simulate);
    return active !== null && isEnough(active, { value, simulated, until: undefined, on: null });
  }

  /** Whether a ban by all that is configured would block nobody. */
  isSimulated(simulate: boolean): boolean {
    return areSimulated(this.chosen(null, simulate));
  }

  /** How long the policy bans the address, by what it had before; null is without end. */
  earnedLength(value: string, simulate: boolean): DurationMs | null {
    const { clock, lengths } = this.parts;
    const earlier = repeated(this.book.of(value), this.isSimulated(simulate));
    return nextLength(earlier, clock.now(), lengths);
  }

  get(id: DecisionId): Decision | undefined {
    return this.book.get(id);
  }

  of(value: string): readonly Decision[] {
    return this.book.of(value);
  }

  get active(): number {
    return this.book.active;
  }

  get total(): number {
    return this.book.size;
  }

  get responders(): ResponderStatus[] {
    return this.keeper.responders;
  }

  get unknown(): number {
    return this.keeper.unknown;
  }

  rows(limit: number, now: EpochMs): BanRow[] {
    return this.book.rows(limit, now);
  }

  private chosen(name: string | null, simulate: boolean): readonly Responder[] {
    const { responders, dryRun } = this.parts;
    if (simulate) return [dryRun];
    if (name === null) return responders;
    const found = [...responders, dryRun].filter((responder) => responder.name === name);
    if (found.length > 0) return found;
    throw new RefusedError(`There is no responder ${name}; there is ${namesOf(responders)}.`);
  }

  private extend(standing: Decision, ordered: Decision, order: BanOrder): Promise<Decision> {
    const { responder, orderedAt } = order;
    const present = this.keeper.respondersOf(standing);
    const named = responder === null ? [] : this.chosen(responder, order.simulate);
    const extended = extendedBan({ standing, ordered, present, named });
    const isLonger = extended.expiresAt !== standing.expiresAt;
    const kind = isLonger ? 'longer ban' : 'added responder';
    if (ordered.origin === 'analyst')
      this.undoable.did({ kind, id: standing.id, before: standing, orderedAt }, this.parts.clock.now());
    return isLonger ? this.keeper.giveAnew(extended) : this.keeper.carryOut(extended);
  }

  private async lift(decision: Decision): Promise<Decision> {
    await this.keeper.end([{ ...decision, detail: null }], 'lifted');
    const after = this.keeper.now(decision);
    if (after.state === 'lifted') return this.withOthers(decision, after);
    throw new RefusedError(`The ban of ${after.value} ${after.detail}. It is tried again every minute.`);
  }

  /** Lifted is not let in, where somebody else shuts it out, too. */
  private async withOthers({ state }: Decision, lifted: Decision): Promise<Decision> {
    const others = state === 'simulated' ? [] : ((await this.parts.others?.(lifted.value)) ?? []);
    if (others.length === 0) return lifted;
    return this.keeper.remark(lifted, others.join('; '));
  }

  /** What is left of its time, by whom it was. */
  private banAgain(decision: Decision): Promise<Decision> {
    const { value: address, alertId, actor, reason, expiresAt, overridden } = decision;
    const duration = expiresAt === null ? null : expiresAt - this.parts.clock.now();
    if (duration !== null && duration <= 0)
      throw new RefusedError(`The ban of ${address} would be over by now.`);
    const override = overridden === null ? null : address;
    const again = { address, alertId, actor, reason, duration, override } as const;
    const by = this.keeper.respondersOf(decision).map(({ name }) => name);
    const responder = by.length === 1 ? (by[0] ?? null) : null;
    return this.ban({ ...again, origin: 'analyst', simulate: false, responder });
  }
}
