import type { Alert, AlertId, Evidence } from '../../model/alert.ts';
import { type DurationMs, type EpochMs, HOUR_MS } from '../../model/time.ts';
import { FromOldest } from '../from-oldest.ts';
import { SavedList } from '../saved-list.ts';
import type { SigmaRule } from '../sigma/spec.ts';
import { type EpisodeId, Episodes, UNNUMBERED } from './episodes.ts';
import type { HeldEvent } from './group-event.ts';
import type { LineStore } from './line-store.ts';
import type { SavedEpisode } from './saved-episode.ts';

export type SavedAlerts = { readonly evicted: number; readonly episodes: Iterable<SavedEpisode> };

/** One that grew so lately may grow again. */
const GROWING_MS: DurationMs = HOUR_MS;
/** So many that may are passed over in search of one that is over; where one after the other makes room, so many each. */
const MOST_PASSED_OVER = 100;
const PASSED_OVER_EACH = 2;

/** An alert that opened or grew. */
export type ChangedAlert = {
  readonly kind: 'alert';
  readonly id: AlertId;
  /**
   * `news`: it opened, got worse, or turned out to be of now. `grown`: nothing but that. `over`: it made room for others,
   * and will not be asked for again.
   */
  readonly what: 'news' | 'grown' | 'over';
  /** As it stands when it is read. */
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

  get alert(): Alert {
    return this.episodes.toAlert(this.episode);
  }
}

/** All alerts of a run, the oldest let go beyond the limit, and which of them changed. */
export class Alerts {
  evicted = 0;
  readonly episodes: Episodes;
  private readonly listed = new Map<string, EpisodeId>();
  private changed: EpisodeId[] = [];
  private over: ChangedAlert[] = [];
  private readonly fromOldest = new FromOldest(this.listed);
  private patience = MOST_PASSED_OVER;

  constructor(
    private readonly hash: (text: string) => string,
    private readonly lines: LineStore,
    private readonly limit: number,
    private readonly tells = true,
  ) {
    this.episodes = new Episodes(lines);
  }

  /** The alert of these events; one that had the same first event goes on. */
  open(
    rule: SigmaRule,
    group: Readonly<Record<string, string>>,
    events: readonly HeldEvent[],
    now: EpochMs,
  ): EpisodeId {
    const [first] = events;
    if (!first) throw new Error('a rule fired without events');
    const id = this.hash(JSON.stringify([rule.id, group, first.time, this.lines.read(first.line).raw]));
    let episode = this.listed.get(id);
    if (episode === undefined) {
      this.makeRoom(first.time);
      episode = this.episodes.start(id, rule, group, first.time);
      this.listed.set(id, episode);
    }
    for (const event of events) this.episodes.grow(episode, event, event.line, UNNUMBERED, now);
    return episode;
  }

  change(episode: EpisodeId): void {
    if (this.tells && this.episodes.change(episode)) this.changed.push(episode);
  }

  /** Those that opened or grew since the last call. */
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

  /** Null when there is no such alert, or no longer. */
  get(id: AlertId): Alert | null {
    const episode = this.listed.get(id);
    return episode === undefined ? null : this.episodes.toAlert(episode);
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

  /** The same, to be read before the next event: their evidence is put together when it is asked for. */
  allAtTheEnd(): Alert[] {
    return Array.from(this.listed.values(), (episode) => this.episodes.toLastAlert(episode));
  }

  /** `episodes`: a copy of ours. */
  save(episodes: Episodes): SavedAlerts {
    const listed = [...this.listed.values()];
    return { evicted: this.evicted, episodes: SavedList.of(listed, (episode) => episodes.save(episode)) };
  }

  /** The alerts by id, without those of rules that are no longer there. */
  restore(saved: SavedAlerts, rules: ReadonlyMap<string, SigmaRule>): ReadonlyMap<string, EpisodeId> {
    this.evicted = saved.evicted;
    for (const each of saved.episodes) {
      const rule = rules.get(each.rule);
      if (rule) this.listed.set(each.id, this.episodes.restore(each, rule));
    }
    return this.listed;
  }

  /** The oldest that is over goes; those that still grow come last from now on. */
  private makeRoom(now: EpochMs): void {
    if (this.listed.size < this.limit) return;
    this.patience = Math.min(MOST_PASSED_OVER, this.patience + PASSED_OVER_EACH);
    for (const [id, episode] of this.fromOldest) {
      this.listed.delete(id);
      if (this.patience === 0 || now - this.episodes.lastSeen(episode) >= GROWING_MS) {
        this.letGo(episode);
        return;
      }
      this.patience--;
      this.listed.set(id, episode);
    }
  }

  private letGo(episode: EpisodeId): void {
    if (this.tells) this.tellOver(episode);
    this.episodes.letGo(episode);
    this.evicted++;
  }

  private tellOver(episode: EpisodeId): void {
    const alert = this.episodes.toAlert(episode);
    this.over.push({ kind: 'alert', id: alert.id, what: 'over', alert });
    this.changed = this.changed.filter((each) => each !== episode);
  }
}
