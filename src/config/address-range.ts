import { canonicalIp, isIpv6 } from '../model/addresses/ip.ts';

/** Whether the text is one address, or a range in CIDR notation (`10.0.0.0/8`, `2001:db8::/32`). */
export function isAddressOrRange(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const canonical = canonicalIp(address);
  if (canonical === null || address.includes('%') || rest.length > 0) return false;
  if (prefix === undefined) return true;
  // A mapped address (::ffff:192.0.2.1) is IPv4 to us, so a prefix counted in 128 bits has no meaning.
  if (isIpv6(canonical) !== isIpv6(address)) return false;
  return /^(?:0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= (isIpv6(canonical) ? 128 : 32);
}
