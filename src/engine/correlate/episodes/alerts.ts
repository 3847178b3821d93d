import type { Alert, AlertId, Evidence } from '../../../model/alerts/alert.ts';
import { LEVELS, levelRank } from '../../../model/level.ts';
import type { LogEvent } from '../../../model/log-event.ts';
import { type DurationMs, type EpochMs, HOUR_MS, MINUTE_MS } from '../../../model/time.ts';
import { MAX_ALERTS } from '../../limits.ts';
import { SavedList } from '../../saved-list.ts';
import type { SigmaRule } from '../../sigma/spec.ts';
import type { HeldEvent } from '../lines/group-event.ts';
import type { LineStore } from '../lines/line-store.ts';
import type { SavedPlaces } from '../lines/saved-lines.ts';
import { type EpisodeId, UNNUMBERED } from './episode-rows.ts';
import { Episodes } from './episodes.ts';
import type { SavedEpisode } from './saved-episode.ts';

export type SavedAlerts = {
  readonly evicted: number;
  readonly episodes: Iterable<SavedEpisode>;
  /** Ids of the alerts that captures began. */
  readonly ofPackets?: readonly AlertId[];
};

/** An alert that did not grow for this long is over. */
const OVER_MS: DurationMs = HOUR_MS;
/** An alert that grew within this time most likely grows again. */
const GROWING_MS: DurationMs = MINUTE_MS;
/** Later than any year of four digits. */
const LATEST_MS: EpochMs = 2.6e14;
/** When room is made, this share of all alerts goes at once: 1 of 64. */
const ROOM_SHIFT = 6;

/** At most `most` alerts at a time; beyond `resting`, alerts that are over are let go. */
export type AlertLimits = { readonly resting: number; readonly most: number };
export const ALERT_LIMITS: AlertLimits = { resting: MAX_ALERTS, most: MAX_ALERTS };

/** An alert that opened or grew. */
export type ChangedAlert = {
  readonly kind: 'alert';
  readonly id: AlertId;
  /**
   * `news`: it opened, got worse, was settled, or turned out to be of now. `grown`: nothing but that, told once until somebody
   * reads it. `over`: it made room for others, and will not be asked for again.
   */
  readonly what: 'news' | 'grown' | 'over';
  /** All its lines were already old when they were read. */
  readonly isHistorical: boolean;
  /** As it stands when it is read, to be read before the next event. */
  readonly alert: Alert;
};

class Changed implements ChangedAlert {
  readonly kind = 'alert';

  constructor(
    private readonly episodes: Episodes,
    private readonly episode: EpisodeId,
    readonly id: AlertId,
    readonly what: 'news' | 'grown',
  ) {}

  get isHistorical(): boolean {
    return this.episodes.isHistorical(this.episode);
  }

  get alert(): Alert {
    return this.episodes.toLastAlert(this.episode);
  }
}

/** All alerts of a run, some let go beyond the limit, and which of them changed. */
export class Alerts {
  evicted = 0;
  readonly episodes: Episodes;
  private readonly listed = new Map<string, EpisodeId>();
  /** Alerts that packets began, with a limit of their own: however many there are, no other alert has to go for them. */
  private readonly ofPackets = new Map<string, EpisodeId>();
  private changed: EpisodeId[] = [];
  private over: ChangedAlert[] = [];

  constructor(
    private readonly hash: (text: string) => string,
    private readonly lines: LineStore,
    private readonly limits: AlertLimits & { readonly ofCaptures: number },
    private readonly tells: boolean,
  ) {
    this.episodes = new Episodes(lines);
  }

  /** The alert of these events; one that had the same first event goes on. */
  open(
    rule: SigmaRule,
    group: Readonly<Record<string, string>>,
    events: readonly HeldEvent[],
    now: EpochMs,
    { ref }: LogEvent,
  ): EpisodeId {
    const [first] = events;
    if (!first) throw new Error('a rule fired without events');
    const id = this.hash(JSON.stringify([rule.id, group, first.time, this.lines.read(first.line).raw]));
    let episode = this.listed.get(id);
    if (episode === undefined) {
      const { ofCaptures } = this.limits;
      if (ref.isPacket) this.makeRoom(this.ofPackets, { resting: ofCaptures, most: ofCaptures }, first.time);
      this.makeRoom(this.listed, this.limits, first.time);
      episode = this.episodes.start(id, rule, group, first.time);
      this.listed.set(id, episode);
      if (ref.isPacket) this.ofPackets.set(id, episode);
    } else this.episodes.unsettle(episode);
    for (const event of events) this.episodes.grow(episode, event, event.line, UNNUMBERED, now);
    return episode;
  }

