import { type LogEvent, retainText } from '../../model/log-event.ts';
import type { EpochMs } from '../../model/time.ts';
import type { EventView, Slot } from '../sigma/event-view.ts';
import type { Window } from './window.ts';

/** One live partition: the state of every rule that groups by the same fields, under one key. */
export type Group = {
  readonly key: string;
  readonly values: Readonly<Record<string, string>>;
  /** Per rule of this table, by its column; made when the rule first comes true. */
  readonly states: (object | null)[];
  /** The events that rules count, by the column of their window; shared by rules that count the same. */
  readonly windows: (Window | null)[];
  lastSeen: EpochMs;
};

export type GroupField = { readonly name: string; readonly slot: Slot };

/** `entity`: by address, host or user, whichever the event has first. */
export type GroupBy = 'entity' | readonly GroupField[];

export type GroupTableOptions = {
  readonly groupBy: GroupBy;
  /** Most groups kept. */
  readonly limit: number;
  /** Groups quiet for longer than this are no loss: they are let go without being counted. */
  readonly quietAfter: number;
  /** How many rules have a state, and how many windows there are, in each group. */
  readonly columns: number;
  readonly windows: number;
};

/**
 * Groups by key, bounded in two generations: a touched group moves to the young one; when that is full, what was
 * not touched since is let go (the longest untouched half). Costs no list upkeep per event.
 */
export class GroupTable {
  private young = new Map<string, Group>();
  private old = new Map<string, Group>();
  private lastEvent: LogEvent | null = null;
  private lastGroup: Group | null = null;

  constructor(
    private readonly options: GroupTableOptions,
    private readonly onEvict: (count: number) => void,
  ) {}

  get size(): number {
    return this.young.size + this.old.size;
  }

  /** The group of the event; null when a field to group by is missing: such an event is not counted. */
  groupOf(event: LogEvent, view: EventView): Group | null {
    // Several rules ask for the same event, one after the other.
    if (event !== this.lastEvent) {
      this.lastEvent = event;
      this.lastGroup = this.find(event, view);
    }
    return this.lastGroup;
  }

  *all(): Iterable<Group> {
    yield* this.old.values();
    yield* this.young.values();
  }

  restore(groups: Iterable<Group>): void {
    for (const group of groups) this.young.set(group.key, group);
  }

  private find(event: LogEvent, view: EventView): Group | null {
    const key = keyOf(this.options.groupBy, event, view);
    if (key === null) return null;
    let group = this.young.get(key);
    if (!group) {
      group = this.old.get(key);
      if (group) this.old.delete(key);
      else group = this.start(key, event, view);
      this.makeRoom(event.time);
      this.young.set(group.key, group);
    }
    if (event.time > group.lastSeen) group.lastSeen = event.time;
    return group;
  }

  private start(key: string, event: LogEvent, view: EventView): Group {
    const { groupBy, columns, windows } = this.options;
    return {
      key: retainText(key),
      values: valuesOf(groupBy, event, view),
      states: new Array<object | null>(columns).fill(null),
      windows: new Array<Window | null>(windows).fill(null),
      lastSeen: event.time,
    };
  }

  private makeRoom(now: EpochMs): void {
    if (this.young.size < this.options.limit / 2) return;
    let lost = 0;
    for (const group of this.old.values()) if (group.lastSeen > now - this.options.quietAfter) lost++;
    if (lost > 0) this.onEvict(lost);
    this.old = this.young;
    this.young = new Map();
  }
}

/** Between the values of several fields: no log line holds it. */
const SEPARATOR = '\u0000';

function keyOf(groupBy: GroupBy, event: LogEvent, view: EventView): string | null {
  if (groupBy === 'entity') return event.srcIp ?? event.srcHost ?? event.user ?? '';
  const [only] = groupBy;
  if (only && groupBy.length === 1) return textOf(only, event, view);
  const texts: string[] = [];
  for (const field of groupBy) {
    const text = textOf(field, event, view);
    if (text === null) return null;
    texts.push(text);
  }
  return texts.join(SEPARATOR);
}

/** Own copies, named as the event tells: a host name stands under `src_host`. */
function valuesOf(groupBy: GroupBy, event: LogEvent, view: EventView): Record<string, string> {
  const address = event.srcIp === null ? 'src_host' : 'src_ip';
  if (groupBy === 'entity') {
    const who = event.srcIp ?? event.srcHost;
    if (who !== null) return { [address]: retainText(who) };
    return event.user === null ? {} : { user: retainText(event.user) };
  }
  const named = groupBy.map((field) => {
    const name = isSourceAddress(field.name) ? address : field.name;
    return [name, retainText(textOf(field, event, view) ?? '')] as const;
  });
  return Object.fromEntries(named);
}

/** A host name stands in for the address that a daemon did not write: grouped, never banned. */
function textOf({ name, slot }: GroupField, event: LogEvent, view: EventView): string | null {
  if (isSourceAddress(name)) return event.srcIp ?? event.srcHost;
  const value = view.value(slot);
  return value === undefined || value === null ? null : String(value);
}

function isSourceAddress(name: string): boolean {
  return name === 'src_ip' || name === 'c-ip';
}
