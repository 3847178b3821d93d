import { retainText } from '../model/log-event.ts';

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
}
