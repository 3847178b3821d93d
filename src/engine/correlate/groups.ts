import { retainText } from '../../model/log-event.ts';
import type { EpochMs } from '../../model/time.ts';
import { AddressTable, UNKNOWN } from '../address-table.ts';
import { NOT_IPV4 } from '../ipv4.ts';
import type { EventView } from '../sigma/event-view.ts';
import type { Episode } from './episode.ts';
import { type GroupBy, isBySource, keyOf } from './group-key.ts';
import type { Chains } from './temporal-ordered.ts';
import { NO_WINDOW, type SavedWindow, type WindowId, type Windows } from './windows.ts';

/** One live partition of a table: the state of every rule that groups by the same fields, under one key. */
export type GroupId = number;
export const NO_GROUP: GroupId = UNKNOWN;

/** What a rule remembers of a group besides its window: its open alert, its chains when it orders. Few groups have any. */
export type RuleState = { readonly column: number; episode: Episode | null; chains: Chains | null };

export type GroupTableOptions = {
  readonly groupBy: GroupBy;
  /** Most groups kept. */
  readonly limit: number;
  /** Groups quiet for longer than this are no loss: they are let go without being counted. */
  readonly quietAfter: number;
};

/** A group as it is saved; `E` stands for an episode. */
export type SavedGroup = {
  readonly key: string;
  readonly lastSeen: EpochMs;
  readonly young: boolean;
  readonly windows: readonly SavedWindow[];
  readonly states: readonly (Omit<RuleState, 'episode'> & { readonly episode: string | null })[];
};

/**
 * Groups by key, bounded in two generations: a touched group becomes young; when half of the limit is young, what was
 * not touched since the last time is let go (the longest untouched half). Costs no list upkeep per event.
 * What every event touches lies in arrays of numbers: of 10,000 attackers it fits into the processor's cache.
 */
export class GroupTable {
  private readonly ids = new AddressTable();
  private readonly keys: string[] = [];
  private readonly states: (RuleState[] | null)[] = [];
  private lastSeen = new Float64Array(256);
  /** First of the group's windows. */
  private firstWindow = new Int32Array(256);
  /** In which generation it was touched; 0: let go. */
  private touched = new Int32Array(256);
  private readonly free: GroupId[] = [];
  private generation = 2;
  private young = 0;
  /** What was asked for last: several rules ask for the same event, one after the other. */
  private serial = 0;
  private group: GroupId = NO_GROUP;

  /** The key is the source of the event. */
  private readonly bySource: boolean;

  constructor(
    private readonly options: GroupTableOptions,
    private readonly windows: Windows,
    private readonly onEvict: (count: number) => void,
  ) {
    this.bySource = isBySource(options.groupBy);
  }

  get size(): number {
    return this.keys.length - this.free.length;
  }

  get groupBy(): GroupBy {
    return this.options.groupBy;
  }

  /** The event's group if there is one: what has nothing to forget and nothing to build on needs none. */
  find(view: EventView): GroupId {
    const { event } = view;
    if (view.serial !== this.serial || this.group === NO_GROUP) {
      this.serial = view.serial;
      this.group = this.look(view);
      if (this.group !== NO_GROUP) this.touch(this.group, event.time);
    }
    return this.group;
  }

  private look(view: EventView): GroupId {
    const bits = view.event.srcBits ?? NOT_IPV4;
    if (this.bySource && bits !== NOT_IPV4) return this.ids.getBits(bits);
    const key = keyOf(this.options.groupBy, view);
    return key === null ? NO_GROUP : this.ids.get(key);
  }

  /** The same, made when there is none; `NO_GROUP` when a field to group by is missing: such an event is not counted. */
  findOrStart(view: EventView): GroupId {
    if (this.find(view) !== NO_GROUP) return this.group;
    const { event } = view;
    const key = keyOf(this.options.groupBy, view);
    if (key === null) return NO_GROUP;
    this.group = this.start(retainText(key), event.time);
    this.touch(this.group, event.time);
    return this.group;
  }

  /** The group's window of this column, or `NO_WINDOW`. */
  window(group: GroupId, column: number): WindowId {
    return this.windows.find(this.firstWindow[group] as WindowId, column);
  }

