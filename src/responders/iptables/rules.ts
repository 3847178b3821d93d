import { canonicalIp } from '../../model/addresses/ip.ts';
import type { ListedBan } from '../responder.ts';

export const CHAIN = 'SOC-CONSOLE';

export type Rule = {
  /** The condition: all words but chain, counters and target. */
  readonly match: readonly string[];
  readonly target: string | null;
  readonly packets: number | null;
};

/** The filter table, by chain, rules in order. */
export type FilterTable = ReadonlyMap<string, readonly Rule[]>;

/** Reads what `iptables -v -S` prints, of either flavour. */
export function parseRules(text: string): FilterTable {
  const table = new Map<string, Rule[]>();
  for (const line of text.split('\n')) {
    const [verb, chain, ...words] = line.trim().split(' ');
    if (chain === undefined) continue;
    const rules = table.get(chain) ?? [];
    table.set(chain, rules);
    if (verb === '-A') rules.push(parseRule(words));
  }
  return table;
}

function parseRule(words: readonly string[]): Rule {
  const counters = words.indexOf('-c');
  const packets = counters === -1 ? null : Number(words[counters + 1]);
  const rest = counters === -1 ? [...words] : words.toSpliced(counters, 3);
  const jump = rest.findIndex((word) => word === '-j' || word === '-g');
  return {
    match: jump === -1 ? rest : rest.slice(0, jump),
    target: jump === -1 ? null : (rest[jump + 1] ?? null),
    packets: packets === null || Number.isNaN(packets) ? null : packets,
  };
}

/** Our bans in the table. */
export function listedBans(table: FilterTable): Map<string, ListedBan> {
  const bans = new Map<string, ListedBan>();
  for (const { match, target, packets } of table.get(CHAIN) ?? []) {
    const value = target === 'DROP' && match.length === 2 && match[0] === '-s' ? canonical(match[1]) : null;
    if (value !== null) bans.set(value, { packets, remaining: null });
  }
  return bans;
}

/** The first reason in any of the hooks why packets do not come to our rule; null when all lead to it. */
export function whyUnreached(
  table: FilterTable,
  hooks: readonly (readonly string[])[],
  isOurs: (rule: Rule) => boolean,
): string | null {
  const whys = hooksIn(table, hooks, isOurs).map((hook) => unreached(table, hook, isOurs));
  return whys.find((why) => why !== null) ?? null;
}

/** `203.0.113.7/32` is an address, `203.0.113.0/24` a range. */
export function canonical(source = ''): string | null {
  const [text = '', length] = source.split('/');
  const address = canonicalIp(text);
  if (address === null) return null;
  const whole = address.includes(':') ? '128' : '32';
  return length === undefined || length === whole ? address : `${address}/${length}`;
}

/** Whether every packet of a hook that comes to the rule is led to the chain. */
export function leadsTo(chain: string): (rule: Rule) => boolean {
  return ({ match, target }) => target === chain && match.length === 0;
}

/** Why packets of a hook do not come to our rule; null when they do. */
function unreached(table: FilterTable, hook: string, isOurs: (rule: Rule) => boolean): string | null {
  const rules = table.get(hook) ?? [];
  const place = rules.findIndex(isOurs);
  if (place === -1) return `${hook} does not lead to our rules`;
  const before = rules.slice(0, place).find((rule) => letsThrough(rule, table, 0));
  if (before === undefined) return null;
  const words = [...before.match, '-j', before.target ?? ''].join(' ').slice(0, 100);
  return `a rule before ours in ${hook} lets packets through: ${words}`;
}

/**
 * Of each entry the chain in which our rule gets every packet already, else the first that all packets of its last one are led
 * to, else that last one: Docker's chain may be made before our rule in FORWARD, it stays behind where its rules were flushed, and
 * another program may let packets through before it.
 */
function hooksIn(
  table: FilterTable,
  hooks: readonly (readonly string[])[],
  isOurs: (rule: Rule) => boolean,
): readonly string[] {
  return hooks.map((names) => {
    const base = names.at(-1) ?? 'INPUT';
    const led = names.filter((name) => name === base || unreached(table, base, leadsTo(name)) === null);
    return led.find((name) => unreached(table, name, isOurs) === null) ?? led[0] ?? base;
  });
}

/** Puts our rule first in every hook where it is not, or where it comes too late. */
export function leadingChanges(
  table: FilterTable,
  hooks: readonly (readonly string[])[],
  rule: readonly string[],
  isOurs: (rule: Rule) => boolean,
): readonly (readonly string[])[] {
  return hooksIn(table, hooks, isOurs).flatMap((hook) => {
    if (unreached(table, hook, isOurs) === null) return [];
    const stale = (table.get(hook) ?? []).filter(isOurs);
    return [...stale.map(() => ['-D', hook, ...rule]), ['-I', hook, '1', ...rule]];
  });
}

const MAX_DEPTH = 8;

function letsThrough({ match, target }: Rule, table: FilterTable, depth: number): boolean {
  if (match[0] === '-i' && match[1] === 'lo') return false;
  if (target === 'ACCEPT' || target === 'NFQUEUE') return true;
  // In a chain of its own it only goes back.
  if (target === 'RETURN') return depth === 0;
  const chain = target === null ? undefined : table.get(target);
  if (chain === undefined || target === CHAIN || depth >= MAX_DEPTH) return false;
  return chain.some((rule) => letsThrough(rule, table, depth + 1));
}
