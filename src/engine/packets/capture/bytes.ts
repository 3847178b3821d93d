/** Reads of numbers at a place in bytes. Written out: a `DataView` costs as much as the rest of a packet. */

export function u16be(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}

export function u16le(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
}

/** Signed: an address or a key, of which only the bits count. */
export function i32be(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}

export function i32le(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

export function u32be(bytes: Uint8Array, at: number): number {
  return i32be(bytes, at) >>> 0;
}

export function u32(bytes: Uint8Array, at: number, little: boolean): number {
  return (little ? i32le(bytes, at) : i32be(bytes, at)) >>> 0;
}

export function u16(bytes: Uint8Array, at: number, little: boolean): number {
  return little ? u16le(bytes, at) : u16be(bytes, at);
}
