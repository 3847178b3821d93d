import type { Alert } from '../../model/alert.ts';
import { type DurationMs, type EpochMs, HOUR_MS } from '../../model/time.ts';
import { SavedList } from '../saved-list.ts';
import type { SigmaRule } from '../sigma/spec.ts';
import { Episode, type SavedEpisode } from './episode.ts';
import type { HeldEvent } from './group-event.ts';
import type { LineStore } from './line-store.ts';

export type SavedAlerts = { readonly evicted: number; readonly episodes: Iterable<SavedEpisode> };

/** One that grew so lately may grow again. */
const GROWING_MS: DurationMs = HOUR_MS;
/** So many that may are passed over in search of one that is over. */
const MOST_PASSED_OVER = 100;

/** An alert as it stands when it is read. */
export class ChangedAlert {
  readonly kind = 'alert';

  constructor(private readonly episode: Episode) {}

  get alert(): Alert {
    return this.episode.toAlert();
  }
}

/** All alerts of a run, the oldest let go beyond the limit, and which of them changed. */
export class Alerts {
  evicted = 0;
  private readonly episodes = new Map<string, Episode>();
  private changed: Episode[] = [];

  constructor(
    private readonly hash: (text: string) => string,
    private readonly lines: LineStore,
    private readonly limit: number,
  ) {}

  /** The alert of these events; one that had the same first event goes on. */
  open(
    rule: SigmaRule,
    group: Readonly<Record<string, string>>,
    events: readonly HeldEvent[],
    now: EpochMs,
  ): Episode {
    const [first] = events;
    if (!first) throw new Error('a rule fired without events');
    const id = this.hash(JSON.stringify([rule.id, group, first.time, this.lines.read(first.line).raw]));
    let episode = this.episodes.get(id);
    if (!episode) {
      episode = new Episode(id, rule, group, first.time, this.lines);
      this.makeRoom(first.time);
      this.episodes.set(id, episode);
    }
    for (const { time, count, line } of events) episode.grow(time, count, line, now);
    return episode;
  }

  change(episode: Episode): void {
    if (episode.changed) return;
    episode.changed = true;
    this.changed.push(episode);
  }

  /** Those that opened or grew since the last call. */
  takeChanged(): readonly ChangedAlert[] {
    const { changed } = this;
    if (changed.length === 0) return [];
    this.changed = [];
    return changed.map((episode) => {
      episode.changed = false;
      return new ChangedAlert(episode);
    });
  }

  all(): Alert[] {
    return Array.from(this.episodes.values(), (episode) => episode.toAlert());
  }

  save(): SavedAlerts {
    return { evicted: this.evicted, episodes: new SavedList(() => this.savedEpisodes()) };
  }

  /** The alerts by id, without those of rules that are no longer there. */
  restore(saved: SavedAlerts, rules: ReadonlyMap<string, SigmaRule>): ReadonlyMap<string, Episode> {
    this.evicted = saved.evicted;
    for (const each of saved.episodes) {
      const rule = rules.get(each.rule);
      if (rule) this.episodes.set(each.id, Episode.restore(each, rule, this.lines));
    }
    return this.episodes;
  }

  private *savedEpisodes(): Iterable<SavedEpisode> {
    for (const episode of this.episodes.values()) yield episode.save();
  }

  /** The oldest that is over goes; those that still grow come last from now on. */
  private makeRoom(now: EpochMs): void {
    if (this.episodes.size < this.limit) return;
    let passedOver = 0;
    for (const [id, episode] of this.episodes) {
      this.episodes.delete(id);
      if (now - episode.lastSeen < GROWING_MS && passedOver++ < MOST_PASSED_OVER) {
        this.episodes.set(id, episode);
        continue;
      }
      episode.letGo();
      this.evicted++;
      return;
    }
  }
}
