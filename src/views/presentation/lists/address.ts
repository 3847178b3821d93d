import { canonicalIp } from '../../../model/addresses/ip.ts';
import { banScope } from '../../../model/addresses/ip-range.ts';
import type { Alert } from '../../../model/alerts/alert.ts';
import { attackerIn } from '../../../model/alerts/attacker.ts';
import { clean, type Look } from '../look.ts';
import type { Column } from './table.ts';

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

/** `2001:db8:ffff:ffff:ffff:ffff:ffff:ffff` */
const WHOLE_ADDRESS = 39;

/**
 * The part of a column that shows addresses: IPv4 always fits, short IPv6 when some row holds one; longer ones are cut
 * in the middle until there is room for all of them. No wider than what stands in it.
 */
export function addressColumn<Row>(
  addressOf: (row: Row) => string,
  wholeOf: (row: Row) => string = addressOf,
): Required<Pick<Column<Row>, 'least' | 'most' | 'widths'>> {
  const least = (rows: readonly Row[]): number =>
    Math.max(SHORT_ADDRESS, Math.min(LONG_ADDRESS, longest(rows.map(addressOf))));
  return {
    least,
    most: WHOLE_ADDRESS,
    widths: (rows) => [least(rows), Math.max(least(rows), longest(rows.map(wholeOf)))],
  };
}

function longest(texts: readonly string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0);
}

/** Whom an alert is about, in words: the values of its group. */
export function alertGroup(alert: Alert, look: Look): string {
  const values = Object.values(alert.group);
  return values.length === 0 ? 'all sources' : clean(values.join(' '), look);
}
