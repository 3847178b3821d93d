/**
 * A field of `journalctl -o export` that is not one line of text: its name alone, eight bytes that say how many follow, lowest
 * first, and these. Anybody may write such a message, with what looks like another entry in it: all that may be of it is
 * passed over, rather a little more than a byte too few.
 */
export class JournalBytes {
  /** What was read of the length; null when it is known. */
  private head: string | null = '';
  private left = 0;

  /** Whether the field goes on behind this line. */
  take(line: string): boolean {
    if (this.head === null) return this.pass(line);
    this.head += this.head === '' ? line : `\n${line}`;
    if (this.head.length < HEAD) return true;
    const { head } = this;
    // Empty lines do not come here: the lowest byte was a line end.
    const whole = isLength(head) ? head : `\n${head}`;
    this.left = isLength(whole) ? lengthOf(whole) : Number.MAX_SAFE_INTEGER;
    this.head = null;
    return this.pass(whole.slice(HEAD));
  }

  private pass(line: string): boolean {
    this.left -= byteLength(line) + LINE_END;
    return this.left > 0;
  }

  save(): unknown {
    return { head: this.head, left: this.left };
  }

  restore(state: unknown): void {
    Object.assign(this, state);
  }
}

const HEAD = 8;
const LINE_END = 1;

function isLength(head: string): boolean {
  return head.slice(3, HEAD) === '\0'.repeat(HEAD - 3);
}

/** What is no ASCII was lost when the bytes became text: it may have been as much as a byte holds. */
function lengthOf(head: string): number {
  const [low = 0, middle = 0, high = 0] = [0, 1, 2].map((at) => {
    const code = head.charCodeAt(at);
    return code < 128 ? code : 255;
  });
  return low + middle * 256 + high * 65_536;
}

/** At most what the text had in bytes: a sign that stands for what was no UTF-8 may have been one. */
function byteLength(text: string): number {
  let bytes = 0;
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    bytes += code < 128 || code === 0xfffd ? 1 : code < 2048 ? 2 : code < 65_536 ? 3 : 4;
  }
  return bytes;
}
