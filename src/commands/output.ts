import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { UserError } from '../model/user-error.ts';
import { reasonOf } from '../platform/system-reason.ts';

const STANDARD_OUTPUT = '-';

/** Of the terminal behind it: what is longer would be broken within a word. Null where it goes elsewhere. */
export function columnsOf(stream: Writable): number | null {
  const { isTTY, columns } = stream as { readonly isTTY?: boolean; readonly columns?: number };
  return isTTY === true && columns !== undefined && columns > 0 ? columns : null;
}

/** Where results go: standard output (also `-o -`) or `-o FILE`. Text is gathered and handed over in big pieces. */
export class Output {
  private pieces: string[] = [];
  private size = 0;
  private failure: unknown = null;

  readonly columns: number | null;

  private constructor(
    private readonly stream: Writable,
    /** Null for standard output, which is not ours to close: who looks after it ends the program when it fails. */
    private readonly file: string | null,
  ) {
    if (file !== null) stream.on('error', (error) => this.fail(error));
    this.columns = columnsOf(stream);
  }

  static async open(file: string | null, stdout: Writable): Promise<Output> {
    if (file === null || file === STANDARD_OUTPUT) return new Output(stdout, null);
    const stream = createWriteStream(file);
    try {
      await once(stream, 'open');
    } catch (error) {
      throw new UserError(
        `${file}: cannot be written: ${reasonOf(error)}`,
        'Give another file with -o FILE.',
      );
    }
    return new Output(stream, file);
  }

  write(text: string): void {
    if (this.failure !== null) return;
    this.pieces.push(text);
    this.size += text.length;
  }

  /** Hands over what was written; waits while the reader is behind. Throws `UserError` when it cannot be written. */
  async flush(least = 0): Promise<void> {
    if (this.size > 0 && this.size >= least) {
      const text = this.pieces.join('');
      this.pieces = [];
      this.size = 0;
      if (!this.stream.write(text)) await once(this.stream, 'drain').catch((error) => this.fail(error));
    }
    this.check();
  }

  async close(): Promise<void> {
    await this.flush();
    if (this.file === null) return;
    this.stream.end();
    await once(this.stream, 'finish').catch((error) => this.fail(error));
    this.check();
  }

  private fail(error: unknown): void {
    if (this.file === null) throw error;
    this.failure ??= error;
    this.pieces = [];
    this.size = 0;
  }

  private check(): void {
    if (this.failure === null) return;
    throw new UserError(
      `${this.file}: cannot be written to its end: ${reasonOf(this.failure)}`,
      'Make room, or give another file with -o FILE.',
      3,
    );
  }
}
