/**
 * Bits of a block, counted from its first byte's lowest. `bytes` must go on for four bytes behind what is read, and for
 * two in front of it: what lies there is read and not used.
 */

/** Up to 24 bits from bit `at` on. */
export function bitsAt(bytes: Uint8Array, at: number, count: number): number {
  const byte = at >> 3;
  const word =
    (bytes[byte] as number) |
    ((bytes[byte + 1] as number) << 8) |
    ((bytes[byte + 2] as number) << 16) |
    ((bytes[byte + 3] as number) << 24);
  return (word >>> (at & 7)) & ((1 << count) - 1);
}

/** Behind the last bit of a stream that is read backward: its last byte ends with a one that is none of it. -1 without. */
export function endOfBackward(bytes: Uint8Array, end: number): number {
  const last = bytes[end - 1] as number;
  return last === 0 ? -1 : 8 * (end - 1) + highestBit(last);
}

/** Place of the highest one in a number above 0. */
export function highestBit(value: number): number {
  return 31 - Math.clz32(value);
}
