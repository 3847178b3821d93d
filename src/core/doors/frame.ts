/** What stands before each message: its length in bytes, big end first. */
const HEADER = 4;

/** The other side does not keep to the framing: there is no way back into step. */
export class FrameError extends Error {}

/** A message on the wire: its length, then JSON in UTF-8. Throws `FrameError` when that is longer than `longest` bytes. */
export function encodeFrame(message: unknown, longest: number): Buffer {
  const text = JSON.stringify(message);
  const length = Buffer.byteLength(text);
  if (length > longest) throw new FrameError(`a message of ${length} bytes`);
  const frame = Buffer.allocUnsafe(HEADER + length);
  frame.writeUInt32BE(length);
  frame.write(text, HEADER);
  return frame;
}

/** Puts messages together from pieces of any size. It holds one unfinished message at most, of `longest` bytes at most. */
export class FrameReader {
  private readonly header = Buffer.alloc(HEADER);
  private body: Buffer | null = null;
  private filled = 0;

  constructor(private readonly longest: number) {}

  /** The messages that end in this piece, read one at a time. Throws `FrameError` at what is none. */
  *read(piece: Buffer): Generator<unknown, void, undefined> {
    let rest = piece;
    while (rest.length > 0) {
      const wanted = this.body ?? this.header;
      const taken = rest.copy(wanted, this.filled);
      this.filled += taken;
      rest = rest.subarray(taken);
      if (this.filled < wanted.length) return;
      this.filled = 0;
      if (this.body === null) {
        this.body = Buffer.alloc(this.lengthOfBody());
      } else {
        const body = this.body;
        this.body = null;
        yield parse(body);
      }
    }
  }

  private lengthOfBody(): number {
    const length = this.header.readUInt32BE();
    if (length === 0 || length > this.longest) throw new FrameError(`a message of ${length} bytes`);
    return length;
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new FrameError('a message that is no JSON');
  }
}
