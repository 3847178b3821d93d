import type { Piece } from './evidence.ts';

/** Classic pcap, little endian, microseconds: what `tcpdump -w` writes here. The bundled captures are all of this kind. */
const MAGIC = 0xa1b2c3d4;
const HEADER_BYTES = 24;
const RECORD_BYTES = 16;

/** The file header and the packets with their times; null for anything but a classic capture. */
export function readCapture(
  content: Buffer,
): { readonly head: Uint8Array; readonly records: readonly Piece[] } | null {
  if (content.length < HEADER_BYTES || content.readUInt32LE(0) !== MAGIC) return null;
  const records: Piece[] = [];
  for (let at = HEADER_BYTES; at + RECORD_BYTES <= content.length; ) {
    const end = at + RECORD_BYTES + content.readUInt32LE(at + 8);
    const record = content.subarray(at, end);
    const micros = record.readUInt32LE(4);
    records.push({
      time: record.readUInt32LE(0) * 1000 + Math.floor(micros / 1000),
      write: (time) => stamped(record, time, micros % 1000),
    });
    at = end;
  }
  return { head: content.subarray(0, HEADER_BYTES), records };
}

function stamped(record: Buffer, time: number, micros: number): Uint8Array {
  const moved = Buffer.from(record);
  moved.writeUInt32LE(Math.floor(time / 1000), 0);
  moved.writeUInt32LE((time % 1000) * 1000 + micros, 4);
  return moved;
}
