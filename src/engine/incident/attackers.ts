import { canonicalIp, isIpv6 } from '../../model/addresses/ip.ts';
import { overlap, parseRange, widerBan } from '../../model/addresses/ip-range.ts';
import type { Alert } from '../../model/alerts/alert.ts';
import { techniques } from '../../model/alerts/attack.ts';
import type { AttackerKind } from '../../model/alerts/incident.ts';
import { DAY_MS, HOUR_MS } from '../../model/time.ts';

/** One attacker and all that is known of it. */
export type Attacker = {
  readonly kind: AttackerKind;
  readonly value: string;
  readonly addresses: readonly string[];
  readonly alerts: readonly Alert[];
};

/** A customer has a whole /64: two of its addresses are one attacker. */
const ENOUGH_OF_64 = 2;
/** Of a /24, whose addresses belong to many, so many must do the same within this time. */
const ENOUGH_OF_24 = 4;
const TOGETHER_MS = HOUR_MS;
/** An account that was broken into, and then does what an alert tells of within this time: the same attacker. */
const AFTER_BREAK_IN_MS = DAY_MS;
/** Where hosts are near each other without belonging to one attacker: private and link-local networks. */
const NEIGHBOURS = [
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['fc00::/7', 'fe80::/10', '::1'],
] as const;
/** As ECS and as Windows name the account that acts. */
const USER_FIELDS = ['user', 'User', 'SubjectUserName', 'TargetUserName'] as const;

/** Sorts alerts by who attacked. Alerts that name nobody, as of a flood with invented addresses, belong to none. */
export function attackersOf(alerts: readonly Alert[]): Attacker[] {
  const byName = new Map<string, { kind: AttackerKind; value: string; alerts: Alert[] }>();
  for (const alert of alerts) {
    const named = attackerOf(alert);
    if (named === null) continue;
    const key = `${named.kind} ${named.value}`;
    const known = byName.get(key);
    if (known) known.alerts.push(alert);
    else byName.set(key, { ...named, alerts: [alert] });
  }
  const all = [...byName.values()];
  const addresses = all.filter(({ kind }) => kind === 'address');
  const users = all.filter(({ kind }) => kind === 'user');
  const left = users.filter((user) => !joinAfterBreakIn(user, addresses));
  const told = all.filter(({ kind }) => kind === 'network');
  return [
    ...networks(addresses, told),
    ...all.filter(({ kind }) => kind === 'host').map((host) => ({ ...host, addresses: [] })),
    ...left.map((user) => ({ ...user, addresses: [] })),
  ];
}

function attackerOf({ group }: Alert): { kind: AttackerKind; value: string } | null {
  const { src_ip: address, src_host: host, x_src_net: network } = group;
  if (address !== undefined) return { kind: 'address', value: address };
  if (network !== undefined) return { kind: 'network', value: network };
  if (host !== undefined) return { kind: 'host', value: host };
  const user = USER_FIELDS.map((field) => group[field]).find((value) => value !== undefined);
  return user === undefined ? null : { kind: 'user', value: user };
}

type Named = { readonly value: string; readonly alerts: Alert[] };

/** Gives the alerts of an account to the address that had broken into it; false when there is none. */
function joinAfterBreakIn(user: Named, addresses: readonly Named[]): boolean {
  const begin = user.alerts.reduce(
    (earliest, { firstSeen }) => Math.min(earliest, firstSeen),
    Number.POSITIVE_INFINITY,
  );
  const intruder = addresses.find(({ alerts }) =>
    alerts.some(({ rule, users, firstSeen }) => {
      const brokeIn = rule.level === 'critical' && techniques(rule.tags).includes('T1078');
      const soon = begin >= firstSeen && begin - firstSeen <= AFTER_BREAK_IN_MS;
      return brokeIn && soon && users.includes(user.value);
    }),
  );
  for (const alert of user.alerts) intruder?.alerts.push(alert);
  return intruder !== undefined;
}

/** `told`: networks that a rule has found to attack as one; all their addresses belong to them. */
function networks(addresses: readonly Named[], told: readonly Named[]): Attacker[] {
  const neighbours = NEIGHBOURS.map(parseRange);
  const byNetwork = new Map<string, Named[]>(told.map(({ value }) => [value, []]));
  const alone: Named[] = [];
  for (const one of addresses) {
    const range = parseRange(one.value);
    const network = range === null ? null : widerBan(one.value);
    const isNear = neighbours.some((near) => near !== null && range !== null && overlap(near, range));
    const known = network === null ? undefined : byNetwork.get(network);
    if (known) known.push(one);
    else if (network === null || isNear) alone.push(one);
    else byNetwork.set(network, [one]);
  }
  const found = [...byNetwork].flatMap(([network, members]): Attacker[] => {
    const own = told.find(({ value }) => value === network);
    const together = own === undefined ? actingTogether(members) : members;
    const joined = new Set(together);
    const apart = members.filter((member) => !joined.has(member)).map(addressOf);
    if (own === undefined && together.length === 0) return apart;
    const alerts = [...(own?.alerts ?? []), ...together.flatMap((member) => member.alerts)];
    const names = together.map(({ value }) => value);
    return [{ kind: 'network', value: network, addresses: names, alerts }, ...apart];
  });
  return [...found, ...alone.map(addressOf)];
}

function addressOf({ value, alerts }: Named): Attacker {
  return { kind: 'address', value, addresses: [value], alerts };
}

/** Those of a network that are one attacker; none when they are not. */
function actingTogether(members: readonly Named[]): readonly Named[] {
  const isIpv6Network = isIpv6(canonicalIp(members[0]?.value ?? '') ?? '');
  if (isIpv6Network) return members.length >= ENOUGH_OF_64 ? members : [];
  if (members.length < ENOUGH_OF_24) return [];
  const deeds = members
    .flatMap((member) => member.alerts.map((alert) => ({ member, kind: alert.class, time: alert.firstSeen })))
    .sort((a, b) => a.time - b.time);
  const together = new Set<Named>();
  for (const kind of new Set(deeds.map((deed) => deed.kind))) {
    const same = deeds.filter((deed) => deed.kind === kind);
    const near = new Map<Named, number>();
    let start = 0;
    let areTogether = false;
    for (const { member, time } of same) {
      near.set(member, (near.get(member) ?? 0) + 1);
      for (let old = same[start]; old !== undefined && time - old.time >= TOGETHER_MS; old = same[++start]) {
        const left = (near.get(old.member) ?? 0) - 1;
        if (left > 0) near.set(old.member, left);
        else near.delete(old.member);
      }
      const wereTogether = areTogether;
      areTogether = near.size >= ENOUGH_OF_24;
      // Those before this one have been added.
      if (areTogether && wereTogether) together.add(member);
      else if (areTogether) for (const one of near.keys()) together.add(one);
    }
  }
  return members.filter((member) => together.has(member));
}
