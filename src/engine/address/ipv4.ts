/** No address: 255.255.255.255 is nobody's. */
export const NOT_IPV4 = -1;

const DOT = 46;
const ZERO = 48;

/** The 32 bits (signed) of a canonical IPv4 address; `NOT_IPV4` for any other text, and for the one that reads the same. */
export function ipv4Bits(text: string): number {
  const { length } = text;
  if (length < 7 || length > 15) return NOT_IPV4;
  let bits = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code === DOT) {
      if (digits === 0) return NOT_IPV4;
      bits = (bits << 8) | part;
      part = 0;
      digits = 0;
      dots++;
    } else {
      const digit = code - ZERO;
      if (digit < 0 || digit > 9 || (digits > 0 && part === 0)) return NOT_IPV4;
      part = part * 10 + digit;
      if (part > 255) return NOT_IPV4;
      digits++;
    }
  }
  return dots === 3 && digits > 0 ? (bits << 8) | part : NOT_IPV4;
}

/** The same for the bytes from `start` to `end`. */
export function ipv4BitsOf(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 7 || end - start > 15) return NOT_IPV4;
  let bits = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let at = start; at < end; at++) {
    const code = bytes[at] as number;
    if (code === DOT) {
      if (digits === 0) return NOT_IPV4;
      bits = (bits << 8) | part;
      part = 0;
      digits = 0;
      dots++;
    } else {
      const digit = code - ZERO;
      if (digit < 0 || digit > 9 || (digits > 0 && part === 0)) return NOT_IPV4;
      part = part * 10 + digit;
      if (part > 255) return NOT_IPV4;
      digits++;
    }
  }
  return dots === 3 && digits > 0 ? (bits << 8) | part : NOT_IPV4;
}

export function ipv4Text(bits: number): string {
  return `${bits >>> 24}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`;
}
