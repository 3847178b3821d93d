import { u16, u32, u32be } from './bytes.ts';
import { type Container, LONGEST_PACKET, MOST_BYTES, Unreadable } from './container.ts';
import type { PacketSink, RawPacket } from './raw-packet.ts';
import { PCAP_MAGIC, PCAP_MODIFIED_MAGIC, PCAP_NANO_MAGIC } from './recognise.ts';

const FILE_HEADER = 24;
const PACKET_HEADER = 16;
/** Kuznetzov's adds interface, protocol and direction. */
const MODIFIED_PACKET_HEADER = 24;
/**
 * What SuSE 6.3 (under Kuznetzov's magic number), Nokia and Red Hat 6.1 (under the usual one) put behind that header without
 * announcing it.
 */
const MORE_HEADER = [4, 8];
/** Packets of a capture lie no further apart than this. */
const YEAR_SECONDS = 366 * 86_400;
/** D-Bus and USB captures hold longer records than networks do. */
const LONG_LINKS: ReadonlyMap<number, number> = new Map([
  [231, 128 << 20],
  [249, 128 << 20],
  [279, 8 << 20],
]);

/**
 * Classic pcap (draft-ietf-opsawg-pcap): both byte orders, stamps in micro- or nanoseconds, Kuznetzov's variant, and
 * the old versions that wrote the two lengths the other way round.
 */
export class PcapContainer implements Container {
  readonly format = 'pcap';
  need = FILE_HEADER;
  skip = 0;
  private begun = false;
  /** The length of the headers of packets is not settled yet. */
  private isOpen = false;
  private little = false;
  private nano = false;
  private headerLength = PACKET_HEADER;
  private lengths: 'usual' | 'swapped' | 'maybe-swapped' = 'usual';
  private longest = LONGEST_PACKET;

  constructor(
    private readonly packet: RawPacket,
    private readonly sink: PacketSink,
    private readonly onLink: (link: number) => void,
  ) {}

  get doing(): string {
    return this.begun ? `packet ${this.packet.number + 1}` : 'the file header';
  }

  read(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    if (!this.begun) {
      this.need = FILE_HEADER;
      if (end - at < FILE_HEADER) return at;
      this.begin(bytes, at);
      at += FILE_HEADER;
    }
    if (this.isOpen && end - at >= this.headerLength) this.fitHeader(bytes, at, end);
    const { packet, little, headerLength } = this;
    packet.bytes = bytes;
    let need = headerLength;
    while (end - at >= headerLength) {
      const seconds = u32(bytes, at, little);
      let captured = u32(bytes, at + 8, little);
      let length = u32(bytes, at + 12, little);
      if (this.lengths !== 'usual' && (this.lengths === 'swapped' || captured > length)) {
        [captured, length] = [length, captured];
      }
      if (captured > this.longest) {
        throw new Unreadable(at, `packet ${packet.number + 1} claims to hold ${captured} bytes`);
      }
      const kept = captured < MOST_BYTES ? captured : MOST_BYTES;
      const start = at + headerLength;
      need = headerLength + kept;
      if (end - at < need) break;
      need = headerLength;
      if (captured === 0 && this.isFileHeader(bytes, at, end)) {
        // `cat a.pcap b.pcap`: the second one begins here.
        this.begun = false;
        return this.read(bytes, at, end);
      }
      const fraction = u32(bytes, at + 4, little);
      if (this.nano) {
        packet.time = seconds * 1000 + Math.floor(fraction / 1e6);
        packet.nanos = fraction % 1e6;
      } else {
        packet.time = seconds * 1000 + Math.floor(fraction / 1000);
        packet.nanos = (fraction % 1000) * 1000;
      }
      packet.number++;
      packet.start = start;
      packet.end = start + kept;
      packet.length = length < captured ? captured : length;
      this.sink.packet(packet);
      at = packet.end;
      if (kept < captured) {
        this.skip = captured - kept;
        return at;
      }
    }
    this.need = need;
    return at;
  }

  private begin(bytes: Uint8Array, at: number): void {
    const big = u32be(bytes, at);
    this.little = big !== PCAP_MAGIC && big !== PCAP_NANO_MAGIC && big !== PCAP_MODIFIED_MAGIC;
    const magic = u32(bytes, at, this.little);
    const major = u16(bytes, at + 4, this.little);
    const minor = u16(bytes, at + 6, this.little);
    if (major !== 2 && !(major === 543 && minor === 0)) {
      throw new Unreadable(at + 4, `version ${major}.${minor} of pcap is not known`);
    }
    // libpcap: before 2.3 the lengths stood the other way round, 2.3 has both, Digital's 543.0 too.
    this.lengths = major === 543 || minor < 3 ? 'swapped' : minor === 3 ? 'maybe-swapped' : 'usual';
    this.nano = magic === PCAP_NANO_MAGIC;
    this.headerLength = magic === PCAP_MODIFIED_MAGIC ? MODIFIED_PACKET_HEADER : PACKET_HEADER;
    // The upper bits say whether a frame check sequence follows each packet.
    const linkField = u32(bytes, at + 20, this.little);
    if ((linkField & 0x03ff0000) !== 0) {
      throw new Unreadable(at + 20, `link type field 0x${linkField.toString(16)} has reserved bits set`);
    }
    const link = linkField & 0xffff;
    this.longest = LONG_LINKS.get(link) ?? LONGEST_PACKET;
    this.packet.link = link;
    this.onLink(link);
    this.begun = true;
    this.isOpen = true;
  }

  /** Finds out from the second packet how long the header of the first is, when the second is there already. */
  private fitHeader(bytes: Uint8Array, at: number, end: number): void {
    this.isOpen = false;
    const seconds = u32(bytes, at, this.little);
    const next = at + this.headerLength + u32(bytes, at + 8, this.little);
    if (next === end || this.mayBegin(bytes, next, end, seconds)) return;
    const more = MORE_HEADER.find((length) => this.mayBegin(bytes, next + length, end, seconds));
    this.headerLength += more ?? 0;
  }

  private mayBegin(bytes: Uint8Array, at: number, end: number, near: number): boolean {
    if (end - at < PACKET_HEADER) return false;
    const captured = u32(bytes, at + 8, this.little);
    return (
      Math.abs(u32(bytes, at, this.little) - near) < YEAR_SECONDS &&
      u32(bytes, at + 4, this.little) < (this.nano ? 1e9 : 1e6) &&
      captured > 0 &&
      captured <= this.longest &&
      captured <= u32(bytes, at + 12, this.little)
    );
  }

  /**
   * Whether another file's header stands here, as certainly as can be told: the same magic number as at the beginning, and
   * the version that everybody writes.
   */
  private isFileHeader(bytes: Uint8Array, at: number, end: number): boolean {
    if (end - at < 8) return false;
    const magic = u32be(bytes, at);
    const isLittle = magic === 0xd4c3b2a1 || magic === 0x4d3cb2a1;
    if (!isLittle && magic !== PCAP_MAGIC && magic !== PCAP_NANO_MAGIC) return false;
    return u16(bytes, at + 4, isLittle) === 2 && u16(bytes, at + 6, isLittle) === 4;
  }
}