  settle(episode: EpisodeId): void {
    if (this.episodes.settle(episode)) this.change(episode);
  }

  change(episode: EpisodeId): void {
    if (this.tells && this.episodes.change(episode)) this.changed.push(episode);
  }

  /** The alerts that opened or grew since the last call. */
  takeChanged(): readonly ChangedAlert[] {
    const { changed, over, episodes } = this;
    if (changed.length === 0 && over.length === 0) return [];
    this.changed = [];
    this.over = [];
    const standing = changed.map((episode) => {
      const id = episodes.idOf(episode);
      return new Changed(episodes, episode, id, episodes.tell(episode) ? 'news' : 'grown');
    });
    return [...over, ...standing];
  }

  /** The alert as it stands now, to be read before the next event. Null when there is no such alert, or no longer. */
  get(id: AlertId): Alert | null {
    const episode = this.listed.get(id);
    return episode === undefined ? null : this.episodes.toLastAlert(episode);
  }

  has(id: AlertId): boolean {
    return this.listed.has(id);
  }

  /** The lines that it rests on. */
  evidence(id: AlertId): readonly Evidence[] | null {
    const episode = this.listed.get(id);
    return episode === undefined ? null : this.episodes.evidence(episode);
  }

  all(): Alert[] {
    return Array.from(this.listed.values(), (episode) => this.episodes.toAlert(episode));
  }

  /** All alerts for who reads them once, before the next event: their evidence is put together only when it is asked for. */
  allAtTheEnd(): Alert[] {
    return Array.from(this.listed.values(), (episode) => this.episodes.toLastAlert(episode));
  }

  /** `episodes`: a copy of ours. */
  save(episodes: Episodes, lines: SavedPlaces): SavedAlerts {
    const listed = [...this.listed.values()];
    return {
      evicted: this.evicted,
      ofPackets: [...this.ofPackets.keys()],
      episodes: SavedList.of(listed, (episode) => episodes.save(episode, lines)),
    };
  }

  /** The alerts by id, without those of rules that are no longer there. */
  restore(saved: SavedAlerts, rules: ReadonlyMap<string, SigmaRule>): ReadonlyMap<string, EpisodeId> {
    this.evicted = saved.evicted;
    for (const each of saved.episodes) {
      const rule = rules.get(each.rule);
      if (rule) this.listed.set(each.id, this.episodes.restore(each, rule));
    }
    for (const id of saved.ofPackets ?? []) {
      const episode = this.listed.get(id);
      if (episode !== undefined) this.ofPackets.set(id, episode);
    }
    return this.listed;
  }

  /** Lets go of some alerts that are over; of alerts that may still grow only when there is no room at all. */
  private makeRoom(among: ReadonlyMap<string, EpisodeId>, limits: AlertLimits, now: EpochMs): void {
    const { resting, most } = limits;
    const { size } = among;
    // This looks at all alerts, so seldom that it costs little. When to do it is told by their number, so that a restart
    // changes nothing.
    const room = Math.max(1, most >> ROOM_SHIFT);
    if (size < resting || (size < most && size % room !== 0)) return;
    const mayGo = size < most ? now - OVER_MS : Number.POSITIVE_INFINITY;
    const worths = Float64Array.from(among.values(), (episode) =>
      this.episodes.lastSeen(episode) <= mayGo ? this.worth(episode, now) : Number.POSITIVE_INFINITY,
    );
    const least = worths.slice().sort()[room - 1] as number;
    let left = room;
    let at = 0;
    for (const [id, episode] of among) {
      const worth = worths[at++] as number;
      if (worth > least || worth === Number.POSITIVE_INFINITY || left === 0) continue;
      this.letGo(id, episode);
      left--;
    }
  }

  /**
   * How much an alert is worth keeping: the remains of a flood of small alerts must not push out a break-in, and what grows
   * right now is still needed.
   */
  private worth(episode: EpisodeId, now: EpochMs): number {
    const lastSeen = this.episodes.lastSeen(episode);
    const rank = now - lastSeen < GROWING_MS ? LEVELS.length : levelRank(this.episodes.level(episode));
    return rank * LATEST_MS + lastSeen;
  }

  private letGo(id: AlertId, episode: EpisodeId): void {
    this.listed.delete(id);
    this.ofPackets.delete(id);
    if (this.tells) this.tellOver(episode);
    this.episodes.letGo(episode);
    this.evicted++;
  }

  private tellOver(episode: EpisodeId): void {
    const alert = this.episodes.toAlert(episode);
    this.over.push({ kind: 'alert', id: alert.id, what: 'over', isHistorical: alert.historical, alert });
    this.changed = this.changed.filter((each) => each !== episode);
  }
}
