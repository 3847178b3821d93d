import type { Writable } from 'node:stream';

/** Handed over at once when it is so much. */
const PIECE = 64 * 1024;

/** Lines of one moment are handed over together: of a log that is there already, dozens of alerts open with each block. */
export class GatheredLines {
  private text = '';

  constructor(
    private readonly stream: Pick<Writable, 'write' | 'writableLength' | 'writableHighWaterMark'>,
  ) {}

  /** False when the reader has not taken what was handed over before. */
  write(line: string): boolean {
    // Before anything else that waits for its turn: nobody sees that it was not written at once.
    if (this.text === '') process.nextTick(() => this.flush());
    this.text += `${line}\n`;
    if (this.text.length >= PIECE) this.flush();
    return this.stream.writableLength < this.stream.writableHighWaterMark;
  }

  /** Hands over what was not yet. */
  flush(): void {
    const { text } = this;
    this.text = '';
    if (text !== '') this.stream.write(text);
  }
}
