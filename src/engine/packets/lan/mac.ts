import { i32be, u16be } from '../capture/bytes.ts';

/** A hardware address as a number of 48 bits. */
export type Mac = number;

export function macAt(bytes: Uint8Array, at: number): Mac {
  return u16be(bytes, at) * 2 ** 32 + (i32be(bytes, at + 2) >>> 0);
}

export function macText(mac: Mac): string {
  const digits = mac.toString(16).padStart(12, '0');
  return (digits.match(/../g) ?? []).join(':');
}
