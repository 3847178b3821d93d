import type { EpochMs } from '../../model/time.ts';
import type { Episode } from './episode.ts';
import type { GroupEvent } from './group-event.ts';
import type { LineStore } from './line-store.ts';
import { type Entry, Track } from './track.ts';
import type { TrackingRule } from './tracking.ts';

/** One live partition of a rule that measures. */
export type TrackGroup = { readonly track: Track; lastSeen: EpochMs; episode: Episode | null };

export type SavedTrack = {
  readonly key: string;
  readonly lastSeen: EpochMs;
  readonly episode: string | null;
  readonly entries: readonly (GroupEvent & Pick<Entry, 'value' | 'amount'>)[];
};

/** The groups of one rule, the longest untouched first; beyond the limit that is let go, and counted when it was not over. */
export class TrackGroups {
  private readonly groups = new Map<string, TrackGroup>();

  constructor(
    private readonly rule: TrackingRule,
    private readonly lines: LineStore,
    private readonly limit: number,
    private readonly onEvict: (count: number) => void,
  ) {}

  get size(): number {
    return this.groups.size;
  }

  /** Made when there is none. `key` is an own text. */
  find(key: string, time: EpochMs): TrackGroup {
    const known = this.groups.get(key);
    if (known) this.groups.delete(key);
    else if (this.groups.size >= this.limit) this.makeRoom(time);
    const group = known ?? this.start();
    group.lastSeen = Math.max(group.lastSeen, time);
    this.groups.set(key, group);
    return group;
  }

  save(): SavedTrack[] {
    return Array.from(this.groups, ([key, { track, lastSeen, episode }]) => ({
      key,
      lastSeen,
      episode: episode?.id ?? null,
      entries: track.all().map(({ line, ...entry }) => ({ ...entry, kept: this.lines.read(line) })),
    }));
  }

  restore(saved: readonly SavedTrack[], episodes: ReadonlyMap<string, Episode>): void {
    for (const { key, lastSeen, episode, entries } of saved) {
      const group = this.start();
      group.lastSeen = lastSeen;
      group.episode = episode === null ? null : (episodes.get(episode) ?? null);
      for (const { kept, ...entry } of entries)
        group.track.add({ ...entry, line: this.lines.keep(kept, kept.raw, kept.user) });
      this.groups.set(key, group);
    }
  }

  private start(): TrackGroup {
    const track = new Track(this.rule, ({ line }) => this.lines.release(line));
    return { track, lastSeen: Number.NEGATIVE_INFINITY, episode: null };
  }

  private makeRoom(now: EpochMs): void {
    const [oldest] = this.groups;
    if (!oldest) return;
    const [key, { track, lastSeen }] = oldest;
    track.clear();
    this.groups.delete(key);
    if (lastSeen > now - this.rule.timespan) this.onEvict(1);
  }
}
