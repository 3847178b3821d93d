import type { Alert } from '../../model/alert.ts';
import { attackerIn } from '../../model/attacker.ts';
import { canonicalIp } from '../../model/ip.ts';
import { banScope } from '../../model/ip-range.ts';
import { clean, type Look } from './look.ts';

/** The address an alert is about, or null when its group names none (all sources together, a host name). */
export function alertAddress(alert: Alert): string | null {
  const first = alert.group.src_ip;
  for (const value of first === undefined ? Object.values(alert.group) : [first]) {
    const ip = canonicalIp(value);
    if (ip !== null) return ip;
  }
  return null;
}

/** What a ban for this alert would be of: its address, else the network that it is about. */
export function alertTarget(alert: Alert): string | null {
  return alertAddress(alert) ?? banScope(attackerIn(alert.group) ?? '')?.value ?? null;
}

const SHORT_ADDRESS = 15;
const LONG_ADDRESS = 21;

/** Columns for addresses: IPv4 always fits, short IPv6 when some row holds one; longer ones are cut in the middle. */
export function addressWidth(addresses: readonly string[]): number {
  const longest = addresses.reduce((most, { length }) => Math.max(most, length), 0);
  return Math.max(SHORT_ADDRESS, Math.min(LONG_ADDRESS, longest));
}

/** Whom an alert is about, in words: the values of its group. */
export function alertGroup(alert: Alert, look: Look): string {
  const values = Object.values(alert.group);
  return values.length === 0 ? 'all sources' : clean(values.join(' '), look);
}
