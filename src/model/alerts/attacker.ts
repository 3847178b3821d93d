import { widerBan } from '../addresses/ip-range.ts';
import type { Alert } from './alert.ts';

/** Whom an alert is about by name: an address, a network (/24, /64) or a host name; null when its group names none. */
export function attackerIn({ src_ip, x_src_net, src_host }: Alert['group']): string | null {
  return src_ip ?? x_src_net ?? src_host ?? null;
}

/**
 * Whether an alert is about this attacker. What is told of a network is told of each of its addresses, and the other way
 * round. To be made once for many alerts.
 */
export function aboutAttacker(attacker: string): (group: Alert['group']) => boolean {
  const names = attackerNames(attacker);
  const isNetwork = attacker.includes('/');
  return (group) => {
    const own = attackerIn(group);
    if (own === null) return false;
    return names.includes(own) || (isNetwork && widerBan(own) === attacker);
  };
}

/** The attacker as alerts may name it: itself, and of an address its network. */
export function attackerNames(attacker: string): readonly [own: string, network?: string] {
  const network = widerBan(attacker);
  return network === null ? [attacker] : [attacker, network];
}
