import { retainText } from '../model/log-event.ts';

const SLOTS = 256;

/**
 * Numbers (from 1) for texts that come again and again: of two equal numbers the texts are equal. A text that has not come
 * for long may get another number: whoever compares numbers first and texts then is right in any case.
 */
export class TextNumbers {
  private readonly slots: string[] = new Array<string>(SLOTS).fill('');
  private readonly numbers = new Int32Array(SLOTS);
  private last = 0;

  numberOf(text: string): number {
    const { length } = text;
    const mixed =
      length === 0
        ? 0
        : text.charCodeAt(0) + 7 * text.charCodeAt(length - 1) + 31 * text.charCodeAt(length >> 1);
    const slot = (mixed + length) % SLOTS;
    if (this.slots[slot] !== text || this.numbers[slot] === 0) {
      this.slots[slot] = retainText(text);
      this.numbers[slot] = ++this.last;
    }
    return this.numbers[slot] as number;
  }
}
