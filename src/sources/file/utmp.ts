import type { Assembled } from '../line-assembler.ts';

/** `struct utmp` of Linux on machines of little endian (utmp(5)); 64-bit ARM has another, of 400 bytes. */
const RECORD = 384;
const TYPE = 0;
/** The compiler's, always zero. */
const PADDING = 2;
const PID = 4;
const LINE = { at: 8, length: 32 } as const;
const ID = { at: 40, length: 4 } as const;
const USER = { at: 44, length: 32 } as const;
const HOST = { at: 76, length: 256 } as const;
const SECONDS = 340;
const MICROSECONDS = 344;
const ADDRESS = { at: 348, length: 16 } as const;
const UNUSED = { at: 364, length: 20 } as const;

/** From EMPTY to ACCOUNTING. */
const MOST_TYPE = 9;
const EMPTY = 0;

type Field = { readonly at: number; readonly length: number };

/** Whether a file begins as btmp, wtmp and utmp do. They have no magic: its first whole records must all make sense. */
export function isUtmp(head: Buffer): boolean {
  if (head.length < RECORD || head.readInt16LE(TYPE) === EMPTY) return false;
  for (let at = 0; at + RECORD <= head.length; at += RECORD)
    if (!isRecord(head.subarray(at, at + RECORD))) return false;
  return true;
}

function isRecord(record: Buffer): boolean {
  const type = record.readInt16LE(TYPE);
  if (type < EMPTY || type > MOST_TYPE || record.readUInt16LE(PADDING) !== 0) return false;
  if (bytesOf(record, UNUSED).some((byte) => byte !== 0)) return false;
  if (!/^[ -~]*\0*$/.test(bytesOf(record, LINE).toString('latin1'))) return false;
  return type === EMPTY || record.readInt32LE(SECONDS) > 0;
}

/**
 * Reads btmp (logins that failed) and wtmp (those that did not) as lines: each record as `utmpdump` writes it. A record
 * that makes no sense becomes a line that is none, so that it is counted.
 */
export class UtmpAssembler {
  truncatedLines = 0;
  droppedBytes = 0;
  private held: Buffer = Buffer.alloc(0);

  constructor(private nextLine = 1) {}

  push(piece: Buffer): Assembled | null {
    const bytes = Buffer.concat([this.held, piece]);
    const whole = bytes.length - (bytes.length % RECORD);
    this.held = Buffer.from(bytes.subarray(whole));
    return whole === 0 ? null : this.block(bytes.subarray(0, whole));
  }

  /** What is left is no whole record. */
  flush(): Assembled | null {
    const bytes = this.held.length;
    this.held = Buffer.alloc(0);
    this.droppedBytes += bytes;
    return bytes === 0 ? null : { text: '', firstLine: this.nextLine, bytes };
  }

  renumber(line: number): void {
    this.nextLine = line;
  }

  get line(): number {
    return this.nextLine;
  }

  get pending(): number {
    return this.held.length;
  }

  private block(records: Buffer): Assembled {
    const firstLine = this.nextLine;
    let text = '';
    for (let at = 0; at < records.length; at += RECORD)
      text += `${lineOf(records.subarray(at, at + RECORD))}\n`;
    this.nextLine += records.length / RECORD;
    return { text, firstLine, bytes: records.length };
  }
}

function lineOf(record: Buffer): string {
  if (!isRecord(record)) return 'a record that cannot be read';
  const fields = [
    String(record.readInt16LE(TYPE)),
    String(record.readInt32LE(PID)).padStart(5, '0'),
    textOf(record, ID).padEnd(4),
    textOf(record, USER).padEnd(8),
    textOf(record, LINE).padEnd(12),
    textOf(record, HOST).padEnd(20),
    addressOf(bytesOf(record, ADDRESS)).padEnd(15),
    stampOf(record),
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

function stampOf(record: Buffer): string {
  const second = new Date(record.readInt32LE(SECONDS) * 1000).toISOString().slice(0, 19);
  return `${second},${String(record.readInt32LE(MICROSECONDS)).padStart(6, '0')}+00:00`;
}

function bytesOf(record: Buffer, { at, length }: Field): Buffer {
  return record.subarray(at, at + length);
}
