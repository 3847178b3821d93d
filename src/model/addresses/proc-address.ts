import { canonicalIp } from './ip.ts';

/**
 * An address as Linux prints it below /proc/net: 32-bit words as the machine holds them, so that their bytes are turned
 * round on all that we run on. Null for anything else.
 */
export function procAddress(hex: string): string | null {
  if (!/^(?:[0-9A-Fa-f]{8}){1,4}$/.test(hex)) return null;
  const turned = (hex.match(/.{8}/g) ?? [])
    .map((word) => (word.match(/../g) ?? []).reverse().join(''))
    .join('');
  if (hex.length === 8)
    return canonicalIp((turned.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).join('.'));
  return hex.length === 32 ? canonicalIp((turned.match(/.{4}/g) ?? []).join(':')) : null;
}
