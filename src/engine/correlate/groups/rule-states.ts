import { int32s, int32sOf, longerInt32s } from '../../arrays/large-arrays.ts';
import { type EpisodeId, NO_EPISODE } from '../episodes/episode-rows.ts';
import type { Episodes } from '../episodes/episodes.ts';
import type { Chains } from './temporal-ordered.ts';

/** What a rule remembers of a group besides its window: its open alert, its chains when it orders. Few groups have any. */
export type StateId = number;
export const NO_STATE: StateId = 0;

const STRIDE = 3;
const NEXT = 1;
const EPISODE = 2;

/** A group's states are linked one after the other; each is a column and an episode, side by side. */
export class RuleStates {
  private rows = int32s(STRIDE * 256);
  private used = 1;
  private free: StateId = NO_STATE;
  private readonly chains = new Map<StateId, Chains>();

  constructor(private readonly episodes: Pick<Episodes, 'hold' | 'release'>) {}

  /** A copy as of now, to be read beside a copy of the alerts. */
  copy(episodes: Episodes): RuleStates {
    const copy = new RuleStates(episodes);
    copy.rows = int32sOf(this.rows, STRIDE * this.used);
    copy.used = this.used;
    for (const [state, chains] of this.chains) copy.chains.set(state, [...chains]);
    return copy;
  }

  /** The state of this column among those linked from `first`; `NO_STATE` when there is none. */
  find(first: StateId, column: number): StateId {
    let state = first;
    while (state !== NO_STATE && this.column(state) !== column) state = this.next(state);
    return state;
  }

  /** A new one that remembers nothing yet, linked before `next`. */
  open(column: number, next: StateId): StateId {
    let state = this.free;
    if (state !== NO_STATE) this.free = this.next(state);
    else {
      state = this.used++;
      if (STRIDE * this.used > this.rows.length) this.grow();
    }
    this.rows[STRIDE * state] = column;
    this.rows[STRIDE * state + NEXT] = next;
    this.rows[STRIDE * state + EPISODE] = NO_EPISODE;
    return state;
  }

  /** Unlinks a state; returns the first of those that are left. */
  close(first: StateId, state: StateId): StateId {
    const after = this.next(state);
    this.forget(state);
    if (state === first) return after;
    let before = first;
    while (this.next(before) !== state) before = this.next(before);
    this.rows[STRIDE * before + NEXT] = after;
    return first;
  }

  closeAll(first: StateId): void {
    for (let state = first; state !== NO_STATE; ) {
      const next = this.next(state);
      this.forget(state);
      state = next;
    }
  }

  column(state: StateId): number {
    return this.rows[STRIDE * state] as number;
  }

  episode(state: StateId): EpisodeId {
    return this.rows[STRIDE * state + EPISODE] as EpisodeId;
  }

  setEpisode(state: StateId, episode: EpisodeId): void {
    if (episode !== NO_EPISODE) this.episodes.hold(episode);
    const before = this.episode(state);
    this.rows[STRIDE * state + EPISODE] = episode;
    if (before !== NO_EPISODE) this.episodes.release(before);
  }

  chainsOf(state: StateId): Chains | null {
    return this.chains.get(state) ?? null;
  }

  /** The chains of the state, begun when there are none. */
  startedChains(state: StateId, rule: { start(): Chains }): Chains {
    const known = this.chains.get(state);
    if (known !== undefined) return known;
    const chains = rule.start();
    this.chains.set(state, chains);
    return chains;
  }

  setChains(state: StateId, chains: Chains): void {
    this.chains.set(state, chains);
  }

  *linked(first: StateId): Iterable<StateId> {
    for (let state = first; state !== NO_STATE; state = this.next(state)) yield state;
  }

  private forget(state: StateId): void {
    this.setEpisode(state, NO_EPISODE);
    this.chains.delete(state);
    this.rows[STRIDE * state + NEXT] = this.free;
    this.free = state;
  }

  private next(state: StateId): StateId {
    return this.rows[STRIDE * state + NEXT] as StateId;
  }

  private grow(): void {
    this.rows = longerInt32s(this.rows, 2 * this.rows.length);
  }
}
