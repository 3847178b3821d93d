import type { Decision, DecisionId } from '../../model/bans/decision.ts';
import { type EpochMs, MINUTE_MS } from '../../model/time.ts';
import { BanBook } from './ban-book.ts';

const UNDO_MS = 10 * MINUTE_MS;

/** `orderedAt`: what was ordered at one time is offered together. */
type Done = { readonly orderedAt?: EpochMs | undefined } & (
  | { readonly kind: 'ban' | 'unban'; readonly id: DecisionId }
  /** `before`: the ban as it was. */
  | {
      readonly kind: 'longer ban' | 'added responder';
      readonly id: DecisionId;
      readonly before: Decision;
    }
);

export type Undoable = Done & { readonly until: EpochMs };

/** What people did in the last 10 minutes, latest last. */
export class BanUndo {
  private all: readonly Undoable[] = [];

  did(done: Done, now: EpochMs): void {
    // A ban that was made longer, or given to another responder, can still be taken back afterwards.
    const kept = 'before' in done ? this.all : this.all.filter(({ id }) => id !== done.id);
    this.all = [...kept, { ...done, until: now + UNDO_MS }];
  }

  /** What was ordered last. `find`: the ban as it stands now. Of one that has ended nothing is left to be taken back. */
  latest(now: EpochMs, find: (id: DecisionId) => Decision | undefined): readonly Undoable[] {
    this.all = this.all.filter(({ kind, id, until }) => {
      const decision = find(id);
      return until > now && decision !== undefined && (kind === 'unban' || BanBook.isStanding(decision));
    });
    const last = this.all.at(-1);
    if (last?.orderedAt === undefined) return this.all.slice(-1);
    return this.all.filter(({ orderedAt }) => orderedAt === last.orderedAt);
  }

  /** What was done to this ban last. */
  latestOf(id: DecisionId): Undoable | undefined {
    return this.all.findLast((one) => one.id === id);
  }

  /** It was taken back. */
  drop(done: Undoable): void {
    this.all = this.all.filter((one) => one !== done);
  }

  /** Nothing of this ban can be taken back any more. */
  forget(id: DecisionId): void {
    this.all = this.all.filter((one) => one.id !== id);
  }
}
