import type { Alert } from '../../model/alert.ts';
import { techniques } from '../../model/attack.ts';
import type { AttackerKind } from '../../model/incident.ts';
import { canonicalIp, isIpv6 } from '../../model/ip.ts';
import { overlap, parseRange, widerBan } from '../../model/ip-range.ts';
import { DAY_MS } from '../../model/time.ts';

/** One attacker and all that is known of it. */
export type Attacker = {
  readonly kind: AttackerKind;
  readonly value: string;
  readonly addresses: readonly string[];
  readonly alerts: readonly Alert[];
};

/** So many addresses of one network attack before they are taken for one attacker; a customer has a whole /64. */
const ENOUGH_OF_NETWORK = { 4: 4, 6: 2 } as const;
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
  return [
    ...networks(addresses),
    ...all.filter(({ kind }) => kind === 'host').map((host) => ({ ...host, addresses: [] })),
    ...left.map((user) => ({ ...user, addresses: [] })),
  ];
}

function attackerOf({ group }: Alert): { kind: AttackerKind; value: string } | null {
  const { src_ip: address, src_host: host } = group;
  if (address !== undefined) return { kind: 'address', value: address };
  if (host !== undefined) return { kind: 'host', value: host };
  const user = USER_FIELDS.map((field) => group[field]).find((value) => value !== undefined);
  return user === undefined ? null : { kind: 'user', value: user };
}

type Named = { readonly value: string; readonly alerts: Alert[] };

/** Gives the alerts of an account to the address that had broken into it; false when there is none. */
function joinAfterBreakIn(user: Named, addresses: readonly Named[]): boolean {
  const begin = Math.min(...user.alerts.map(({ firstSeen }) => firstSeen));
  const intruder = addresses.find(({ alerts }) =>
    alerts.some(({ rule, users, firstSeen }) => {
      const brokeIn = rule.level === 'critical' && techniques(rule.tags).includes('T1078');
      const soon = begin >= firstSeen && begin - firstSeen <= AFTER_BREAK_IN_MS;
      return brokeIn && soon && users.includes(user.value);
    }),
  );
  intruder?.alerts.push(...user.alerts);
  return intruder !== undefined;
}

function networks(addresses: readonly Named[]): Attacker[] {
  const neighbours = NEIGHBOURS.map(parseRange);
  const byNetwork = new Map<string, Named[]>();
  for (const one of addresses) {
    const range = parseRange(one.value);
    const isNear = neighbours.some((near) => near !== null && range !== null && overlap(near, range));
    const network = (range === null || isNear ? null : widerBan(one.value)) ?? one.value;
    const known = byNetwork.get(network);
    if (known) known.push(one);
    else byNetwork.set(network, [one]);
  }
  return [...byNetwork].flatMap(([network, members]): Attacker[] => {
    const family = isIpv6(canonicalIp(members[0]?.value ?? '') ?? '') ? 6 : 4;
    if (members.length < ENOUGH_OF_NETWORK[family])
      return members.map(({ value, alerts }) => ({ kind: 'address', value, addresses: [value], alerts }));
    const alerts = members.flatMap((member) => member.alerts);
    return [{ kind: 'network', value: network, addresses: members.map(({ value }) => value), alerts }];
  });
}
