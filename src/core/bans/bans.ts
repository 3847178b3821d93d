import { isBy, isEnough } from '../../model/bans/ban-standing.ts';
import type { Decision, DecisionId } from '../../model/bans/decision.ts';
import { RefusedError } from '../../model/refused-error.ts';
import type { DurationMs, EpochMs } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import type { ProtectedSet } from '../../responders/protect.ts';
import type { Responder } from '../../responders/responder.ts';
import type { BanPlan, BanRow, PlanOptions, ResponderStatus } from '../protocol.ts';
import { completeDecision } from '../record/stored-decision.ts';
import { BanBook } from './ban-book.ts';
import { areSimulated, asBefore, extendedBan, lengthLeft, newBanOf } from './ban-extension.ts';
import { BanLane, type Deed, type Standings } from './ban-lane.ts';
import { type BanLengths, nextLength, repeated } from './ban-length.ts';
import { type BanOrder, decisionOf, isOverridden, namesOf, planOf, scopeOf } from './ban-order.ts';
import { abandoned, recorded } from './ban-outcome.ts';
import { BanUndo, type Undoable } from './ban-undo.ts';
import { BanWatch } from './ban-watch.ts';

export type BanParts = {
  /** As configured; at least one. */
  readonly responders: readonly Responder[];
  /** Where simulated bans go. */
  readonly dryRun: Responder;
  readonly protection: ProtectedSet;
  readonly clock: Clock;
  readonly lengths: BanLengths;
  /** Called with new and changed decisions, which it must have stored when it returns: the firewall must never know more than the store. */
  readonly onDecided: (decisions: readonly Decision[]) => void;
  readonly onDeed: (deed: Deed) => void;
  /** When an event of the address was last seen; null when none was. */
  readonly lastSeen: (address: string) => EpochMs | null;
  /** The trusted proxy that an address comes through; null when it comes by itself. */
  readonly proxyOf?: (address: string) => string | null;
};

/** Everything that was ever decided about bans; keeps the firewall in line with it. */
export class Bans {
  private readonly book = new BanBook();
  private readonly lanes: readonly BanLane[];
  private readonly undoable = new BanUndo();
  /** Decisions that `onDecided` has yet to be told of. */
  private readonly changed = new Set<DecisionId>();
  private readonly watch: BanWatch;

  constructor(private readonly parts: BanParts) {
    const { clock, onDeed } = parts;
    this.watch = new BanWatch(parts.lastSeen);
    const all = new Map([...parts.responders, parts.dryRun].map((responder) => [responder.name, responder]));
    this.lanes = [...all.values()].map((responder) => {
      return new BanLane({ responder, clock, onDeed, current: (id) => this.book.get(id) });
    });
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
    protection.refresh();
    const refusal = protection.refusal(value, order.origin);
    if (refusal !== null && !isOverridden(refusal, value, order.override)) {
      const how = refusal.overridable ? ' To ban it all the same, type the address.' : '';
      throw new RefusedError(`${value} may not be banned: ${refusal.why}.${how}`, 'protected');
    }
    const responders = this.chosen(order.responder, order.simulate);
    const decision = decisionOf(order, { ...scope, refusal, responders }, clock.now());
    const active = this.book.inForce(value);
    if (active) {
      const isOwn = active.value === value;
      const isReal = active.state !== 'simulated';
      const isUndone = isOwn && isReal && areSimulated(responders);
      if (isUndone || isEnough(active, newBanOf(order, decision, responders)))
        throw new RefusedError(`${value} is banned already (${active.responder}, ${active.state}).`);
      if (isOwn && (isReal || active.responder === decision.responder))
        return this.extend(active, decision, order.responder === null ? [] : responders);
    }
    this.replaceFailed(value);
    this.intend([decision]);
    if (order.origin === 'analyst') this.undoable.did({ kind: 'ban', id: decision.id }, decision.createdAt);
    await this.settle([decision.id]);
    return this.now(decision);
  }

  /** Throws `RefusedError` when there is nothing to lift, or when it could not be lifted yet. */
  async unban(id: DecisionId): Promise<Decision> {
    const decision = this.book.get(id);
    if (!decision) throw new RefusedError('There is no such ban.');
    if (!BanBook.isStanding(decision))
      throw new RefusedError(`The ban of ${decision.value} is not in force (${decision.state}).`);
    this.undoable.did({ kind: 'unban', id }, this.parts.clock.now());
    return this.lift(decision);
  }

  /** Keeps the ban of a range, which would else be lifted after a minute. */
  async confirm(id: DecisionId): Promise<Decision> {
    const decision = this.book.get(id);
    if (decision?.confirmBy == null || decision.goal !== 'banned')
      throw new RefusedError('There is no ban that waits to be confirmed.');
    return this.giveAnew({ ...decision, confirmBy: null });
  }

