import { retainText } from '../../../model/log-event.ts';
import type { EventView } from '../../sigma/event-view.ts';
import type { Slot } from '../../sigma/field-table.ts';

export type GroupField = { readonly name: string; readonly slot: Slot };

/** `entity`: by address, host or user, whichever the event has first. */
export type GroupBy = 'entity' | readonly GroupField[];

/** The values that a group has in common, by name of the field. */
export type GroupValues = Readonly<Record<string, string>>;

/** Stands between the values of several fields. */
const SEPARATOR = '\u0000';

/** The group that an event belongs to; null when a field to group by is missing. May be a slice of the line. */
export function keyOf(groupBy: GroupBy, view: EventView): string | null {
  const { event } = view;
  if (groupBy === 'entity') return event.srcIp ?? event.srcHost ?? event.user ?? '';
  const [only] = groupBy;
  if (only && groupBy.length === 1) return textOf(only, view);
  const texts: string[] = [];
  for (const field of groupBy) {
    const text = textOf(field, view);
    if (text === null) return null;
    texts.push(text);
  }
  return joined(texts);
}

/** One text for several. Different lists never give the same text: whoever writes one value cannot choose another group. */
export function joined(texts: readonly string[]): string {
  const key = texts.join(SEPARATOR);
  const isPlain = texts.every((text) => !text.includes(SEPARATOR));
  return isPlain ? key : `${SEPARATOR}${texts.map(({ length }) => length).join(' ')}${SEPARATOR}${key}`;
}

/** Whether the source of an event that has an address decides the key. */
export function isBySource(groupBy: GroupBy): boolean {
  if (groupBy === 'entity') return true;
  const [only] = groupBy;
  return (
    only !== undefined && groupBy.length === 1 && (isSourceAddress(only.name) || only.name === 'x_src_net')
  );
}

/** The group's values, as copies of their own; a host's name stands under `src_host`. */
export function valuesOf(groupBy: GroupBy, view: EventView): GroupValues {
  const { event } = view;
  const address = event.srcIp === null ? 'src_host' : 'src_ip';
  if (groupBy === 'entity') {
    const who = event.srcIp ?? event.srcHost;
    if (who !== null) return { [address]: retainText(who) };
    return event.user === null ? {} : { user: retainText(event.user) };
  }
  const named = groupBy.map((field) => {
    const name = isSourceAddress(field.name) ? address : field.name;
    return [name, retainText(textOf(field, view) ?? '')] as const;
  });
  return Object.fromEntries(named);
}

/** Whether two groups have the same values in the same order: ids are made of them. */
export function areSame(one: GroupValues, other: GroupValues): boolean {
  const names = Object.keys(one);
  const others = Object.keys(other);
  return (
    names.length === others.length &&
    names.every((name, at) => name === others[at] && one[name] === other[name])
  );
}

/** `src_ip` (or `src_host`) and `user` of the event, as far as they are asked for and told. */
export function namesOf(names: readonly string[], { event }: EventView): Record<string, string> {
  const source = event.srcIp ?? event.srcHost;
  return {
    ...(names.includes('src_ip') &&
      source !== null && { [event.srcIp === null ? 'src_host' : 'src_ip']: retainText(source) }),
    ...(names.includes('user') && event.user !== null && { user: retainText(event.user) }),
  };
}

/** A host name stands in for the address that a daemon did not write: grouped, never banned. */
function textOf({ name, slot }: GroupField, view: EventView): string | null {
  if (isSourceAddress(name)) return view.event.srcIp ?? view.event.srcHost;
  const value = view.value(view.aliases?.get(slot) ?? slot);
  return value === undefined || value === null ? null : String(value);
}

function isSourceAddress(name: string): boolean {
  return name === 'src_ip' || name === 'c-ip';
}
