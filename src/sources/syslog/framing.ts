/** A message is no longer than this, in bytes. */
const MAX_MESSAGE = 64 * 1024;
const NEWLINE = 10;
const SPACE = 32;
const ZERO = 48;
const NINE = 57;
/** Digits of a count: a message of 10 MB is none. */
const LONGEST_COUNT = 7;

/**
 * Messages out of a TCP stream (RFC 6587), each framed by a count of bytes before it (`34 <13>…`) or by a line end
 * after it; senders are seen to mix both. What is over `maxMessage` bytes is cut and counted.
 */
export class Framing {
  truncatedLines = 0;
  droppedBytes = 0;
  private rest: Buffer = Buffer.alloc(0);
  /** Bytes of a message that was cut: -1 for as many as come before a line end. */
  private skip = 0;

  constructor(private readonly maxMessage = MAX_MESSAGE) {}

  push(chunk: Buffer): Buffer[] {
    const messages: Buffer[] = [];
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    let at = this.skipped(bytes);
    for (let end = this.next(bytes, at, messages); end > at; end = this.next(bytes, at, messages)) at = end;
    this.rest = Buffer.from(bytes.subarray(at));
    return messages;
  }

  /** The last message, when the connection was closed without a line end. */
  end(): Buffer[] {
    const { rest } = this;
    this.rest = Buffer.alloc(0);
    return rest.length > 0 && countAt(rest, 0) === null ? [rest] : [];
  }

  /** Takes the message at this place; returns the place after it, or the same when it is not all there. */
  private next(bytes: Buffer, at: number, messages: Buffer[]): number {
    if (at >= bytes.length) return at;
    const counted = countAt(bytes, at);
    if (counted === 'incomplete') return at;
    if (counted !== null) return this.takeCounted(bytes, at, counted.start, counted.length, messages);
    const newline = bytes.indexOf(NEWLINE, at);
    if (newline === -1 && bytes.length - at <= this.maxMessage) return at;
    const end = newline === -1 ? bytes.length : newline;
    this.take(bytes.subarray(at, end), messages);
    if (newline !== -1) return newline + 1;
    this.skip = -1;
    return end;
  }

  private takeCounted(bytes: Buffer, at: number, start: number, length: number, messages: Buffer[]): number {
    const there = bytes.length - start;
    if (there >= length) {
      this.take(bytes.subarray(start, start + length), messages);
      return start + length;
    }
    if (there <= this.maxMessage) return at;
    this.take(bytes.subarray(start, start + this.maxMessage + 1), messages);
    this.droppedBytes += there - this.maxMessage - 1;
    this.skip = length - there;
    return bytes.length;
  }

  private take(message: Buffer, messages: Buffer[]): void {
    if (message.length > this.maxMessage) {
      this.truncatedLines++;
      this.droppedBytes += message.length - this.maxMessage;
    }
    if (message.length > 0) messages.push(message.subarray(0, this.maxMessage));
  }

  private skipped(bytes: Buffer): number {
    if (this.skip === 0) return 0;
    const newline = bytes.indexOf(NEWLINE);
    const end = this.skip === -1 ? newline : this.skip;
    const skipped = end === -1 || end > bytes.length ? bytes.length : end;
    this.droppedBytes += skipped;
    if (this.skip > 0) this.skip -= skipped;
    else if (newline !== -1) this.skip = 0;
    return this.skip === 0 && newline === skipped ? skipped + 1 : skipped;
  }
}

/** `34 ` at this place: the length of the message and where it begins. */
function countAt(bytes: Buffer, at: number): { start: number; length: number } | 'incomplete' | null {
  let length = 0;
  for (let digits = 0; digits <= LONGEST_COUNT; digits++) {
    const code = bytes[at + digits];
    if (code === undefined) return digits === 0 ? null : 'incomplete';
    if (code === SPACE && digits > 0) return { start: at + digits + 1, length };
    if (code < ZERO || code > NINE || (digits === 0 && code === ZERO)) return null;
    length = length * 10 + code - ZERO;
  }
  return null;
}
