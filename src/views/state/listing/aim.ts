import { type DurationMs, type EpochMs, SECOND_MS } from '../../../model/time.ts';
import { LISTS, type ListId, pageOfList, windowOf } from '../../rows.ts';
import type { ConsoleState } from '../console-state.ts';
import { idAt } from './cursor.ts';

type Stood = { readonly id: string; readonly until: EpochMs };

/**
 * What stood first in the lists that follow the newest: a key that was aimed at it may come just after something else
 * has taken its place.
 */
export type Aims = {
  /** Since when this screen is shown, filtered and sorted like this: what stood there before was replaced on purpose. */
  readonly since: EpochMs;
  /** Oldest first. */
  readonly stood: Readonly<Partial<Record<ListId, readonly Stood[]>>>;
};

/** The time from seeing a row to pressing a key. */
const AIM_MS: DurationMs = SECOND_MS / 2;

/** Times within that time. */
const RUSH = 2;

export function aimsAfter(before: ConsoleState, after: ConsoleState): Aims {
  const { now, aims } = after;
  if (before.screen !== after.screen || before.lists !== after.lists) return { since: now, stood: {} };
  if (before.snapshot === after.snapshot || now - aims.since < AIM_MS) return aims;
  const stood: Partial<Record<ListId, readonly Stood[]>> = {};
  for (const list of LISTS.filter((other) => isFollowing(other, after))) {
    const recent = (aims.stood[list] ?? []).filter(({ until }) => now - until < AIM_MS);
    const id = firstOf(list, before);
    const isReplaced = id !== null && id !== firstOf(list, after) && !isReordered(list, before, after);
    if (isReplaced || recent.length > 0) stood[list] = isReplaced ? [...recent, { id, until: now }] : recent;
  }
  return { since: aims.since, stood };
}

/** What a key pressed now was aimed at, when that is no longer the first row of the list; else null. */
export function aimedAt(list: ListId, state: ConsoleState, now: EpochMs): string | null {
  if (!isFollowing(list, state)) return null;
  const id = state.aims.stood[list]?.find(({ until }) => now - until < AIM_MS)?.id ?? null;
  return id === firstOf(list, state) ? null : id;
}

/** Whether what stands first changes faster than anybody reads. */
export function isRushing(list: ListId | null, state: ConsoleState): boolean {
  const stood = list !== null && isFollowing(list, state) ? (state.aims.stood[list] ?? []) : [];
  return stood.filter(({ until }) => state.now - until < AIM_MS).length >= RUSH;
}

/** Another order that was asked for has come: what stood first in the one before was replaced on purpose. */
function isReordered(list: ListId, before: ConsoleState, after: ConsoleState): boolean {
  const orders = [before, after].map(({ snapshot }) => snapshot && pageOfList(list, snapshot)?.order);
  return JSON.stringify(orders[0]) !== JSON.stringify(orders[1]);
}

export function isFollowing(list: ListId, { cursors }: ConsoleState): boolean {
  return cursors[list].id === null && cursors[list].index === 0;
}

function firstOf(list: ListId, { snapshot }: ConsoleState): string | null {
  return snapshot === null ? null : idAt(windowOf(list, snapshot), 0);
}
