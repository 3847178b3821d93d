import { canonicalIp } from '../../model/addresses/ip.ts';
import { SECOND_MS } from '../../model/time.ts';
import type { ListedBan } from '../responder.ts';
import { SET_NAMES, TABLE } from './script.ts';

/** What stands in our table. */
export type Ruleset = {
  readonly bans: ReadonlyMap<string, ListedBan>;
  /** What is missing on the way of the packets; null when all of it stands. */
  readonly broken: string | null;
};

type Json = { readonly [key: string]: unknown };

/** Reads `nft -j list table`. Throws `SyntaxError` for anything that is not JSON. */
export function parseRuleset(text: string): Ruleset {
  const bans = new Map<string, ListedBan>();
  const dropped = new Set<string>();
  let hook = false;
  let dormant = false;
  for (const object of items(field(JSON.parse(text), 'nftables'))) {
    const set = field(object, 'set');
    for (const entry of items(field(set, 'elem'))) addElement(bans, entry);
    const chain = field(object, 'chain');
    hook ||= field(chain, 'hook') === 'prerouting';
    const rule = droppedSet(field(object, 'rule'));
    if (rule !== null) dropped.add(rule);
    dormant ||= [field(field(object, 'table'), 'flags')].flat().includes('dormant');
  }
  return { bans, broken: broken(hook, dormant, dropped) };
}

function broken(hook: boolean, dormant: boolean, dropped: ReadonlySet<string>): string | null {
  if (dormant) return `the table ${TABLE} is switched off (dormant)`;
  if (!hook) return `the chain of ${TABLE} hangs on no hook`;
  const missing = SET_NAMES.filter((name) => !dropped.has(`@${name}`));
  return missing.length === 0 ? null : `the rule for ${missing.join(', ')} is missing`;
}

/** The set whose members a rule drops; null for any other rule. */
function droppedSet(rule: unknown): string | null {
  const parts = items(field(rule, 'expr'));
  if (!parts.some((part) => field(part, 'drop') !== undefined)) return null;
  const sets = parts.map((part) => field(field(part, 'match'), 'right'));
  return (sets.find((set) => typeof set === 'string') as string | undefined) ?? null;
}

/** An element is its value, or an object with what it carries. */
function addElement(bans: Map<string, ListedBan>, entry: unknown): void {
  const carried = field(entry, 'elem');
  const value = bannedValue(carried === undefined ? entry : field(carried, 'val'));
  if (value === null) return;
  const packets = field(field(carried, 'counter'), 'packets');
  const expires = field(carried, 'expires');
  bans.set(value, {
    packets: typeof packets === 'number' ? packets : null,
    remaining: typeof expires === 'number' ? expires * SECOND_MS : null,
  });
}

function bannedValue(value: unknown): string | null {
  if (typeof value === 'string') return canonicalIp(value);
  const prefix = field(value, 'prefix');
  const address = field(prefix, 'addr');
  const length = field(prefix, 'len');
  if (typeof address !== 'string' || typeof length !== 'number') return null;
  const canonical = canonicalIp(address);
  return canonical === null ? null : `${canonical}/${length}`;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Json)[name] : undefined;
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
