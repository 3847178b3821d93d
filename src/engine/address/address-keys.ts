import { int32s, int32sOf, longerInt32s } from '../arrays/large-arrays.ts';
import { ipv4Bits, ipv4Text, NOT_IPV4 } from './ipv4.ts';

/**
 * Keys by small number (from 0), made for keys that are mostly IPv4 addresses: such a key is four bytes, not a string (40
 * bytes of a heap that the collector walks over). All other keys are in a `Map`.
 */
export class AddressKeys {
  private addresses = int32s(256);
  private readonly others = new Map<number, string>();
  private used = 0;

  /** One more than the highest number. */
  get size(): number {
    return this.used;
  }

  /** Gives the key the next number. */
  push(key: string): number {
    const number = this.used++;
    if (number === this.addresses.length) this.grow();
    this.set(number, key);
    return number;
  }

  /** Another key under this number. The text is kept as it is given. */
  set(number: number, key: string): void {
    const address = ipv4Bits(key);
    this.addresses[number] = address;
    if (address === NOT_IPV4) this.others.set(number, key);
    else if (this.others.size > 0) this.others.delete(number);
  }

  /** Nothing is kept under this number until it is set again. */
  drop(number: number): void {
    this.others.delete(number);
  }

  text(number: number): string {
    const address = this.addresses[number] as number;
    return address === NOT_IPV4 ? (this.others.get(number) ?? '') : ipv4Text(address);
  }

  /** In order of their numbers. */
  *all(): Iterable<string> {
    for (let number = 0; number < this.used; number++) yield this.text(number);
  }

  /** As they stand now. */
  copy(): AddressKeys {
    const copy = new AddressKeys();
    copy.addresses = int32sOf(this.addresses, this.used);
    for (const [number, key] of this.others) copy.others.set(number, key);
    copy.used = this.used;
    return copy;
  }

  private grow(): void {
    this.addresses = longerInt32s(this.addresses, 2 * this.addresses.length);
  }
}