  /** Takes back the latest of the last 10 minutes: a ban, an unban, or that a ban was made longer. */
  async undo(): Promise<Decision> {
    const last = this.undoing();
    const decision = last && this.book.get(last.id);
    if (!last || !decision) throw new RefusedError('There is nothing of the last 10 minutes to undo.');
    this.undoable.drop(last);
    if ('before' in last) {
      const shorter = asBefore(decision, last.before, this.parts.clock.now());
      const less = shorter && (await this.withdraw(decision, shorter));
      if (less) return less.expiresAt === decision.expiresAt ? less : this.giveAnew(less);
    }
    const undone = last.kind === 'unban' ? await this.banAgain(decision) : await this.lift(decision);
    this.undoable.forget(undone.id);
    return undone;
  }

  /** What `undo` would take back. */
  undoing(): Undoable | null {
    return this.undoable.latest(this.parts.clock.now(), (id) => this.book.get(id));
  }

  /**
   * Called every second: ends what has run out or was not confirmed, and looks who is seen all the same. True when
   * somebody new is: the firewall should be looked at.
   */
  tick(now: EpochMs): boolean {
    const standing = this.book.standing();
    const isPast = (end: EpochMs | null): boolean => end !== null && end <= now;
    const wanted = standing.filter(({ goal }) => goal === 'banned');
    const over = wanted.filter(({ expiresAt }) => isPast(expiresAt));
    const unconfirmed = wanted.filter(({ confirmBy }) => isPast(confirmBy));
    if (over.length > 0) void this.end(over, 'expired');
    if (unconfirmed.length > 0) void this.end(unconfirmed, 'lifted');
    let isAlarmed = false;
    for (const decision of standing) {
      const seen = decision.goal === 'banned' ? this.watch.look(decision, now) : null;
      if (!seen) continue;
      isAlarmed ||= decision.state === 'effective' && seen.state === 'not-effective';
      this.put(seen);
    }
    this.tell();
    return isAlarmed;
  }

  /** At the start and every minute: the firewall is brought to what was decided. */
  async reconcile(): Promise<void> {
    this.parts.protection.refresh();
    this.abandon(this.book.standing());
    await this.letInProtected();
    const found = this.lanes.map((lane) => {
      const { name } = lane.responder;
      const ofLane = (): Decision[] =>
        this.book
          .standing()
          .filter(({ enforcements }) => enforcements.some(({ responder }) => responder === name));
      return lane.reconcile(ofLane, (value) => this.book.of(value).at(-1));
    });
    await this.record(found);
  }

  isBanned(value: string): boolean {
    return this.book.inForce(value) !== null;
  }

  /** Nothing is left for the policy to do about the address; simulated, or with what the configuration names. */
  isDealtWith(value: string, simulate: boolean): boolean {
    const active = this.book.inForce(value);
    const simulated = areSimulated(this.chosen(null, simulate));
    return active !== null && isEnough(active, { value, simulated, until: undefined, on: null });
  }

  /** How long the policy bans the address, by what it had before; null is without end. */
  earnedLength(value: string, simulate: boolean): DurationMs | null {
    const { clock, lengths } = this.parts;
    const earlier = repeated(this.book.of(value), areSimulated(this.chosen(null, simulate)));
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
    const names = new Set(this.parts.responders.map(({ name }) => name));
    return this.lanes
      .filter(({ responder }) => names.has(responder.name))
      .map(({ responder: { name, simulated }, trouble, lost }) => ({ name, simulated, trouble, lost }));
  }

