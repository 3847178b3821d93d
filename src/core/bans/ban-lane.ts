import type { Decision, DecisionId, Enforcement } from '../../model/bans/decision.ts';
import { type DurationMs, type EpochMs, SECOND_MS } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import { crashPoint } from '../../platform/crash-point.ts';
import type { Ran } from '../../platform/execute.ts';
import type { Listing, Outcome, Responder, Target } from '../../responders/responder.ts';
import { proofOf } from '../../responders/verify.ts';

/** What a responder was asked to do, for the action log. */
export type Deed = {
  readonly kind: 'ban' | 'unban';
  readonly responder: string;
  readonly simulated: boolean;
  readonly decisions: readonly Decision[];
  readonly ran: readonly Ran[];
  readonly failures: ReadonlyMap<string, string>;
};

/** How one decision stands with one responder. */
export type Standing = {
  /** What was wanted when it was looked at: it may have changed since. */
  readonly goal: Decision['goal'];
  readonly enforcement: Enforcement;
  /** Nothing of it is left. */
  readonly gone: boolean;
  /** Somebody else had taken it away: until now the address was let in. */
  readonly restored?: boolean;
};

export type Standings = ReadonlyMap<DecisionId, Standing>;

/** A firewall may end a ban so much sooner than we: it counts whole seconds. */
const ENDING_MS: DurationMs = 5 * SECOND_MS;

type LaneParts = {
  readonly responder: Responder;
  readonly clock: Clock;
  /** The decision as it stands now. */
  readonly current: (id: DecisionId) => Decision | undefined;
  readonly onDeed: (deed: Deed) => void;
};

/**
 * One responder's part of the work, one thing after the other: what is wanted is read when its turn comes, so that an
 * unban that was asked for while a slow ban was under way is never undone by it.
 */
export class BanLane {
  /** What is wrong with the responder and what to do; null when nothing is known. */
  trouble: string | null = null;
  /** What its list holds that was never a decision of ours. */
  unknown = 0;
  /** Bans of ours that somebody else took away, and that stand again: how many, the last time. */
  lost: { readonly bans: number; readonly at: EpochMs } | null = null;
  /** Since it was looked at first: what a restart of the machine took away is no news. */
  private isKnown = false;
  private tail: Promise<unknown> = Promise.resolve();
  /** Decisions whose turn has not come yet, and that turn. */
  private readonly asked = new Set<DecisionId>();
  private turn: Promise<Standings> | null = null;

  constructor(private readonly parts: LaneParts) {}

  get responder(): Responder {
    return this.parts.responder;
  }

  /**
   * Brings the firewall to what is wanted of these decisions, and looks at what came of it. What is asked for while something
   * else is under way is done in one piece: of many attackers the last waits no longer than the second.
   */
  async settle(ids: readonly DecisionId[]): Promise<Standings> {
    for (const id of ids) this.asked.add(id);
    this.turn ??= this.next(() => {
      const all = [...this.asked];
      this.asked.clear();
      this.turn = null;
      return this.work(all);
    });
    const own = new Set(ids);
    return new Map([...(await this.turn)].filter(([id]) => own.has(id)));
  }

  /**
   * Compares the firewall with what is wanted: `standing` are all decisions that are not over, `overOf` says whose ban
   * a value was that is over. Restores what is missing, takes away what should be gone.
   */
  reconcile(
    standing: () => readonly Decision[],
    overOf: (value: string) => Decision | undefined,
  ): Promise<Standings> {
    return this.next(async () => {
      const wasKnown = this.isKnown;
      const listing = await this.look();
      const concerned = standing();
      if (listing.kind === 'listed') await this.takeAway(listing, concerned, overOf);
      const found = this.standings(concerned, listing);
      const unsettled = concerned.filter(({ id, goal }) => {
        const seen = found.get(id);
        return goal === 'banned' ? seen?.enforcement.state === 'not-effective' : seen?.gone === false;
      });
      const stood = wasKnown && listing.kind === 'listed' ? unsettled.filter((one) => this.stood(one)) : [];
      if (unsettled.length === 0) return found;
      const settled = await this.work(unsettled.map(({ id }) => id));
      const again = stood.flatMap(({ id }) => {
        const standing = settled.get(id);
        return standing?.enforcement.state === 'effective' ? [[id, standing] as const] : [];
      });
      if (again.length > 0) this.lost = { bans: again.length, at: this.parts.clock.now() };
      const restored = again.map(([id, standing]) => [id, { ...standing, restored: true }] as const);
      return new Map([...found, ...settled, ...restored]);
    });
  }

