import { RecordAssembler } from './record-assembler.ts';

/** `struct utmp` of Linux on machines of little endian (utmp(5)). */
type Layout = {
  readonly size: number;
  readonly seconds: number;
  readonly microseconds: number;
  readonly address: Field;
  readonly unused: Field;
};
const USUAL: Layout = {
  ...{ size: 384, seconds: 340, microseconds: 344 },
  ...{ address: { at: 348, length: 16 }, unused: { at: 364, length: 20 } },
};
/** 64-bit ARM counts the session and the time in 64 bits. */
const ARM64: Layout = {
  ...{ size: 400, seconds: 344, microseconds: 352 },
  ...{ address: { at: 360, length: 16 }, unused: { at: 376, length: 24 } },
};
const LAYOUTS = [USUAL, ARM64] as const;

const TYPE = 0;
/** The compiler's, always zero. */
const PADDING = 2;
const PID = 4;
const LINE = { at: 8, length: 32 } as const;
const ID = { at: 40, length: 4 } as const;
const USER = { at: 44, length: 32 } as const;
const HOST = { at: 76, length: 256 } as const;

/** From EMPTY to ACCOUNTING. */
const MOST_TYPE = 9;
const EMPTY = 0;

type Field = { readonly at: number; readonly length: number };

/** Whether a file begins as btmp, wtmp and utmp do. They have no magic: its first whole records must all make sense. */
export function isUtmp(head: Buffer): boolean {
  return LAYOUTS.some((layout) => isOf(layout, head));
}

function isOf(layout: Layout, head: Buffer): boolean {
  const { size } = layout;
  if (head.length < size || head.readInt16LE(TYPE) === EMPTY) return false;
  for (let at = 0; at + size <= head.length; at += size)
    if (!isRecord(head.subarray(at, at + size), layout)) return false;
  return true;
}

function isRecord(record: Buffer, { seconds, unused }: Layout): boolean {
  const type = record.readInt16LE(TYPE);
  if (type < EMPTY || type > MOST_TYPE || record.readUInt16LE(PADDING) !== 0) return false;
  if (bytesOf(record, unused).some((byte) => byte !== 0)) return false;
  if (!/^[ -~]*\0*$/.test(bytesOf(record, LINE).toString('latin1'))) return false;
  return type === EMPTY || record.readInt32LE(seconds) > 0;
}

/**
 * Reads btmp (logins that failed) and wtmp (those that did not) as lines: each record as `utmpdump` writes it. A record
 * that makes no sense becomes a line that is none, so that it is counted.
 */
export class UtmpAssembler extends RecordAssembler {
  /** Layout of the records, which differs between machines: known from the first record. */
  private layout: Layout | null = null;

  protected wholeIn(bytes: Buffer): number {
    this.layout ??= layoutOf(bytes);
    return this.layout === null ? 0 : bytes.length - (bytes.length % this.layout.size);
  }

  protected linesOf(bytes: Buffer): readonly string[] {
    const layout = this.layout ?? USUAL;
    const { size } = layout;
    return Array.from({ length: bytes.length / size }, (_, at) =>
      lineOf(bytes.subarray(at * size, (at + 1) * size), layout),
    );
  }
}

/** By the first record, of which so much is enough to tell; null: more must be read. What is neither is counted as usual records. */
function layoutOf(bytes: Buffer): Layout | null {
  if (bytes.length < USUAL.size) return null;
  const first = bytes.subarray(0, USUAL.size);
  return !isRecord(first, USUAL) && isRecord(first, ARM64) ? ARM64 : USUAL;
}

function lineOf(record: Buffer, layout: Layout): string {
  if (!isRecord(record, layout)) return 'a record that cannot be read';
  const fields = [
    String(record.readInt16LE(TYPE)),
    String(record.readInt32LE(PID)).padStart(5, '0'),
    textOf(record, ID).padEnd(4),
    textOf(record, USER).padEnd(8),
    textOf(record, LINE).padEnd(12),
    textOf(record, HOST).padEnd(20),
    addressOf(bytesOf(record, layout.address)).padEnd(15),
    stampOf(record, layout),
  ];
  return fields.map((field) => `[${field}]`).join(' ');
}

/** Up to its NUL. What would end a field, or show as something else, is a question mark, as `utmpdump` has it. */
function textOf(record: Buffer, field: Field): string {
  const bytes = bytesOf(record, field);
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end).replace(/[[\]\p{C}\p{Zl}\p{Zp}]/gu, '?');
}

/** IPv4 where only the first four bytes are set. */
function addressOf(bytes: Buffer): string {
  if (bytes.subarray(4).every((byte) => byte === 0)) return bytes.subarray(0, 4).join('.');
  return Array.from({ length: 8 }, (_, group) => bytes.readUInt16BE(2 * group).toString(16)).join(':');
}

function stampOf(record: Buffer, { seconds, microseconds }: Layout): string {
  const second = new Date(record.readInt32LE(seconds) * 1000).toISOString().slice(0, 19);
  return `${second},${String(record.readInt32LE(microseconds)).padStart(6, '0')}+00:00`;
}

function bytesOf(record: Buffer, { at, length }: Field): Buffer {
  return record.subarray(at, at + length);
}
