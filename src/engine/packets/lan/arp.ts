import { Spread } from '../analysis/spread.ts';
import { i32be, u16be } from '../capture/bytes.ts';
import { ipv4Text } from '../table/addresses.ts';
import { AnsweredAsks } from './answered.ts';
import { Bindings } from './bindings.ts';
import { claimFinding, type LanFinding, sweepFinding } from './findings.ts';
import { type Mac, macAt } from './mac.ts';

const REQUEST = 1;
const REPLY = 2;
/** Of who asked for so many, it is looked at what comes of the answers. */
const MANY = 8;

/** Reads ARP: who claims an address that another claims, and who asks for one address after the other. */
export class ArpWatch {
  private readonly bindings = new Bindings();
  /** Whom a card asks for. */
  private readonly sweeps = new Spread({ keys: 256, values: 512, span: 1000, floor: 32 });

  private readonly answers = new AnsweredAsks();

  get displaced(): number {
    return this.bindings.displaced + this.sweeps.displaced;
  }

  /** Whether it matters who sends what to whom. */
  get isWaiting(): boolean {
    return this.answers.isWaiting;
  }

  /** A packet of IPv4 went from this card to this address. */
  sent(card: Mac, address: number): void {
    this.answers.sent(card, address);
  }

  /** Null when the packet shows nothing odd. */
  read(bytes: Uint8Array, at: number, tick: number): LanFinding | null {
    const isIpv4 = u16be(bytes, at + 2) === 0x0800 && bytes[at + 4] === 6 && bytes[at + 5] === 4;
    if (!isIpv4) return null;
    const operation = u16be(bytes, at + 6);
    const sender = i32be(bytes, at + 14);
    const target = i32be(bytes, at + 24);
    const mac = macAt(bytes, at + 8);
    if (operation === REQUEST && target !== sender) {
      this.bindings.asked(target, tick);
      const sweep = this.sweeps.add(mac, target >>> 0, tick);
      if (sweep) {
        const source = sender === 0 ? null : ipv4Text(sender);
        return sweepFinding(sweep, this.answers.followed(mac), mac, source, ipv4Text(target));
      }
    }
    // Who looks whether an address is free (RFC 5227) claims none.
    if (sender === 0) return null;
    const isReply = operation === REPLY && sender !== target;
    if (isReply) {
      const asker = macAt(bytes, at + 18);
      if (this.sweeps.count(asker) >= MANY) this.answers.answered(asker, sender, tick);
    }
    const claim = this.bindings.claim(sender, mac, isReply ? target : null, tick);
    return claim && claimFinding('arp', claim, ipv4Text(sender));
  }
}
