import { i32be, u16be } from '../capture/bytes.ts';
import type { RawPacket } from '../capture/raw-packet.ts';
import type { Decoded } from '../decode/decoded.ts';
import type { Handle } from '../table/addresses.ts';
import { ArpWatch } from './arp.ts';
import { CardWatch } from './cards.ts';
import { DHCP_CLIENT, DHCP_SERVER, DhcpWatch } from './dhcp.ts';
import { cardsFinding, type LanFinding } from './findings.ts';
import { macAt } from './mac.ts';
import { LLMNR, NameWatch, NETBIOS } from './names.ts';
import { NdpWatch } from './ndp.ts';

const PORTS = [DHCP_SERVER, DHCP_CLIENT, LLMNR, NETBIOS];

const ETHERNET = 1;

type LanParts = {
  readonly text: (handle: Handle) => string;
  /** Told of what `raw`, the packet of now, shows. */
  readonly onFinding: (finding: LanFinding, raw: RawPacket) => void;
};

/** Looks at what only neighbours say to each other: who has which address, who gives addresses out, who has which name. */
export class LanWatch {
  private readonly arpWatch = new ArpWatch();
  private readonly ndpWatch = new NdpWatch();
  private readonly dhcp = new DhcpWatch();
  private readonly names = new NameWatch();
  private readonly cards = new CardWatch();
  /** 1 for ports that servers of a local network speak from. */
  private readonly isOurs = new Uint8Array(65_536);

  constructor(private readonly parts: LanParts) {
    for (const port of PORTS) this.isOurs[port] = 1;
  }

  /** Addresses and cards that ARP told of, and made room for others. */
  get displacedOfArp(): number {
    return this.arpWatch.displaced;
  }

  /** The same of all others. */
  get displaced(): number {
    return this.ndpWatch.displaced + this.dhcp.displaced + this.names.displaced;
  }

  arp(raw: RawPacket, decoded: Decoded, tick: number): void {
    this.tell(this.arpWatch.read(raw.bytes, decoded.arpStart, tick), raw);
  }

  /** Whether it matters who sends what to whom. */
  get isWaiting(): boolean {
    return this.arpWatch.isWaiting;
  }

  /** A packet of IPv4, while that matters. */
  sent(raw: RawPacket, { macStart, d3 }: Decoded): void {
    if (macStart !== -1) this.arpWatch.sent(macAt(raw.bytes, macStart), d3);
  }

  ndp(raw: RawPacket, decoded: Decoded, isToMany: boolean, tick: number): void {
    this.tell(this.ndpWatch.read(raw.bytes, decoded, isToMany, tick), raw);
  }

  /** A host spoke, `before` times before. */
  host(raw: RawPacket, { macStart }: Decoded, before: number, tick: number): void {
    if (macStart === -1) return;
    const sight = before === 0 ? this.cards.first(raw.bytes, macStart, tick) : null;
    if (sight) this.tell(cardsFinding(sight, macAt(raw.bytes, macStart)), raw);
    if (before === 1) this.cards.second(raw.bytes, macStart);
  }

  /**
   * A frame that could not be followed. What switches say to each other (STP, CDP) is passed on by none of them, so that a place
   * of a network hears few; whoever invents their cards is a flood.
   */
  frame(raw: RawPacket, { macStart }: Decoded, tick: number): void {
    if (raw.link !== ETHERNET || macStart === -1 || !isForNeighbours(raw.bytes, raw.start)) return;
    const sight = this.cards.first(raw.bytes, macStart, tick);
    if (sight) this.tell(cardsFinding(sight, macAt(raw.bytes, macStart)), raw);
  }

  datagram(raw: RawPacket, decoded: Decoded, sender: Handle, tick: number): void {
    const { sourcePort } = decoded;
    if (this.isOurs[sourcePort] !== 1) return;
    const isDhcp = sourcePort === DHCP_SERVER || sourcePort === DHCP_CLIENT;
    const who = (): string => this.parts.text(sender);
    this.tell(
      isDhcp
        ? this.dhcp.read(raw.bytes, decoded, tick)
        : this.names.read(raw.bytes, decoded, sender, who, tick),
      raw,
    );
  }

  private tell(finding: LanFinding | null, raw: RawPacket): void {
    if (finding) this.parts.onFinding(finding, raw);
  }
}

/** Whether a frame is for the next switch only: 01:80:c2:00:00:00 to 0f (IEEE 802.1Q), or 01:00:0c:cc:cc:cc and cd (Cisco). */
function isForNeighbours(bytes: Uint8Array, at: number): boolean {
  const high = u16be(bytes, at);
  const low = i32be(bytes, at + 2);
  return (high === 0x0180 && low >>> 4 === 0xc200000) || (high === 0x0100 && low >>> 1 === 0x0ccccccc >>> 1);
}
