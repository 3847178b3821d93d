/** Spreads a number over all 32 bits, so that numbers that differ little land far from each other (murmur3's last step). */
export function mix(value: number): number {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Of one end of a connection: the handle of an address, and a port. */
export function endOf(address: number, port: number): number {
  return mix(address ^ Math.imul(port + 1, 0x9e3779b1));
}
