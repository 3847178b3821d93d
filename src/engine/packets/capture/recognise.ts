import { u32be } from './bytes.ts';

export type CaptureFormat = 'pcap' | 'pcapng';

/** First bytes that tell a capture. */
export const MAGIC_BYTES = 4;

export const PCAP_MAGIC = 0xa1b2c3d4;
export const PCAP_NANO_MAGIC = 0xa1b23c4d;
/** Alexey Kuznetzov's format: more in the header of each packet. */
export const PCAP_MODIFIED_MAGIC = 0xa1b2cd34;
export const PCAPNG_SECTION = 0x0a0d0d0a;

const PCAP_MAGICS = [PCAP_MAGIC, PCAP_NANO_MAGIC, PCAP_MODIFIED_MAGIC];

/** What kind of capture begins with these bytes; null when none does. */
export function captureFormat(bytes: Uint8Array): CaptureFormat | null {
  if (bytes.length < MAGIC_BYTES) return null;
  const magic = u32be(bytes, 0);
  if (magic === PCAPNG_SECTION) return 'pcapng';
  return PCAP_MAGICS.includes(magic) || PCAP_MAGICS.includes(swapped(magic)) ? 'pcap' : null;
}

function swapped(value: number): number {
  return (((value & 0xff) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;
}
