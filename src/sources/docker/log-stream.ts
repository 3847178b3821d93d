const HEADER = 8;
/** The daemon cuts messages at 16 KiB, other drivers at 1 MiB: what claims to be longer is no frame. */
const LONGEST_FRAME = 4 << 20;
const STAMP_LENGTH = '2026-11-21T00:51:51.674287000Z'.length;
const NEWLINE = 10;

/** `output`: 1 and 2 as in the frames; 0 of a terminal, where both are one. */
export type StampedLine = { readonly stamp: string; readonly output: number; readonly text: string };

/** The bytes are not what Docker's log stream consists of. */
export class BadFrameError extends Error {}

/**
 * Lines out of the log stream of a container, each with the stamp that the daemon put before it. Without a terminal the
 * stream is framed: which of both outputs, and how long; a message over 16 KiB comes in several frames, each with a
 * stamp. Of a container with a terminal the stream is text.
 */
export class LogStream {
  truncatedLines = 0;
  droppedBytes = 0;
  private rest: Buffer = Buffer.alloc(0);
  private readonly begun = new Map<number, { stamp: string; pieces: Buffer[]; bytes: number }>();

  constructor(
    private readonly terminal: boolean,
    private readonly maxLine = 1 << 20,
  ) {}

  /** The complete lines in what has come so far. Throws `BadFrameError`. */
  push(chunk: Buffer): StampedLine[] {
    const lines: StampedLine[] = [];
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const used = this.terminal ? this.readText(bytes, lines) : this.readFrames(bytes, lines);
    this.rest = Buffer.from(bytes.subarray(used));
    return lines;
  }

  /** To be called when no more will come: the lines that a program began and did not end. */
  end(): StampedLine[] {
    if (this.terminal && this.rest.length > 0) this.take(0, this.rest, []);
    this.rest = Buffer.alloc(0);
    const lines = [...this.begun].map(([output, { stamp, pieces }]) => {
      return { stamp, output, text: onOneLine(Buffer.concat(pieces).toString('utf8')) };
    });
    this.begun.clear();
    return lines;
  }

  private readFrames(bytes: Buffer, lines: StampedLine[]): number {
    let at = 0;
    while (bytes.length - at >= HEADER) {
      const length = bytes.readUInt32BE(at + 4);
      const stream = bytes.readUInt8(at);
      if (stream > 3 || bytes.readUIntBE(at + 1, 3) !== 0 || length > LONGEST_FRAME)
        throw new BadFrameError();
      if (bytes.length - at - HEADER < length) break;
      this.take(stream, bytes.subarray(at + HEADER, at + HEADER + length), lines);
      at += HEADER + length;
    }
    return at;
  }

  private readText(bytes: Buffer, lines: StampedLine[]): number {
    let at = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, at)) {
      this.take(0, bytes.subarray(at, end + 1), lines);
      at = end + 1;
    }
    if (bytes.length - at <= this.maxLine) return at;
    this.take(0, bytes.subarray(at), lines);
    return bytes.length;
  }

  /** One piece of a line: the last one ends with a line end. */
  private take(stream: number, piece: Buffer, lines: StampedLine[]): void {
    const stamped = isStamped(piece);
    const before = this.begun.get(stream);
    const line = before ?? {
      stamp: stamped ? piece.toString('latin1', 0, STAMP_LENGTH) : '',
      pieces: [],
      bytes: 0,
    };
    const isWhole = piece.at(-1) === NEWLINE;
    const text = piece.subarray(stamped ? STAMP_LENGTH + 1 : 0, isWhole ? piece.length - 1 : piece.length);
    const room = Math.max(0, this.maxLine - line.bytes);
    if (text.length > room) {
      this.droppedBytes += text.length - room;
      if (line.bytes <= this.maxLine) this.truncatedLines++;
    }
    if (room > 0) line.pieces.push(Buffer.from(text.subarray(0, room)));
    line.bytes += text.length;
    if (isWhole) {
      this.begun.delete(stream);
      const whole = onOneLine(Buffer.concat(line.pieces).toString('utf8'));
      lines.push({ stamp: line.stamp, output: stream, text: whole });
    } else this.begun.set(stream, line);
  }
}

/** A fixed width, always UTC: stamps compare as text. */
function isStamped(piece: Buffer): boolean {
  return (
    piece.length > STAMP_LENGTH &&
    piece[STAMP_LENGTH] === 32 &&
    piece[STAMP_LENGTH - 1] === 90 &&
    piece[10] === 84
  );
}

/** The drivers cut at line ends; one that does not is not to make two lines of one. */
function onOneLine(text: string): string {
  return text.includes('\n') ? text.replaceAll('\n', ' ') : text;
}
