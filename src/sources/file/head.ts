import { createHash } from 'node:crypto';

/** The first bytes that tell one file of a log from the next: the stamps in them differ. */
export const HEAD_BYTES = 1024;

/** The first `bytes` bytes of a file, as a hash: how it is known again under another name, number or packing. */
export type HeadPrint = { readonly bytes: number; readonly hash: string };

/** The print of the beginning of a file; `bytes` is that beginning. */
export function printOf(bytes: Buffer): HeadPrint {
  return { bytes: bytes.length, hash: createHash('sha256').update(bytes).digest('hex').slice(0, 32) };
}

/** Whether a stored value is a print, whoever wrote it. */
export function isHeadPrint(value: unknown): value is HeadPrint {
  if (typeof value !== 'object' || value === null) return false;
  const { bytes, hash } = value as Partial<Record<keyof HeadPrint, unknown>>;
  return typeof bytes === 'number' && bytes >= 0 && bytes <= HEAD_BYTES && typeof hash === 'string';
}

/** The first bytes of a file as far as they were read. */
export class Head {
  private print: HeadPrint = printOf(Buffer.alloc(0));

  constructor(public bytes: Buffer = Buffer.alloc(0)) {}

  /** Takes what was read at that offset, when it goes on where the head ends. */
  learn(offset: number, chunk: Buffer): void {
    if (this.bytes.length === HEAD_BYTES || offset !== this.bytes.length) return;
    this.bytes = Buffer.concat([this.bytes, chunk.subarray(0, HEAD_BYTES - offset)]);
  }

  /** Of what lies before that offset only: what comes after it may not be whole yet. */
  printBefore(offset: number): HeadPrint {
    const length = Math.min(offset, this.bytes.length);
    if (this.print.bytes !== length) this.print = printOf(this.bytes.subarray(0, length));
    return this.print;
  }
}
