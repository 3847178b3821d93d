import type { AlertId } from '../../model/alerts/alert.ts';
import { LEVELS, type Level, levelRank } from '../../model/level.ts';

/** Alerts by their level, the gravest first; of one level in the order in which they were added. */
export class GravestFirst implements Iterable<AlertId> {
  private readonly levels = LEVELS.map(() => new Set<AlertId>());

  get size(): number {
    return this.levels.reduce((sum, ids) => sum + ids.size, 0);
  }

  has(id: AlertId): boolean {
    return this.levels.some((ids) => ids.has(id));
  }

  /** One that got worse moves up. */
  add(id: AlertId, level: Level): void {
    const rank = levelRank(level);
    if (this.levels[rank]?.has(id) === true) return;
    for (const ids of this.levels) ids.delete(id);
    this.levels[rank]?.add(id);
  }

  delete(id: AlertId): boolean {
    return this.levels.some((ids) => ids.delete(id));
  }

  *[Symbol.iterator](): Iterator<AlertId> {
    for (const ids of [...this.levels].reverse()) yield* ids;
  }
}
