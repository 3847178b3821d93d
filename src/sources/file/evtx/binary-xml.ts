import { valueText } from './values.ts';

/** An element of an event. */
export type XmlElement = {
  readonly name: string;
  readonly attributes: [name: string, value: string][];
  readonly children: XmlElement[];
  text: string;
};

/** What an event consists of is bounded, and what all events of a chunk do: templates may be named over and over. */
const MOST_DEPTH = 24;
const MOST_NESTED = 4;
const MOST_VALUES = 1024;
const LONGEST_TEXT = 48 * 1024;

/** What is left for the events of one chunk: tokens that are read, and characters that come of them. */
export type Budget = { tokens: number; characters: number };

class DamagedXml extends Error {}

/** A value that a template is filled with. */
type Value = { readonly type: number; readonly bytes: Buffer };

const NO_VALUES: readonly Value[] = [];

/**
 * The event in `chunk` from `start` to `end`, in the binary XML of Windows' event log (as the documentation of libevtx
 * describes it); null when it is damaged, or larger than what is allowed.
 */
export function readEvent(chunk: Buffer, start: number, end: number, budget: Budget): XmlElement | null {
  const root: XmlElement = { name: '', attributes: [], children: [], text: '' };
  try {
    new Reader(chunk, start, end, budget, 0).content(root, NO_VALUES, 0);
  } catch (error) {
    if (error instanceof DamagedXml || error instanceof RangeError) return null;
    throw error;
  }
  return root.children[0] ?? null;
}

class Reader {
  constructor(
    private readonly chunk: Buffer,
    private at: number,
    private readonly end: number,
    private readonly budget: Budget,
    private readonly nested: number,
  ) {
    if (end > chunk.length || at > end || nested > MOST_NESTED) throw new DamagedXml();
  }

  /** All up to the end of the element, of the fragment or of the bytes. */
  content(parent: XmlElement, values: readonly Value[], depth: number): void {
    while (this.at < this.end) {
      const token = this.byte();
      this.spend();
      switch (token & 0xbf) {
        case 0x00:
        case 0x04:
          return;
        case 0x01:
          this.element(parent, (token & 0x40) !== 0, values, depth);
          break;
        case 0x0c:
          this.template(parent, depth);
          break;
        case 0x0f:
          this.skip(3);
          break;
        default:
          this.piece(token & 0xbf, parent, values, depth);
      }
    }
  }

  private element(parent: XmlElement, hasAttributes: boolean, values: readonly Value[], depth: number): void {
    if (depth >= MOST_DEPTH) throw new DamagedXml();
    this.skip(6);
    const element: XmlElement = { name: this.name(), attributes: [], children: [], text: '' };
    parent.children.push(element);
    if (hasAttributes) this.attributes(element, values, depth);
    const token = this.byte();
    if (token === 0x03) return;
    if (token !== 0x02) throw new DamagedXml();
    this.content(element, values, depth + 1);
  }

  private attributes(element: XmlElement, values: readonly Value[], depth: number): void {
    const end = this.dword() + this.at;
    if (end > this.end) throw new DamagedXml();
    while (this.at < end) {
      const token = this.byte();
      if ((token & 0xbf) !== 0x06) throw new DamagedXml();
      this.spend();
      const name = this.name();
      const holder: XmlElement = { name, attributes: [], children: [], text: '' };
      while (this.at < end && !isAttribute(this.peek()) && this.peek() > 0x04) {
        this.spend();
        this.piece(this.byte() & 0xbf, holder, values, depth);
      }
      element.attributes.push([name, holder.text]);
    }
  }

  /** Text, or what text is made of. */
  private piece(token: number, parent: XmlElement, values: readonly Value[], depth: number): void {
    switch (token) {
      case 0x05: {
        const type = this.byte();
        if (type !== 0x01) throw new DamagedXml();
        this.add(parent, this.text(this.word()));
        return;
      }
      case 0x07:
        this.add(parent, this.text(this.word()));
        return;
      case 0x08:
        this.add(parent, String.fromCharCode(this.word()));
        return;
      case 0x09:
        this.add(parent, ENTITIES.get(this.name()) ?? '');
        return;
      case 0x0a:
        this.name();
        return;
      case 0x0b:
        this.text(this.word());
        return;
      case 0x0d:
      case 0x0e: {
        const value = values[this.word()];
        this.skip(1);
        if (value !== undefined) this.substitute(parent, value, depth);
        return;
      }
      default:
        throw new DamagedXml();
    }
  }

