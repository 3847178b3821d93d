import { u16, u32, u32be } from './bytes.ts';
import { type Container, MOST_BYTES, Unreadable } from './container.ts';
import type { CaptureProblem, PacketSink, RawPacket } from './raw-packet.ts';
import { PCAPNG_SECTION } from './recognise.ts';
import { Stamps } from './stamp.ts';

const BYTE_ORDER = 0x1a2b3c4d;
const BYTE_ORDER_SWAPPED = 0x4d3c2b1a;
/** Type, length, and the length again at the end. */
const SMALLEST_BLOCK = 12;
/** Type, length, byte order, version, length of the section, length again. */
const SMALLEST_SECTION = 28;
/** Wireshark's limit. */
const LONGEST_BLOCK = 16 << 20;
/** Blocks up to this are held whole, and their two lengths compared. */
const LONGEST_HELD = 512 << 10;

const INTERFACE = 1;
const OBSOLETE_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;

const OPTION_END = 0;
const OPTION_TSRESOL = 9;
const OPTION_TSOFFSET = 14;
/** Microseconds, when the interface does not say. */
const DEFAULT_RESOLUTION = 6;
/** A section may announce any number of interfaces; nobody has more than this. */
const MOST_INTERFACES = 65_536;

type Interface = { readonly link: number; readonly snapLength: number; readonly stamps: Stamps };

/**
 * pcapng (draft-ietf-opsawg-pcapng): sections of either byte order one after the other, several interfaces with stamps
 * of their own resolution, packets in enhanced, simple and obsolete blocks. All other blocks are passed over.
 */
export class PcapngContainer implements Container {
  readonly format = 'pcapng';
  need = SMALLEST_BLOCK;
  skip = 0;
  private little = false;
  private interfaces: Interface[] = [];
  private inSection = false;

  constructor(
    private readonly packet: RawPacket,
    private readonly sink: PacketSink,
    private readonly onLink: (link: number) => void,
    /** Something is wrong that need not end the reading. `at` counts as in `read`. */
    private readonly onProblem: (problem: CaptureProblem) => void,
  ) {}

  get doing(): string {
    return this.inSection ? `the block after packet ${this.packet.number}` : 'the section header';
  }

  read(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    this.packet.bytes = bytes;
    for (;;) {
      if (end - at < SMALLEST_BLOCK) {
        this.need = SMALLEST_BLOCK;
        return at;
      }
      const isSection = u32be(bytes, at) === PCAPNG_SECTION;
      if (isSection) this.setByteOrder(bytes, at);
      else if (!this.inSection) throw new Unreadable(at, 'no section header');
      const length = u32(bytes, at + 4, this.little);
      this.checkLength(at, length, isSection ? SMALLEST_SECTION : SMALLEST_BLOCK);
      if (length > LONGEST_HELD) {
        const next = this.readLong(bytes, at, end, length);
        if (next === at) return at;
        this.skip = length - (next - at);
        return next;
      }
      if (end - at < length) {
        this.need = length;
        return at;
      }
      const again = u32(bytes, at + length - 4, this.little);
      this.readBlock(bytes, at, at + length - 4);
      if (again !== length) {
        const message = `the block's length is ${length} at its beginning and ${again} at its end`;
        this.onProblem({ offset: at, message });
      }
      at += length;
    }
  }

  private setByteOrder(bytes: Uint8Array, at: number): void {
    const order = u32be(bytes, at + 8);
    if (order !== BYTE_ORDER && order !== BYTE_ORDER_SWAPPED) {
      throw new Unreadable(at + 8, `byte order mark 0x${order.toString(16).padStart(8, '0')} is not one`);
    }
    this.little = order === BYTE_ORDER_SWAPPED;
  }

  private checkLength(at: number, length: number, smallest: number): void {
    if (length % 4 === 0 && length >= smallest && length <= LONGEST_BLOCK) return;
    throw new Unreadable(at + 4, `a block claims to be ${length} bytes long`);
  }

  /** Of a block that is too long to be held only the packet in it is read. */
  private readLong(bytes: Uint8Array, at: number, end: number, length: number): number {
    const type = u32(bytes, at, this.little);
    const isPacket = type === ENHANCED_PACKET || type === OBSOLETE_PACKET || type === SIMPLE_PACKET;
    const wanted = isPacket ? Math.min(28 + MOST_BYTES, length) : SMALLEST_BLOCK;
    if (end - at < wanted) {
      this.need = wanted;
      return at;
    }
    if (isPacket) this.readBlock(bytes, at, at + length - 4);
    return at + wanted;
  }

