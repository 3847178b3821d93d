import { crc32 } from 'node:zlib';

/** An event as the tests describe it. */
export type WrittenEvent = {
  readonly id: number;
  readonly channel: string;
  readonly provider: string;
  readonly time: Date;
  readonly data: Readonly<Record<string, string>>;
  /** The name of an element of `UserData`, in place of `EventData`. */
  readonly userData?: string;
};

const CHUNK = 65_536;
const RECORDS_AT = 512;

/** Values of the outer template, in their order. */
const TYPES = { string: 1, word: 6, qword: 10, time: 17, nested: 33 } as const;
type Slot = keyof typeof TYPES;
type Node = {
  readonly name: string;
  readonly attributes?: readonly (readonly [name: string, value: string | number])[];
  /** A number: the value that stands between elements. */
  readonly children?: readonly (Node | number)[];
  /** Text, or the number of the value that stands here. */
  readonly value?: string | number;
};

/**
 * Writes a small EVTX file by the public description of the format (libevtx's documentation): one chunk for so many events,
 * a template that stands where it is first used, the data of each event as a template within.
 */
export function writeEvtx(chunks: readonly (readonly WrittenEvent[])[]): Buffer {
  return Buffer.concat([fileHeader(chunks.length), ...chunks.map(writeChunk)]);
}

class ChunkWriter {
  readonly bytes = Buffer.alloc(CHUNK);
  at = RECORDS_AT;
  private readonly names = new Map<string, number>();
  private readonly templates = new Map<string, number>();

  u8(value: number): void {
    this.at = this.bytes.writeUInt8(value, this.at);
  }

  u16(value: number): void {
    this.at = this.bytes.writeUInt16LE(value, this.at);
  }

  u32(value: number): void {
    this.at = this.bytes.writeUInt32LE(value >>> 0, this.at);
  }

  u64(value: bigint): void {
    this.at = this.bytes.writeBigUInt64LE(value, this.at);
  }

  utf16(text: string): void {
    this.at += this.bytes.write(text, this.at, 'utf16le');
  }

  /** A size that is known only when what it counts is written. */
  sized(write: () => void): void {
    const at = this.at;
    this.u32(0);
    write();
    this.bytes.writeUInt32LE(this.at - at - 4, at);
  }

  name(name: string): void {
    const known = this.names.get(name);
    this.u32(known ?? this.at + 4);
    if (known !== undefined) return;
    this.names.set(name, this.at);
    this.u32(0);
    this.u16(hashOf(name));
    this.u16(name.length);
    this.utf16(name);
    this.u16(0);
  }

  element(node: Node, slots: readonly Slot[]): void {
    const { name, attributes = [], children = [], value } = node;
    this.u8(attributes.length > 0 ? 0x41 : 0x01);
    this.u16(0xffff);
    this.sized(() => {
      this.name(name);
      if (attributes.length > 0)
        this.sized(() => {
          for (const [index, [own, text]] of attributes.entries()) {
            this.u8(index < attributes.length - 1 ? 0x46 : 0x06);
            this.name(own);
            this.value(text, slots);
          }
        });
      if (children.length === 0 && value === undefined) this.u8(0x03);
      else {
        this.u8(0x02);
        if (value !== undefined) this.value(value, slots);
        for (const child of children) {
          if (typeof child === 'number') this.value(child, slots);
          else this.element(child, slots);
        }
        this.u8(0x04);
      }
    });
  }

  value(value: string | number, slots: readonly Slot[]): void {
    if (typeof value === 'string') {
      this.u8(0x05);
      this.u8(0x01);
      this.u16(value.length);
      this.utf16(value);
    } else {
      this.u8(0x0e);
      this.u16(value);
      this.u8(TYPES[slots[value] ?? 'string']);
    }
  }

  /** A fragment that is one template and its values. */
  instance(key: string, root: Node, slots: readonly Slot[], values: readonly (() => void)[]): void {
    this.fragment();
    this.u8(0x0c);
    this.u8(0x01);
    this.u32(hashOf(key));
    const known = this.templates.get(key);
    this.u32(known ?? this.at + 4);
    if (known === undefined) {
      this.templates.set(key, this.at);
      this.u32(0);
      for (let part = 0; part < 4; part++) this.u32(hashOf(key));
      this.sized(() => {
        this.fragment();
        this.element(root, slots);
        this.u8(0);
      });
    }
    this.u32(values.length);
    const descriptors = this.at;
    this.at += 4 * values.length;
    for (const [index, write] of values.entries()) {
      const start = this.at;
      write();
      const end = this.at;
      this.at = descriptors + 4 * index;
      this.u16(end - start);
      this.u8(TYPES[slots[index] ?? 'string']);
      this.u8(0);
      this.at = end;
    }
    this.u8(0);
  }

