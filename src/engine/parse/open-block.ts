/** How many bytes behind a line's end a reader may look at. */
const MARGIN = 1024;

/**
 * The block that is read now: its text and, when that is ASCII, the same as bytes, place for place. Bytes are compared
 * five times as fast as the characters of a string, and nothing is cut out of it to look at a line.
 */
export class OpenBlock {
  text = '';
  /** Longer than the text: behind it stand bytes of earlier blocks. */
  bytes = new Uint8Array();
  /** The same bytes. */
  view = new DataView(this.bytes.buffer);
  private readonly encoder = new TextEncoder();

  /** Opens a block; false when it is not ASCII, so that its bytes and characters do not stand in the same places. */
  open(text: string): boolean {
    this.text = text;
    if (text.length + MARGIN > this.bytes.length) {
      this.bytes = new Uint8Array(2 * text.length + MARGIN);
      this.view = new DataView(this.bytes.buffer);
    }
    const { read, written } = this.encoder.encodeInto(text, this.bytes);
    return read === text.length && written === text.length;
  }
}

/** A text to be compared with bytes, four at a time: a loop over single bytes is slower than a string's `slice` and `===`. */
export class Words {
  readonly length: number;
  private readonly quads: Int32Array;
  /** Place of the last four bytes, which may overlap those before. */
  private readonly lastAt: number;
  private readonly last: number;

  /** At least four characters, all ASCII. */
  constructor(text: string) {
    const bytes = new TextEncoder().encode(text);
    const view = new DataView(bytes.buffer);
    this.length = bytes.length;
    this.lastAt = bytes.length - 4;
    this.last = view.getInt32(this.lastAt, true);
    this.quads = Int32Array.from({ length: Math.ceil(this.lastAt / 4) }, (_, quad) =>
      view.getInt32(4 * quad, true),
    );
  }

  /** Whether the text stands at `at`. No place before the beginning of `view` may be asked for. */
  standAt(view: DataView, at: number): boolean {
    const { quads } = this;
    if (view.getInt32(at + this.lastAt, true) !== this.last) return false;
    for (let quad = 0; quad < quads.length; quad++) {
      if (view.getInt32(at + 4 * quad, true) !== quads[quad]) return false;
    }
    return true;
  }
}

/** Index of the first text of the list that stands at `at`; -1 for none. */
export function wordsAt(view: DataView, at: number, list: readonly Words[]): number {
  for (let index = 0; index < list.length; index++)
    if ((list[index] as Words).standAt(view, at)) return index;
  return -1;
}
