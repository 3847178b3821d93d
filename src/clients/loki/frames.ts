import { randomBytes } from 'node:crypto';

/** What a server says over a websocket (RFC 6455). */
type Frame =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'ping'; readonly payload: Buffer }
  | { readonly kind: 'close'; readonly reason: string };

/** The other side does not keep to the protocol. */
export class FrameError extends Error {}

const CONTINUED = 0;
const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

type Header = {
  readonly isLast: boolean;
  readonly code: number;
  readonly length: number;
  readonly end: number;
};

/** Puts frames together out of bytes as they come. Throws `FrameError`. */
export class FrameReader {
  private rest: Buffer = Buffer.alloc(0);
  /** What came since; put behind the rest when there may be enough for another frame. */
  private chunks: Buffer[] = [];
  private missing = 0;
  /** Parts of a message that is not yet whole. */
  private parts: Buffer[] = [];
  private partBytes = 0;

  /** `mostBytes`: of one message. */
  constructor(private readonly mostBytes: number) {}

  push(bytes: Buffer): readonly Frame[] {
    this.chunks.push(bytes);
    this.missing -= bytes.length;
    if (this.missing > 0) return [];
    this.rest = Buffer.concat([this.rest, ...this.chunks]);
    this.chunks = [];
    const frames: Frame[] = [];
    for (let header = this.header(); header !== null; header = this.header()) {
      const payload = this.rest.subarray(header.end, header.end + header.length);
      this.rest = this.rest.subarray(header.end + header.length);
      const frame = this.frame(header, payload);
      if (frame !== null) frames.push(frame);
    }
    return frames;
  }

  /** Null while the frame is not all there. */
  private header(): Header | null {
    const { rest } = this;
    this.missing = 1;
    if (rest.length < 2) return null;
    const [first, second] = [rest.readUInt8(0), rest.readUInt8(1)];
    if ((first & 0x70) !== 0) throw new FrameError('an extension that nobody asked for');
    if ((second & 0x80) !== 0) throw new FrameError('a server does not mask');
    const short = second & 0x7f;
    const end = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (rest.length < end) return null;
    const length =
      short < 126 ? short : short === 126 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2));
    if (length + this.partBytes > this.mostBytes)
      throw new FrameError(`a message of more than ${this.mostBytes >> 20} MiB`);
    this.missing = end + length - rest.length;
    if (this.missing > 0) return null;
    return { isLast: (first & 0x80) !== 0, code: first & 0x0f, length, end };
  }

  private frame({ isLast, code }: Header, payload: Buffer): Frame | null {
    switch (code) {
      case CONTINUED:
      case TEXT:
      case BINARY:
        if ((code === CONTINUED) !== this.parts.length > 0) throw new FrameError('parts out of order');
        return this.part(payload, isLast);
      case CLOSE:
        return { kind: 'close', reason: payload.toString('utf8', 2) };
      case PING:
        return { kind: 'ping', payload };
      case PONG:
        return null;
      default:
        throw new FrameError(`a frame of kind ${code}`);
    }
  }

  private part(payload: Buffer, isLast: boolean): Frame | null {
    this.parts.push(payload);
    this.partBytes += payload.length;
    if (!isLast) return null;
    const text = Buffer.concat(this.parts).toString('utf8');
    this.parts = [];
    this.partBytes = 0;
    return { kind: 'text', text };
  }
}

/** The answer to a ping. What a client sends is masked: proxies on the way are not to take it for something else. */
export function pong(payload: Buffer): Buffer {
  const mask = randomBytes(4);
  const masked = payload.map((byte, index) => byte ^ mask.readUInt8(index % 4));
  return Buffer.concat([Buffer.from([0x80 | PONG, 0x80 | payload.length]), mask, masked]);
}
