import type { Container } from './container.ts';
import { Unreadable } from './container.ts';
import { PcapContainer } from './pcap.ts';
import { PcapngContainer } from './pcapng.ts';
import { type CaptureProblem, type PacketSink, RawPacket } from './raw-packet.ts';
import { type CaptureFormat, captureFormat, MAGIC_BYTES } from './recognise.ts';

/**
 * Reads a capture from pieces of any size, as they come. A state machine: no file, no clock. Whatever the bytes are it
 * ends at their end, keeps no more than one record of them, and says in `problems` what was wrong; all packets before
 * that have been handed over.
 */
export class CaptureReader {
  readonly packet = new RawPacket();
  readonly links = new Set<number>();
  /** The first problem; behind a fatal one nothing was read. */
  problem: CaptureProblem | null = null;
  private container: Container | null = null;
  /** The beginning of a record that goes on in the next piece. */
  private carry = new Uint8Array(4096);
  private carried = 0;
  /** Bytes of the capture before the carried ones. */
  private offset = 0;
  private stopped = false;
  /** Where the piece that is read now begins in the capture. */
  private base = 0;

  constructor(private readonly sink: PacketSink) {}

  get format(): CaptureFormat | null {
    return this.container?.format ?? null;
  }

  /** Whether nothing more can be read. */
  get isStopped(): boolean {
    return this.stopped;
  }

  /** How many bytes it keeps of what it has read. */
  get held(): number {
    return this.carry.length;
  }

  push(given: Uint8Array): void {
    // Node's buffers are a class of their own: code that meets both is slower for either.
    const piece = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
    let at = 0;
    while (at < piece.length && !this.stopped) {
      const skip = Math.min(this.container?.skip ?? 0, piece.length - at);
      if (skip > 0 && this.container && this.carried === 0) {
        this.container.skip -= skip;
        this.offset += skip;
        at += skip;
      } else if (this.carried > 0 || !this.container) at += this.fill(piece, at);
      else at += this.readFrom(piece, at);
    }
  }

  /** The packed file around the capture is damaged from here on. */
  breakOff(message: string): void {
    this.report({ offset: this.offset + this.carried, message });
    this.stopped = true;
  }

  /** No more will come. */
  end(): void {
    if (this.stopped) return;
    this.stopped = true;
    if (this.container === null) {
      const message = this.carried === 0 ? 'it is empty' : 'it is too short to be a capture';
      this.report({ offset: this.carried, message });
    } else if (this.carried > 0 || this.container.skip > 0) {
      const message = `it is cut off in ${this.container.doing}`;
      this.report({ offset: this.offset + this.carried, message });
    } else if (this.container.doing === 'the file header') {
      this.report({ offset: this.offset, message: 'it is cut off in the file header' });
    }
  }

  /** Completes the record that began in the piece before, and reads it; returns how much of this piece that took. */
  private fill(piece: Uint8Array, at: number): number {
    const need = this.container?.need ?? MAGIC_BYTES;
    const taken = Math.min(need - this.carried, piece.length - at);
    this.makeRoom(this.carried + taken);
    this.carry.set(piece.subarray(at, at + taken), this.carried);
    this.carried += taken;
    if (this.carried < need) return taken;
    if (!this.container && !this.recognise()) return taken;
    this.base = this.offset;
    const read = this.guarded(this.carry, 0, this.carried);
    this.carry.copyWithin(0, read, this.carried);
    this.carried -= read;
    this.offset += read;
    return taken;
  }

  private readFrom(piece: Uint8Array, at: number): number {
    this.base = this.offset - at;
    const stands = this.guarded(piece, at, piece.length);
    this.offset += stands - at;
    if (this.stopped || (this.container?.skip ?? 0) > 0) return stands - at;
    const left = piece.length - stands;
    this.makeRoom(left);
    this.carry.set(piece.subarray(stands), 0);
    this.carried = left;
    return piece.length - at;
  }

  private guarded(bytes: Uint8Array, at: number, end: number): number {
    try {
      return (this.container as Container).read(bytes, at, end);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.stopped = true;
      this.report({ offset: this.base + error.at, message: error.message });
      return at;
    }
  }

  private recognise(): boolean {
    const onLink = (link: number): void => void this.links.add(link);
    const format = captureFormat(this.carry.subarray(0, this.carried));
    if (format === 'pcap') this.container = new PcapContainer(this.packet, this.sink, onLink);
    else if (format === 'pcapng') {
      this.container = new PcapngContainer(this.packet, this.sink, onLink, ({ offset, message }) =>
        this.report({ offset: this.base + offset, message }),
      );
    } else {
      const magic = Array.from(this.carry.subarray(0, MAGIC_BYTES), (byte) =>
        byte.toString(16).padStart(2, '0'),
      );
      this.report({
        offset: 0,
        message: `it begins with ${magic.join(' ')}, as neither pcap nor pcapng does`,
      });
      this.stopped = true;
    }
    return format !== null;
  }

  private report(problem: CaptureProblem): void {
    this.problem ??= problem;
  }

  private makeRoom(size: number): void {
    if (size <= this.carry.length) return;
    const larger = new Uint8Array(Math.max(size, 2 * this.carry.length));
    larger.set(this.carry.subarray(0, this.carried));
    this.carry = larger;
  }
}