  private substitute(parent: XmlElement, { type, bytes }: Value, depth: number): void {
    if (type === NESTED) {
      // Names within stand at offsets of the chunk: the same bytes are read where they are.
      const start = bytes.byteOffset - this.chunk.byteOffset;
      const inner = new Reader(this.chunk, start, start + bytes.length, this.budget, this.nested + 1);
      inner.content(parent, NO_VALUES, depth);
    } else this.add(parent, valueText(type, bytes) ?? '');
  }

  private add(parent: XmlElement, text: string): void {
    this.spend(text.length);
    if (parent.text.length + text.length > LONGEST_TEXT) throw new DamagedXml();
    parent.text += text;
  }

  /** An event is a template of its own kind, which stands in the chunk once, and the values that fill it. */
  private template(parent: XmlElement, depth: number): void {
    this.skip(5);
    const definition = this.dword();
    if (definition === this.at) this.skip(HEAD_OF_TEMPLATE + this.chunk.readUInt32LE(this.at + 20));
    const values = this.values();
    const size = this.chunk.readUInt32LE(definition + 20);
    const start = definition + HEAD_OF_TEMPLATE;
    const inner = new Reader(this.chunk, start, start + size, this.budget, this.nested + 1);
    inner.content(parent, values, depth);
  }

  private values(): readonly Value[] {
    const count = this.dword();
    if (count > MOST_VALUES || this.at + count * 4 > this.end) throw new DamagedXml();
    const kinds: { readonly size: number; readonly type: number }[] = [];
    for (let index = 0; index < count; index++) {
      kinds.push({ size: this.word(), type: this.byte() });
      this.skip(1);
    }
    return kinds.map(({ size, type }) => {
      this.spend();
      const start = this.at;
      this.skip(size);
      return { type, bytes: this.chunk.subarray(start, this.at) };
    });
  }

  /** Where a name is first used it stands right there; later it is named by its place. */
  private name(): string {
    const place = this.dword();
    const isHere = place === this.at;
    const length = this.chunk.readUInt16LE(place + 6);
    const start = place + HEAD_OF_NAME;
    if (length > LONGEST_NAME || start + length * 2 > this.chunk.length) throw new DamagedXml();
    this.spend(length);
    if (isHere) this.skip(HEAD_OF_NAME + length * 2 + 2);
    return this.chunk.toString('utf16le', start, start + length * 2);
  }

  private text(characters: number): string {
    const start = this.at;
    this.skip(characters * 2);
    return this.chunk.toString('utf16le', start, this.at);
  }

  private spend(characters = 0): void {
    this.budget.tokens -= 1;
    this.budget.characters -= characters;
    if (this.budget.tokens < 0 || this.budget.characters < 0) throw new DamagedXml();
  }

  private peek(): number {
    return this.chunk[this.at] ?? 0;
  }

  private skip(bytes: number): void {
    this.at += bytes;
    if (this.at > this.end) throw new DamagedXml();
  }

  private byte(): number {
    this.skip(1);
    return this.chunk.readUInt8(this.at - 1);
  }

  private word(): number {
    this.skip(2);
    return this.chunk.readUInt16LE(this.at - 2);
  }

  private dword(): number {
    this.skip(4);
    return this.chunk.readUInt32LE(this.at - 4);
  }
}

/** Next definition, GUID, size. */
const HEAD_OF_TEMPLATE = 24;
/** Next name, hash, length. */
const HEAD_OF_NAME = 8;
const LONGEST_NAME = 256;
const NESTED = 0x21;

function isAttribute(token: number): boolean {
  return (token & 0xbf) === 0x06;
}

const ENTITIES: ReadonlyMap<string, string> = new Map(
  Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }),
);