  openWindow(group: GroupId, column: number): WindowId {
    const window = this.windows.open(column, this.firstWindow[group] as WindowId);
    this.firstWindow[group] = window;
    return window;
  }

  state(group: GroupId, column: number): RuleState | null {
    const states = this.states[group] as RuleState[] | null;
    if (states === null) return null;
    for (const state of states) if (state.column === column) return state;
    return null;
  }

  addState(group: GroupId, column: number): RuleState {
    const state: RuleState = { column, episode: null, chains: null };
    const states = this.states[group] as RuleState[] | null;
    if (states) states.push(state);
    else this.states[group] = [state];
    return state;
  }

  save(): SavedGroup[] {
    return this.keys.flatMap((key, group) => (this.touched[group] === 0 ? [] : this.saveGroup(key, group)));
  }

  restore(groups: readonly SavedGroup[], episodes: ReadonlyMap<string, Episode>): void {
    for (const { key, lastSeen, young, windows, states } of groups) {
      const group = this.start(key, lastSeen);
      this.touched[group] = young ? this.generation : this.generation - 1;
      if (young) this.young++;
      for (const saved of [...windows].reverse()) {
        this.firstWindow[group] = this.windows.restore(saved, this.firstWindow[group] as WindowId);
      }
      for (const { column, chains, episode } of states) {
        const state = this.addState(group, column);
        state.chains = chains;
        state.episode = episode === null ? null : (episodes.get(episode) ?? null);
      }
    }
  }

  private saveGroup(key: string, group: GroupId): SavedGroup {
    const windows = this.windows.linked(this.firstWindow[group] as WindowId);
    return {
      key,
      lastSeen: this.lastSeen[group] as EpochMs,
      young: this.touched[group] === this.generation,
      windows: Array.from(windows, (window) => this.windows.save(window)),
      states: (this.states[group] ?? []).map(({ column, episode, chains }) => {
        return { column, chains, episode: episode?.id ?? null };
      }),
    };
  }

  private touch(group: GroupId, time: EpochMs): void {
    if (time > (this.lastSeen[group] as EpochMs)) this.lastSeen[group] = time;
    if (this.touched[group] === this.generation) return;
    if (this.young >= this.options.limit / 2) this.makeRoom(group, time);
    this.touched[group] = this.generation;
    this.young++;
  }

  private start(key: string, time: EpochMs): GroupId {
    const group = this.free.pop() ?? this.keys.push('') - 1;
    if (group === this.touched.length) this.grow();
    this.ids.add(key, group);
    this.keys[group] = key;
    this.states[group] = null;
    this.lastSeen[group] = time;
    this.firstWindow[group] = NO_WINDOW;
    this.touched[group] = this.generation - 1;
    return group;
  }

  /** All that is not young goes, but for `spared`; what is young is old from now on. */
  private makeRoom(spared: GroupId, now: EpochMs): void {
    let lost = 0;
    this.ids.clear();
    for (let group = 0; group < this.keys.length; group++) {
      const touched = this.touched[group] as number;
      if (touched === 0) continue;
      if (touched === this.generation || group === spared) {
        this.ids.add(this.keys[group] as string, group);
        continue;
      }
      if ((this.lastSeen[group] as EpochMs) > now - this.options.quietAfter) lost++;
      this.letGo(group);
    }
    if (lost > 0) this.onEvict(lost);
    this.generation++;
    this.young = 0;
  }

  private letGo(group: GroupId): void {
    this.windows.closeAll(this.firstWindow[group] as WindowId);
    this.keys[group] = '';
    this.states[group] = null;
    this.touched[group] = 0;
    this.free.push(group);
  }

  private grow(): void {
    const size = 2 * this.touched.length;
    const lastSeen = new Float64Array(size);
    const firstWindow = new Int32Array(size);
    const touched = new Int32Array(size);
    lastSeen.set(this.lastSeen);
    firstWindow.set(this.firstWindow);
    touched.set(this.touched);
    Object.assign(this, { lastSeen, firstWindow, touched });
  }
}
