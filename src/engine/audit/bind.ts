import { canonicalIp } from '../../model/addresses/ip.ts';

/** From where a service can be reached, nearest first. */
export const REACHES = ['local', 'private', 'any'] as const;
export type Reach = (typeof REACHES)[number];

/** Whether `reach` stays within `limit`. */
export function isWithin(reach: Reach, limit: Reach): boolean {
  return REACHES.indexOf(reach) <= REACHES.indexOf(limit);
}

/** From where a service bound to these addresses (one, or several with spaces between) can be reached. */
export function reachOf(bind: string): Reach {
  const reaches = bind.split(' ').filter(Boolean).map(reachOfAddress);
  return REACHES.findLast((reach) => reaches.includes(reach)) ?? 'any';
}

const LOOPBACK_V4 = /^127\./;
/** RFC 1918, RFC 6598 (carrier NAT), RFC 3927 (link-local). */
const PRIVATE_V4 =
  /^(?:10|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;
/** RFC 4193 (unique local) and RFC 4291 (link-local). */
const PRIVATE_V6 = /^(?:f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):/;

/** `*` and any name that we cannot judge count as reachable by everyone; a path is a Unix socket. */
function reachOfAddress(address: string): Reach {
  if (address === 'localhost' || address === 'lo' || address.startsWith('/')) return 'local';
  const ip = canonicalIp(withoutPort(address));
  if (ip === null) return 'any';
  if (LOOPBACK_V4.test(ip) || ip === '::1') return 'local';
  return PRIVATE_V4.test(ip) || PRIVATE_V6.test(ip) ? 'private' : 'any';
}

/** `0.0.0.0:3306` and `[::1]:5432` as listings write them. */
function withoutPort(address: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(address);
  if (bracketed) return bracketed[1] ?? '';
  return address.replace(/^([\d.]+):\d{1,5}$/, '$1');
}
