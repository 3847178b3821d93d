import { retainText } from '../model/log-event.ts';
import type { OpenBlock } from './parse/open-block.ts';

const SLOTS = 256;

/**
 * Own copies of short texts that come again and again, as the accounts of an attack do: one copy for all who keep it,
 * near at hand when it is compared. What falls on the same slot replaces it: that costs one more copy and nothing else.
 */
export class OwnTexts {
  private readonly slots: string[] = new Array<string>(SLOTS).fill('');

  own(text: string): string {
    const { length } = text;
    if (length === 0) return '';
    const mixed =
      text.charCodeAt(0) + 7 * text.charCodeAt(length - 1) + 31 * text.charCodeAt(length >> 1) + length;
    const slot = mixed % SLOTS;
    const known = this.slots[slot] as string;
    if (known === text) return known;
    const own = retainText(text);
    this.slots[slot] = own;
    return own;
  }

  /** The text from `start` to `end` of a block that is read as bytes: one that is known is not cut out of it. */
  ownAt({ text, bytes }: OpenBlock, start: number, end: number): string {
    const length = end - start;
    if (length === 0) return '';
    const mixed =
      (bytes[start] as number) +
      7 * (bytes[end - 1] as number) +
      31 * (bytes[start + (length >> 1)] as number) +
      length;
    const slot = mixed % SLOTS;
    const known = this.slots[slot] as string;
    if (known.length === length) {
      let at = 0;
      while (at < length && known.charCodeAt(at) === bytes[start + at]) at++;
      if (at === length) return known;
    }
    const own = retainText(text.slice(start, end));
    this.slots[slot] = own;
    return own;
  }
}
