import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Writable } from 'node:stream';
import { UserError } from '../model/user-error.ts';
import { reasonOf } from '../platform/system-reason.ts';

const STANDARD_OUTPUT = '-';

/** Where results go: standard output (also `-o -`) or `-o FILE`. Text is gathered and handed over in big pieces. */
export class Output {
  private pieces: string[] = [];
  private size = 0;

  private constructor(
    private readonly stream: Writable,
    private readonly closes: boolean,
  ) {}

  static async open(file: string | null, stdout: Writable): Promise<Output> {
    if (file === null || file === STANDARD_OUTPUT) return new Output(stdout, false);
    const stream = createWriteStream(file);
    try {
      await once(stream, 'open');
    } catch (error) {
      throw new UserError(
        `${file}: cannot be written: ${reasonOf(error)}`,
        'Give another file with -o FILE.',
      );
    }
    return new Output(stream, true);
  }

  write(text: string): void {
    this.pieces.push(text);
    this.size += text.length;
  }

  /** Hands over what was written; waits while the reader is behind. */
  async flush(least = 0): Promise<void> {
    if (this.size === 0 || this.size < least) return;
    const text = this.pieces.join('');
    this.pieces = [];
    this.size = 0;
    if (!this.stream.write(text)) await once(this.stream, 'drain');
  }

  async close(): Promise<void> {
    await this.flush();
    if (!this.closes) return;
    this.stream.end();
    await once(this.stream, 'finish');
  }
}
