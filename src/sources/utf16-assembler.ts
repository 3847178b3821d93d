import { decodedUtf16 } from '../platform/text-encoding.ts';
import type { Assembled } from './line-assembler.ts';

/** Bytes; a whole number of characters. */
const LONGEST_LINE = 1 << 20;

/** Cuts UTF-16 into blocks of complete lines, as `LineAssembler` does with UTF-8. `bytes` are those of the source. */
export class Utf16Assembler {
  truncatedLines = 0;
  droppedBytes = 0;
  private rest: Buffer = Buffer.alloc(0);
  private skipped = 0;

  constructor(
    private readonly order: 'little' | 'big',
    private nextLine: number,
  ) {}

  push(chunk: Buffer): Assembled | null {
    const bytes = Buffer.concat([this.rest, chunk]);
    const end = this.endOfLines(bytes);
    if (end === 0) {
      this.keep(bytes);
      return null;
    }
    const skipped = this.skipped;
    this.skipped = 0;
    const text = decodedUtf16(bytes.subarray(0, end), this.order);
    this.keep(bytes.subarray(end));
    return this.block(text, skipped + end);
  }

  flush(): Assembled | null {
    const { rest, skipped } = this;
    this.rest = Buffer.alloc(0);
    this.skipped = 0;
    return rest.length === 0 ? null : this.block(decodedUtf16(rest, this.order), rest.length + skipped);
  }

  renumber(line: number): void {
    this.nextLine = line;
  }

  get line(): number {
    return this.nextLine;
  }

  get pending(): number {
    return this.rest.length + this.skipped;
  }

  private keep(bytes: Buffer): void {
    if (bytes.length <= LONGEST_LINE + 1) {
      this.rest = Buffer.from(bytes);
      return;
    }
    // The last byte may be half of a character: it stays, so that what follows keeps its step.
    const odd = bytes.length % 2;
    const dropped = bytes.length - odd - LONGEST_LINE;
    if (this.skipped === 0) this.truncatedLines++;
    this.skipped += dropped;
    this.droppedBytes += dropped;
    this.rest = Buffer.concat([bytes.subarray(0, LONGEST_LINE), bytes.subarray(bytes.length - odd)]);
  }

  private endOfLines(bytes: Buffer): number {
    const [high, low] = this.order === 'little' ? [1, 0] : [0, 1];
    for (let at = bytes.length - (bytes.length % 2) - 2; at >= 0; at -= 2) {
      if (bytes[at + low] === 10 && bytes[at + high] === 0) return at + 2;
    }
    return 0;
  }

  private block(text: string, bytes: number): Assembled {
    const firstLine = this.nextLine;
    this.nextLine += text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    return { text, firstLine, bytes };
  }
}
