import { SECOND_MS } from '../../model/time.ts';
import { countable, familyOf, type Target } from '../responder.ts';

export const TABLE = 'soc_console';

/** Before connection tracking and Docker's address translation: what is banned comes no further, whatever it talks to. */
const HOOK = 'type filter hook prerouting priority -310; policy accept;';

const SETS = [
  { name: 'banned4', type: 'ipv4_addr', flags: 'timeout', match: 'ip saddr' },
  { name: 'banned6', type: 'ipv6_addr', flags: 'timeout', match: 'ip6 saddr' },
  { name: 'ranges4', type: 'ipv4_addr', flags: 'interval, timeout', match: 'ip saddr' },
  { name: 'ranges6', type: 'ipv6_addr', flags: 'interval, timeout', match: 'ip6 saddr' },
] as const;

export const SET_NAMES: readonly string[] = SETS.map(({ name }) => name);

/** Makes the table, or mends it: what stands already stays, elements and their counters included. */
export function setupScript(): string {
  return [
    `add table inet ${TABLE}`,
    ...SETS.map(({ name, type, flags }) => {
      return `add set inet ${TABLE} ${name} { type ${type}; flags ${flags}; counter; }`;
    }),
    `add chain inet ${TABLE} prerouting { ${HOOK} }`,
    `flush chain inet ${TABLE} prerouting`,
    ...SETS.map(({ name, match }) => `add rule inet ${TABLE} prerouting ${match} @${name} counter drop`),
    '',
  ].join('\n');
}

/** Ranges have sets of their own: an address inside a range may be banned beside it. */
function setOf(value: string): string {
  const family = familyOf(value) === 'ipv6' ? '6' : '4';
  return `${value.includes('/') ? 'ranges' : 'banned'}${family}`;
}

/** It reads no number of more than eight digits. */
export const MOST_SECONDS = 99_999_999;

function element(target: Target): string {
  const { value, duration } = countable(target, MOST_SECONDS);
  // nft would take 0 for "without end".
  return duration === null ? value : `${value} timeout ${Math.max(1, Math.ceil(duration / SECOND_MS))}s`;
}

export function addCommand(target: Target): readonly string[] {
  return ['nft', 'add', 'element', 'inet', TABLE, setOf(target.value), `{ ${element(target)} }`];
}

export function deleteCommand(value: string): readonly string[] {
  return ['nft', 'delete', 'element', 'inet', TABLE, setOf(value), `{ ${value} }`];
}

/** Many in one transaction: all or none. */
export function addScript(targets: readonly Target[]): string {
  return elementScript('add', targets);
}

export function deleteScript(values: readonly string[]): string {
  return elementScript(
    'delete',
    values.map((value) => ({ value, duration: null })),
  );
}

function elementScript(verb: 'add' | 'delete', targets: readonly Target[]): string {
  const bySet = new Map<string, string[]>();
  for (const target of targets) {
    const set = setOf(target.value);
    const elements = bySet.get(set) ?? [];
    if (elements.push(element(target)) === 1) bySet.set(set, elements);
  }
  return [...bySet]
    .map(([set, elements]) => `${verb} element inet ${TABLE} ${set} { ${elements.join(', ')} }\n`)
    .join('');
}