  get unknown(): number {
    return this.lanes.reduce((sum, { unknown }) => sum + unknown, 0);
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

  private lanesOf({ enforcements }: Decision): BanLane[] {
    return this.lanes.filter((lane) =>
      enforcements.some(({ responder }) => responder === lane.responder.name),
    );
  }

  private async extend(standing: Decision, ordered: Decision, by: readonly Responder[]): Promise<Decision> {
    const present = this.lanesOf(standing).map(({ responder }) => responder);
    const extended = extendedBan({ standing, ordered, present, named: by });
    const isLonger = extended.expiresAt !== standing.expiresAt;
    const kind = isLonger ? 'longer ban' : 'added responder';
    if (ordered.origin === 'analyst')
      this.undoable.did({ kind, id: standing.id, before: standing }, this.parts.clock.now());
    if (isLonger) return this.giveAnew(extended);
    this.intend([extended]);
    await this.settle([extended.id]);
    return this.now(extended);
  }

  /** By those alone who had a part in it before. Throws `RefusedError` when one of the others keeps it. */
  private async withdraw(decision: Decision, before: Decision): Promise<Decision> {
    const added = this.lanesOf(decision).filter(({ responder }) => !isBy(before, responder.name));
    this.intend([before]);
    for (const lane of added) {
      const kept = await lane.withdraw(decision);
      if (kept === null) continue;
      this.intend([decision]);
      throw new RefusedError(`${lane.responder.name} keeps the ban of ${decision.value}: ${kept}`);
    }
    return this.now(before);
  }

  /** With another end. */
  private async giveAnew(decision: Decision): Promise<Decision> {
    this.intend([decision]);
    for (const { responder } of this.lanesOf(decision)) {
      if (!responder.renews) await responder.revert([decision.value]);
    }
    await this.settle([decision.id]);
    return this.now(decision);
  }

  /** A ban that never worked gives way to the new one, and a simulated one to one that blocks. */
  private replaceFailed(value: string): void {
    for (const old of this.book.of(value)) {
      if (BanBook.isStanding(old)) this.put({ ...old, goal: 'lifted', state: 'lifted', confirmBy: null });
    }
  }

  /** Somebody may have logged in since from an address that was banned before: a restart must not throw them out. */
  private async letInProtected(): Promise<void> {
    const inside = this.book.standing().flatMap((decision) => {
      if (decision.overridden !== null || decision.goal !== 'banned') return [];
      const refusal = this.parts.protection.refusal(decision.value, 'analyst');
      return refusal === null ? [] : [{ ...decision, detail: `protected now: ${refusal.why}` }];
    });
    if (inside.length > 0) await this.end(inside, 'lifted');
  }

  private async lift(decision: Decision): Promise<Decision> {
    await this.end([{ ...decision, detail: null }], 'lifted');
    const after = this.now(decision);
    if (after.state === 'lifted') return after;
    throw new RefusedError(`The ban of ${after.value} ${after.detail}. It is tried again every minute.`);
  }

  /** What is left of its time, by whom it was. */
  private banAgain(decision: Decision): Promise<Decision> {
    const { value: address, alertId, actor, reason, expiresAt, overridden } = decision;
    const duration = expiresAt === null ? null : expiresAt - this.parts.clock.now();
    if (duration !== null && duration <= 0)
      throw new RefusedError(`The ban of ${address} would be over by now.`);
    const override = overridden === null ? null : address;
    const again = { address, alertId, actor, reason, duration, override } as const;
    const by = this.lanesOf(decision).map(({ responder }) => responder.name);
    const responder = by.length === 1 ? (by[0] ?? null) : null;
    return this.ban({ ...again, origin: 'analyst', simulate: false, responder });
  }

  private async end(decisions: readonly Decision[], goal: 'lifted' | 'expired'): Promise<void> {
    this.intend(decisions.map((decision) => ({ ...decision, goal, confirmBy: null })));
    // What ends by itself, or never began, is over at once.
    for (const decision of decisions) {
      if (goal === 'expired' && this.lanesOf(decision).every(({ responder }) => responder.simulated)) {
        this.put({ ...decision, goal, state: goal });
      }
    }
    this.abandon(decisions.map((decision) => this.now(decision)));
    await this.settle(decisions.map(({ id }) => id));
  }

  private abandon(decisions: readonly Decision[]): void {
    const isThere = (name: string): boolean => this.lanes.some(({ responder }) => responder.name === name);
    for (const decision of decisions.filter(BanBook.isStanding)) {
      const left = abandoned(decision, isThere, this.parts.clock.now());
      if (left) this.put(left);
    }
  }

  /** Every responder concerned works at the same time; each records what it found as soon as it has. */
  private async settle(ids: readonly DecisionId[]): Promise<void> {
    const lanes = this.lanes.map((lane) => {
      const own = ids.filter((id) => {
        const decision = this.book.get(id);
        return (
          decision !== undefined && BanBook.isStanding(decision) && this.lanesOf(decision).includes(lane)
        );
      });
      return own.length === 0 ? Promise.resolve(new Map()) : lane.settle(own);
    });
    await this.record(lanes);
  }

  private async record(lanes: readonly Promise<Standings>[]): Promise<void> {
    const all = await Promise.all(lanes);
    const ids = new Set(all.flatMap((standings) => [...standings.keys()]));
    for (const id of ids) this.recordOne(id, all);
    this.tell();
  }

  private recordOne(id: DecisionId, all: readonly Standings[]): void {
    const decision = this.book.get(id);
    if (!decision || !BanBook.isStanding(decision)) return;
    const found = all.flatMap((standings) => standings.get(id) ?? []);
    this.put(recorded(decision, found, this.parts.clock.now()));
  }

  private now(decision: Decision): Decision {
    return this.book.get(decision.id) ?? decision;
  }

  /** Stored before anything is done about it. */
  private intend(decisions: readonly Decision[]): void {
    for (const decision of decisions) this.book.put(decision);
    this.parts.onDecided(decisions);
  }

  private put(decision: Decision): void {
    if (!BanBook.isStanding(decision)) this.watch.forget(decision.id);
    const known = this.book.get(decision.id);
    this.book.put(decision);
    // Counters move with every look: they are shown, not stored each time.
    const { state, detail, goal } = decision;
    if (known?.state !== state || known.detail !== detail || known.goal !== goal)
      this.changed.add(decision.id);
  }

  /** Everything that was put since, in one piece. */
  private tell(): void {
    const changed = [...this.changed].flatMap((id) => this.book.get(id) ?? []);
    this.changed.clear();
    if (changed.length > 0) this.parts.onDecided(changed);
  }
}
