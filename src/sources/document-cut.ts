const QUOTE = 34;
const COMMA = 44;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const OPEN_OBJECT = 123;

/**
 * Where a JSON document that is one long line may be cut: before a comma that stands in no string. What follows begins
 * with the comma, as no line of any other kind of log does, so that nobody takes it for a line of its own.
 */
export class DocumentCut {
  private read = 0;
  private inString = false;
  private escaped = false;
  private comma = -1;

  /** Whether a line that begins so may be a document. */
  static begins(byte: number | undefined): boolean {
    return byte === OPEN_OBJECT || byte === OPEN_LIST;
  }

  /** The place to cut at, the last there is; -1 when there is none. Each byte is looked at once. */
  find(held: Buffer): number {
    for (; this.read < held.length; this.read++) {
      const byte = held[this.read];
      if (this.escaped) this.escaped = false;
      else if (this.inString && byte === BACKSLASH) this.escaped = true;
      else if (byte === QUOTE) this.inString = !this.inString;
      else if (byte === COMMA && !this.inString && this.read > 0) this.comma = this.read;
    }
    return this.comma;
  }

  /** What stood before the cut is gone. */
  move(cut: number): void {
    this.read -= cut;
    this.comma = -1;
  }
}
