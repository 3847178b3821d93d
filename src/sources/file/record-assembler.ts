import type { Assembled } from '../line-assembler.ts';

/** Reads records of bytes as lines; what is no whole record yet is held. */
export abstract class RecordAssembler {
  truncatedLines = 0;
  droppedBytes = 0;
  private held: Buffer = Buffer.alloc(0);

  constructor(private nextLine = 1) {}

  push(piece: Buffer): Assembled | null {
    const bytes = Buffer.concat([this.held, piece]);
    const whole = this.wholeIn(bytes);
    // A copy: a part of the large piece would keep all of it in memory.
    this.held = whole === 0 ? bytes : Buffer.from(bytes.subarray(whole));
    return whole === 0 ? null : this.block(this.linesOf(bytes.subarray(0, whole)), whole);
  }

  /** What is left is no whole record. */
  flush(): Assembled | null {
    const bytes = this.held.length;
    this.held = Buffer.alloc(0);
    this.droppedBytes += bytes;
    return bytes === 0 ? null : this.block([], bytes);
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

  /** How many of the bytes can be read now. */
  protected abstract wholeIn(bytes: Buffer): number;

  /** The lines that these bytes, which are whole records, stand for. */
  protected abstract linesOf(bytes: Buffer): readonly string[];

  private block(lines: readonly string[], bytes: number): Assembled {
    const firstLine = this.nextLine;
    this.nextLine += lines.length;
    return { text: lines.map((line) => `${line}\n`).join(''), firstLine, bytes };
  }
}