  /** It was seen in place, and has not ended by itself just now. In a list of others, those end bans as they like. */
  private stood({ goal, enforcements, expiresAt }: Decision): boolean {
    const { name, own } = this.responder;
    const isEnding = expiresAt !== null && expiresAt - this.parts.clock.now() < ENDING_MS;
    const isSeen = enforcements.some(({ responder, state }) => responder === name && state === 'effective');
    return own && goal === 'banned' && isSeen && !isEnding;
  }

  private async work(ids: readonly DecisionId[]): Promise<Standings> {
    const decisions = ids.flatMap((id) => this.parts.current(id) ?? []);
    const wanted = decisions.filter(({ goal }) => goal === 'banned');
    const ended = decisions.filter(({ goal }) => goal !== 'banned');
    const failures = new Map<string, string>();
    if (ended.length > 0) {
      // An address that was banned again since is wanted: its rule stays.
      const values = ended
        .map(({ value }) => value)
        .filter((value) => !wanted.some((ban) => ban.value === value));
      this.tell('unban', ended, failures, await this.responder.revert(values));
    }
    if (wanted.length > 0) {
      const targets = wanted.map((decision) => this.targetOf(decision));
      const outcome = await this.responder.apply(targets);
      crashPoint('after-effect');
      this.tell('ban', wanted, failures, outcome);
    }
    return this.standings(decisions, await this.look(), failures);
  }

  /** Takes a ban out that stands without this responder; why it is still there, or null. */
  withdraw(ban: Decision): Promise<string | null> {
    return this.next(async () => {
      const failures = new Map<string, string>();
      this.tell('unban', [ban], failures, await this.responder.revert([ban.value]));
      const { gone } = this.standing(ban, await this.look(), failures, this.parts.clock.now());
      return gone ? null : (failures.get(ban.value) ?? 'it is still in its list');
    });
  }

  private async look(): Promise<Listing> {
    const listing = await this.responder.list();
    this.isKnown ||= listing.kind === 'listed';
    this.trouble = listing.kind === 'unknown' && !listing.forgiven ? listing.why : null;
    return listing;
  }

  private async takeAway(
    { bans }: Extract<Listing, { kind: 'listed' }>,
    standing: readonly Decision[],
    overOf: (value: string) => Decision | undefined,
  ): Promise<void> {
    const wanted = new Set(standing.map(({ value }) => value));
    const stray = [...bans.keys()].filter((value) => !wanted.has(value));
    const over = stray.flatMap((value) => overOf(value) ?? []);
    this.unknown = this.responder.own ? stray.length - over.length : 0;
    // In a list that is not ours alone, others may have put in what we took out.
    if (over.length === 0 || !this.responder.own) return;
    this.tell('unban', over, new Map(), await this.responder.revert(over.map(({ value }) => value)));
  }

  private tell(
    kind: Deed['kind'],
    decisions: readonly Decision[],
    all: Map<string, string>,
    { ran, failures }: Outcome,
  ): void {
    for (const [value, why] of failures) all.set(value, why);
    const { name, simulated } = this.responder;
    if (ran.length > 0 || simulated)
      this.parts.onDeed({ kind, responder: name, simulated, decisions, ran, failures });
  }

  private standings(
    decisions: readonly Decision[],
    listing: Listing,
    failures: ReadonlyMap<string, string> = new Map(),
  ): Standings {
    const checkedAt = this.parts.clock.now();
    return new Map(
      decisions.map((decision) => [decision.id, this.standing(decision, listing, failures, checkedAt)]),
    );
  }

  private standing(
    { value, goal }: Decision,
    listing: Listing,
    failures: ReadonlyMap<string, string>,
    checkedAt: EpochMs,
  ): Standing {
    const { name, simulated } = this.responder;
    const proof = proofOf(listing, value);
    const failure = failures.get(value);
    const gone =
      listing.kind === 'listed' ? !listing.bans.has(value) : listing.forgiven && failure === undefined;
    // An exit code is no proof, but where nothing can be listed it is all there is.
    const effective = proof.effective && (listing.kind === 'listed' || failure === undefined);
    const unexplained = effective ? proof.detail : (failure ?? proof.detail);
    const detail = goal === 'banned' ? unexplained : (failure ?? null);
    const state = !effective ? 'not-effective' : simulated ? 'simulated' : 'effective';
    return { goal, gone, enforcement: { responder: name, state, detail, packets: proof.packets, checkedAt } };
  }

  /** A range that nobody has confirmed yet is given no longer than until then: should this program die, it ends. */
  private targetOf({ value, expiresAt, confirmBy }: Decision): Target {
    const end = confirmBy ?? expiresAt;
    return { value, duration: end === null ? null : Math.max(1, end - this.parts.clock.now()) };
  }

  private next<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.tail.then(work);
    this.tail = done.catch(() => {});
    return done;
  }
}