  /** `bodyEnd`: where the second length stands. */
  private readBlock(bytes: Uint8Array, at: number, bodyEnd: number): void {
    const { little } = this;
    if (u32be(bytes, at) === PCAPNG_SECTION) {
      this.beginSection(bytes, at);
      return;
    }
    switch (u32(bytes, at, little)) {
      case ENHANCED_PACKET: {
        if (bodyEnd - at < 28) throw new Unreadable(at, 'a packet block is too short');
        const source = this.interface(u32(bytes, at + 8, little), at);
        source.stamps.set(u32(bytes, at + 12, little), u32(bytes, at + 16, little));
        this.hand(source, bytes, at + 28, bodyEnd, u32(bytes, at + 20, little), u32(bytes, at + 24, little));
        break;
      }
      case OBSOLETE_PACKET: {
        if (bodyEnd - at < 28) throw new Unreadable(at, 'a packet block is too short');
        const source = this.interface(u16(bytes, at + 8, little), at);
        source.stamps.set(u32(bytes, at + 12, little), u32(bytes, at + 16, little));
        this.hand(source, bytes, at + 28, bodyEnd, u32(bytes, at + 20, little), u32(bytes, at + 24, little));
        break;
      }
      case SIMPLE_PACKET: {
        if (bodyEnd - at < 12) throw new Unreadable(at, 'a packet block is too short');
        const source = this.interface(0, at);
        const length = u32(bytes, at + 8, little);
        const limit = source.snapLength === 0 ? length : Math.min(length, source.snapLength);
        // It has no stamp: it keeps that of the packet before.
        this.hand(source, bytes, at + 12, bodyEnd, Math.min(limit, bodyEnd - at - 12), length);
        break;
      }
      case INTERFACE:
        if (bodyEnd - at < 16) throw new Unreadable(at, 'an interface block is too short');
        this.addInterface(bytes, at, bodyEnd);
        break;
    }
  }

  private hand(
    source: Interface,
    bytes: Uint8Array,
    start: number,
    bodyEnd: number,
    captured: number,
    length: number,
  ): void {
    const { packet } = this;
    if (captured > bodyEnd - start || captured > LONGEST_BLOCK) {
      throw new Unreadable(start, `packet ${packet.number + 1} claims to hold ${captured} bytes`);
    }
    packet.bytes = bytes;
    packet.number++;
    packet.time = source.stamps.ms;
    packet.nanos = source.stamps.nanos;
    packet.start = start;
    packet.end = start + Math.min(captured, MOST_BYTES);
    packet.length = length < captured ? captured : length;
    packet.link = source.link;
    this.sink.packet(packet);
  }

  private interface(index: number, at: number): Interface {
    const found = this.interfaces[index];
    if (!found) throw new Unreadable(at, `a packet names interface ${index}, which was not described`);
    return found;
  }

  private beginSection(bytes: Uint8Array, at: number): void {
    const major = u16(bytes, at + 12, this.little);
    const minor = u16(bytes, at + 14, this.little);
    // 1.2 is 1.0 as some programs wrote it.
    if (major !== 1 || (minor !== 0 && minor !== 2)) {
      throw new Unreadable(at + 12, `version ${major}.${minor} of pcapng is not known`);
    }
    this.interfaces = [];
    this.inSection = true;
  }

  private addInterface(bytes: Uint8Array, at: number, bodyEnd: number): void {
    if (this.interfaces.length >= MOST_INTERFACES) throw new Unreadable(at, 'too many interfaces');
    const link = u16(bytes, at + 8, this.little);
    const snapLength = u32(bytes, at + 12, this.little);
    let resolution = DEFAULT_RESOLUTION;
    let offset = 0;
    for (let option = at + 16; option + 4 <= bodyEnd; ) {
      const code = u16(bytes, option, this.little);
      const length = u16(bytes, option + 2, this.little);
      const value = option + 4;
      if (code === OPTION_END) break;
      if (value + length > bodyEnd) {
        this.onProblem({ offset: option, message: `an option claims to be ${length} bytes long` });
        break;
      }
      if (code === OPTION_TSRESOL && length >= 1) resolution = bytes[value] as number;
      if (code === OPTION_TSOFFSET && length >= 8) offset = this.signed64(bytes, value);
      option = value + ((length + 3) & ~3);
    }
    this.interfaces.push({ link, snapLength, stamps: new Stamps(resolution, offset) });
    this.onLink(link);
  }

  private signed64(bytes: Uint8Array, at: number): number {
    const first = u32(bytes, at, this.little);
    const second = u32(bytes, at + 4, this.little);
    const [high, low] = this.little ? [second, first] : [first, second];
    return (high | 0) * 4294967296 + low;
  }
}
