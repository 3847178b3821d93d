import type { DurationMs } from '../../model/time.ts';
import type { Alerts } from './episodes/alerts.ts';
import { type EpisodeId, NO_EPISODE } from './episodes/episode-rows.ts';
import type { Episodes } from './episodes/episodes.ts';
import type { EventAtHand } from './event-at-hand.ts';
import { namesOf } from './groups/group-key.ts';
import { type GroupId, type GroupTable, NO_GROUP } from './groups/groups.ts';
import { NO_STATE, type RuleStates, type StateId } from './groups/rule-states.ts';
import type { HeldEvent } from './lines/group-event.ts';
import type { Correlator, CountingRule, OrderingRule } from './plan/plan.ts';
import type { Settlements } from './settlements/settlements.ts';
import { NOT_FIRED } from './windows/window-rule.ts';

/** The alerts that rules have of their groups: one per episode, growing until its group has been quiet for one timespan. */
export class GroupAlerts {
  private readonly episodes: Episodes;

  constructor(
    private readonly current: EventAtHand,
    private readonly tables: readonly GroupTable[],
    private readonly states: RuleStates,
    private readonly alerts: Alerts,
    private readonly settlements: Settlements,
  ) {
    this.episodes = alerts.episodes;
  }

  /** The open alert of a rule; one whose group has been quiet for long ends. */
  openOf(state: StateId, timespan: DurationMs): EpisodeId {
    const episode = this.states.episode(state);
    if (episode === NO_EPISODE || this.isOpen(episode, timespan)) return episode;
    this.states.setEpisode(state, NO_EPISODE);
    return NO_EPISODE;
  }

  isOpen(episode: EpisodeId, timespan: DurationMs): boolean {
    return (
      episode !== NO_EPISODE && this.current.view.event.time - this.episodes.lastSeen(episode) < timespan
    );
  }

  /** Whether another rule that says the same more precisely has an alert open for this event. */
  isCovered({ unless, table, timespan }: CountingRule | OrderingRule, group: GroupId): boolean {
    for (const other of unless) {
      const theirs = this.tables[other.table] as GroupTable;
      const same = other.table === table ? group : theirs.find(this.current.view);
      const state = same === NO_GROUP ? NO_STATE : theirs.state(same, other.column);
      if (state !== NO_STATE && this.isOpen(this.states.episode(state), timespan)) return true;
    }
    return false;
  }

  /** Grows the alert by the event at hand, of which `sum` are in the window where that is known. */
  grow(episode: EpisodeId, sum: number = NOT_FIRED): void {
    const { current } = this;
    const line = current.kept();
    this.episodes.grow(episode, current.view.event, line, current.user, current.now);
    if (sum !== NOT_FIRED) this.episodes.raise(episode, sum);
    this.alerts.change(episode);
  }

  begin(
    correlator: Correlator,
    group: GroupId,
    sum: number,
    events: readonly HeldEvent[],
    values = (this.tables[correlator.table] as GroupTable).values(group, this.current.view, this.episodes),
  ): EpisodeId {
    const { spec } = correlator;
    const { view, now } = this.current;
    const names = spec.kind === 'correlation' ? spec.names : [];
    const named = names.length === 0 ? values : { ...values, ...namesOf(names, view) };
    const episode = this.alerts.open(spec, named, events, now, view.event);
    this.episodes.raise(episode, sum);
    this.alerts.change(episode);
    this.settlements.opened(correlator, episode, events.length);
    return episode;
  }
}
