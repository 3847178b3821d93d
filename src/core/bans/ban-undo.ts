import type { DecisionId } from '../../model/decision.ts';
import { type EpochMs, MINUTE_MS } from '../../model/time.ts';

const UNDO_MS = 10 * MINUTE_MS;

export type Undoable = { readonly kind: 'ban' | 'unban'; readonly id: DecisionId; readonly until: EpochMs };

/** What people did in the last 10 minutes, latest last. */
export class BanUndo {
  private all: readonly Undoable[] = [];

  did(kind: Undoable['kind'], id: DecisionId, now: EpochMs): void {
    this.all = [...this.all.filter((one) => one.id !== id), { kind, id, until: now + UNDO_MS }];
  }

  latest(now: EpochMs): Undoable | null {
    this.all = this.all.filter(({ until }) => until > now);
    return this.all.at(-1) ?? null;
  }

  /** It was taken back, or cannot be any more. */
  drop(id: DecisionId): void {
    this.all = this.all.filter((one) => one.id !== id);
  }
}
