import type { LogEvent } from '../../../model/log-event.ts';
import type { EpochMs } from '../../../model/time.ts';
import { GRACE_MS } from '../../limits.ts';
import { type EpisodeId, NO_EPISODE } from '../episodes/episode-rows.ts';
import type { Episodes } from '../episodes/episodes.ts';
import type { GroupLimits } from '../groups/groups.ts';
import type { GroupEvent } from '../lines/group-event.ts';
import type { LineId, LineStore } from '../lines/line-store.ts';
import { type Entry, Track } from './track.ts';
import type { TrackingRule } from './tracking.ts';

/** One live partition of a rule that measures. */
export type TrackGroup = { readonly track: Track; lastSeen: EpochMs; episode: EpisodeId };

export type SavedTrack = {
  readonly key: string;
  readonly lastSeen: EpochMs;
  readonly episode: string | null;
  readonly ofPackets?: boolean;
  readonly entries: readonly (GroupEvent & Pick<Entry, 'value' | 'amount'>)[];
};

/** The groups of one rule, the longest untouched first; beyond the limit that is let go, and counted when it was not over. */
export class TrackGroups {
  private readonly ofLogs = new Map<string, TrackGroup>();
  private readonly ofPackets = new Map<string, TrackGroup>();

  constructor(
    private readonly rule: TrackingRule,
    private readonly lines: LineStore,
    private readonly episodes: Episodes,
    private readonly limits: GroupLimits,
    private readonly onEvict: (count: number) => void,
  ) {}

  get size(): number {
    return this.ofLogs.size + this.ofPackets.size;
  }

  /**
   * The group of this key, made when there is none. `key` is a text of its own, no slice of a line. A group of both logs and
   * packets belongs to the logs.
   */
  find(key: string, { time, ref }: LogEvent): TrackGroup {
    const { ofLogs } = this;
    const groups = ref.isPacket && !ofLogs.has(key) ? this.ofPackets : ofLogs;
    const known = groups.get(key) ?? this.ofPackets.get(key);
    if (!groups.has(key)) this.makeRoom(groups, time);
    groups.delete(key);
    if (groups === ofLogs) this.ofPackets.delete(key);
    const group = known ?? this.start();
    group.lastSeen = Math.max(group.lastSeen, time);
    groups.set(key, group);
    return group;
  }

  /** The open alert of the group is another, or none. */
  setEpisode(group: TrackGroup, episode: EpisodeId): void {
    if (episode !== NO_EPISODE) this.episodes.hold(episode);
    if (group.episode !== NO_EPISODE) this.episodes.release(group.episode);
    group.episode = episode;
  }

  /** The lines of all events that are measured. */
  eachLine(use: (line: LineId) => void): void {
    for (const groups of [this.ofLogs, this.ofPackets])
      for (const { track } of groups.values()) for (const { line } of track.all()) use(line);
  }

  save(): SavedTrack[] {
    return [...this.saveSome(this.ofLogs), ...this.saveSome(this.ofPackets)];
  }

  private saveSome(groups: ReadonlyMap<string, TrackGroup>): SavedTrack[] {
    return Array.from(groups, ([key, { track, lastSeen, episode }]) => ({
      key,
      ...(groups === this.ofPackets && { ofPackets: true }),
      lastSeen,
      episode: episode === NO_EPISODE ? null : this.episodes.idOf(episode),
      entries: track.all().map(({ line, ...entry }) => ({ ...entry, kept: this.lines.read(line) })),
    }));
  }

  restore(saved: readonly SavedTrack[], episodes: ReadonlyMap<string, EpisodeId>): void {
    for (const { key, lastSeen, episode, ofPackets = false, entries } of saved) {
      const group = this.start();
      group.lastSeen = lastSeen;
      if (episode !== null) this.setEpisode(group, episodes.get(episode) ?? NO_EPISODE);
      group.track.restore(
        entries.map(({ kept, ...entry }) => {
          return { ...entry, line: this.lines.keep(kept, entry.time, kept.raw, kept.user) };
        }),
      );
      (ofPackets ? this.ofPackets : this.ofLogs).set(key, group);
    }
  }

  private start(): TrackGroup {
    return { track: new Track(this.rule), lastSeen: Number.NEGATIVE_INFINITY, episode: NO_EPISODE };
  }

  /**
   * Lets go of up to two groups that are over for each one that begins, so that what a flood made does not outlast it; and of one
   * that is not over only when the limit is reached.
   */
  private makeRoom(groups: Map<string, TrackGroup>, now: EpochMs): void {
    const limit = this.limits[groups === this.ofLogs ? 0 : 1];
    for (let gone = 0; gone < 2; gone++) {
      const [oldest] = groups;
      if (!oldest) return;
      const [key, group] = oldest;
      const isOver = group.lastSeen <= now - this.rule.timespan - GRACE_MS;
      if (!isOver && groups.size < limit) return;
      this.setEpisode(group, NO_EPISODE);
      groups.delete(key);
      if (group.lastSeen > now - this.rule.timespan) this.onEvict(1);
    }
  }
}