  private fragment(): void {
    for (const byte of [0x0f, 1, 1, 0]) this.u8(byte);
  }
}

const SYSTEM: Node = {
  name: 'System',
  children: [
    { name: 'Provider', attributes: [['Name', 2]] },
    { name: 'EventID', value: 0 },
    { name: 'TimeCreated', attributes: [['SystemTime', 1]] },
    { name: 'EventRecordID', value: 5 },
    { name: 'Channel', value: 3 },
    { name: 'Computer', value: 'SRV01' },
    { name: 'Security' },
  ],
};
const XMLNS = ['xmlns', 'http://schemas.microsoft.com/win/2004/08/events/event'] as const;
const EVENT: Node = { name: 'Event', attributes: [XMLNS], children: [SYSTEM, 4] };
const USER_EVENT: Node = { ...EVENT, children: [SYSTEM, { name: 'UserData', value: 4 }] };
const SLOTS: readonly Slot[] = ['word', 'time', 'string', 'string', 'nested', 'qword'];

function writeChunk(events: readonly WrittenEvent[]): Buffer {
  const chunk = new ChunkWriter();
  let last = RECORDS_AT;
  for (const [index, event] of events.entries()) {
    last = chunk.at;
    chunk.u32(0x2a2a);
    chunk.u32(0);
    chunk.u64(BigInt(index + 1));
    chunk.u64(fileTime(event.time));
    writeEvent(chunk, event, index + 1);
    const size = chunk.at + 4 - last;
    chunk.u32(size);
    chunk.bytes.writeUInt32LE(size, last + 4);
  }
  const { bytes } = chunk;
  bytes.write('ElfChnk\0', 0, 'latin1');
  for (const [at, value] of [
    [8, 1],
    [16, events.length],
    [24, 1],
    [32, events.length],
  ] as const)
    bytes.writeBigUInt64LE(BigInt(value), at);
  bytes.writeUInt32LE(128, 40);
  bytes.writeUInt32LE(last, 44);
  bytes.writeUInt32LE(chunk.at, 48);
  bytes.writeUInt32LE(crc32(bytes.subarray(RECORDS_AT, chunk.at)), 52);
  bytes.writeUInt32LE(crc32(Buffer.concat([bytes.subarray(0, 120), bytes.subarray(128, 512)])), 124);
  return bytes;
}

function writeEvent(chunk: ChunkWriter, event: WrittenEvent, number: number): void {
  const names = Object.keys(event.data);
  const inner: Node =
    event.userData === undefined
      ? {
          name: 'EventData',
          children: names.map((name, value) => ({ name: 'Data', attributes: [['Name', name]], value })),
        }
      : { name: event.userData, children: names.map((name, value) => ({ name, value })) };
  const isUser = event.userData !== undefined;
  const values = [
    () => chunk.u16(event.id),
    () => chunk.u64(fileTime(event.time)),
    () => chunk.utf16(event.provider),
    () => chunk.utf16(event.channel),
    () =>
      chunk.instance(
        `${event.userData ?? ''} ${names.join(' ')}`,
        inner,
        names.map(() => 'string'),
        Object.values(event.data).map((text) => () => chunk.utf16(text)),
      ),
    () => chunk.u64(BigInt(number)),
  ];
  chunk.instance(isUser ? 'user' : 'event', isUser ? USER_EVENT : EVENT, SLOTS, values);
}

function fileHeader(chunks: number): Buffer {
  const header = Buffer.alloc(4096);
  header.write('ElfFile\0', 0, 'latin1');
  header.writeBigUInt64LE(0n, 8);
  header.writeBigUInt64LE(BigInt(chunks - 1), 16);
  header.writeBigUInt64LE(1n, 24);
  header.writeUInt32LE(128, 32);
  header.writeUInt16LE(1, 36);
  header.writeUInt16LE(3, 38);
  header.writeUInt16LE(4096, 40);
  header.writeUInt16LE(chunks, 42);
  header.writeUInt32LE(crc32(header.subarray(0, 120)), 124);
  return header;
}

function fileTime(time: Date): bigint {
  return (BigInt(time.getTime()) + 11_644_473_600_000n) * 10_000n;
}

function hashOf(text: string): number {
  let hash = 0;
  for (const character of text) hash = (hash * 65_599 + character.charCodeAt(0)) & 0xffff;
  return hash;
}
