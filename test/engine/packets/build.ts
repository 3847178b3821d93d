/** Packets and captures made by hand, byte by byte from their specifications. */

export type Made = { readonly time: number; readonly bytes: Buffer; readonly length?: number };

export const SYN = 2;
export const ACK = 16;
export const RST = 4;
export const PSH_ACK = 24;

const u16 = (value: number): Buffer => Buffer.from([(value >> 8) & 255, value & 255]);

export function addressBytes(text: string): Buffer {
  if (!text.includes(':')) return Buffer.from(text.split('.').map(Number));
  const [head = '', tail = ''] = text.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = [
    ...groups(head),
    ...new Array<string>(text.includes('::') ? missing : 0).fill('0'),
    ...groups(tail),
  ];
  return Buffer.concat(all.map((group) => u16(Number.parseInt(group, 16))));
}

export function ip(source: string, target: string, protocol: number, payload: Buffer): Buffer {
  if (source.includes(':')) {
    const header = Buffer.from([0x60, 0, 0, 0, payload.length >> 8, payload.length & 255, protocol, 64]);
    return Buffer.concat([header, addressBytes(source), addressBytes(target), payload]);
  }
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header.writeUInt16BE(20 + payload.length, 2);
  header[8] = 64;
  header[9] = protocol;
  addressBytes(source).copy(header, 12);
  addressBytes(target).copy(header, 16);
  return Buffer.concat([header, payload]);
}

export type Ends = readonly [source: string, sourcePort: number, target: string, targetPort: number];

export function tcp(
  [source, from, target, to]: Ends,
  flags: number,
  data: string | Buffer = '',
  sequence = 0,
): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(from, 0);
  header.writeUInt16BE(to, 2);
  header.writeUInt32BE(sequence >>> 0, 4);
  header[12] = 0x50;
  header[13] = flags;
  return ip(source, target, 6, Buffer.concat([header, Buffer.from(data)]));
}

export function udp([source, from, target, to]: Ends, data: string | Buffer = ''): Buffer {
  const payload = Buffer.from(data);
  return ip(
    source,
    target,
    17,
    Buffer.concat([u16(from), u16(to), u16(8 + payload.length), u16(0), payload]),
  );
}

export function icmp(source: string, target: string, type: number, code = 0): Buffer {
  return ip(source, target, 1, Buffer.from([type, code, 0, 0, 0, 1, 0, 1, 1, 2, 3, 4]));
}

/** A ping, or an answer to one, that carries this. */
export function ping(source: string, target: string, type: 0 | 8, row: number, data: string): Buffer {
  const head = Buffer.from([type, 0, 0, 0, 0x12, 0x34, row >> 8, row & 255]);
  return ip(source, target, 1, Buffer.concat([head, Buffer.from(data)]));
}

export function reversed([source, from, target, to]: Ends): Ends {
  return [target, to, source, from];
}

export function ethernet(payload: Buffer, type = payload[0] === 0x60 ? 0x86dd : 0x0800): Buffer {
  return Buffer.concat([Buffer.from('0200000000010200000000fe', 'hex'), u16(type), payload]);
}

export function arp(operation: 1 | 2, mac: string, sender: string, target: string): Buffer {
  const body = Buffer.concat([
    Buffer.from('0001080006040000', 'hex'),
    Buffer.from(mac.replaceAll(':', ''), 'hex'),
    addressBytes(sender),
    Buffer.alloc(6),
    addressBytes(target),
  ]);
  body.writeUInt16BE(operation, 6);
  return ethernet(body, 0x0806);
}

/** A connection that is made, used and closed in good order; `data` from the client, `answer` from the server. */
export function conversation(ends: Ends, start: number, data = 'x', answer = 'y'): Made[] {
  const back = reversed(ends);
  const steps = [
    tcp(ends, SYN),
    tcp(back, SYN | ACK),
    tcp(ends, ACK),
    tcp(ends, PSH_ACK, data),
    tcp(back, PSH_ACK, answer),
    tcp(ends, ACK | 1),
    tcp(back, ACK | 1),
    tcp(ends, ACK),
  ];
  return steps.map((bytes, index) => ({ time: start + index, bytes: ethernet(bytes) }));
}

export type PcapForm = {
  readonly little?: boolean;
  readonly nano?: boolean;
  readonly modified?: boolean;
  /** Bytes that the header of a packet has behind those that are known. */
  readonly more?: number;
  readonly link?: number;
  readonly version?: readonly [number, number];
};

/** Classic pcap. Times in ms. */
export function pcap(packets: readonly Made[], form: PcapForm = {}): Buffer {
  const { little = true, nano = false, modified = false, more = 0, link = 1, version = [2, 4] } = form;
  const u32 = numberWriter(little);
  const half = (value: number): Buffer => (little ? u16(value).reverse() : u16(value));
  const magic = modified ? 0xa1b2cd34 : nano ? 0xa1b23c4d : 0xa1b2c3d4;
  const header = [u32(magic), half(version[0]), half(version[1]), u32(0), u32(0), u32(262_144), u32(link)];
  const records = packets.map(({ time, bytes, length }) => {
    const fraction = Math.round((time % 1000) * (nano ? 1e6 : 1e3));
    return Buffer.concat([
      u32(Math.floor(time / 1000)),
      u32(fraction),
      u32(bytes.length),
      u32(length ?? bytes.length),
      Buffer.alloc((modified ? 8 : 0) + more),
      bytes,
    ]);
  });
  return Buffer.concat([...header, ...records]);
}

export type NgForm = {
  readonly little?: boolean;
  readonly link?: number;
  /** `if_tsresol`, and ticks in a second of it. */
  readonly resolution?: readonly [option: number, perSecond: bigint];
  readonly offsetSeconds?: number;
  readonly block?: 'enhanced' | 'simple' | 'obsolete';
};

/** One section with one interface. Times in ms. */
export function pcapng(packets: readonly Made[], form: NgForm = {}): Buffer {
  const { little = true, link = 1, resolution = null, offsetSeconds = 0, block = 'enhanced' } = form;
  const u32 = numberWriter(little);
  const half = (value: number): Buffer => (little ? u16(value).reverse() : u16(value));
  const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
  const wrap = (type: number, body: Buffer): Buffer => {
    const length = u32(body.length + 12);
    return Buffer.concat([u32(type), length, body, length]);
  };
  const option = (code: number, value: Buffer): Buffer =>
    Buffer.concat([half(code), half(value.length), padded(value)]);
  const offset = Buffer.alloc(8);
  if (little) offset.writeBigInt64LE(BigInt(offsetSeconds));
  else offset.writeBigInt64BE(BigInt(offsetSeconds));
  const options = [
    option(2, Buffer.from('eth0')),
    ...(resolution === null ? [] : [option(9, Buffer.from([resolution[0]]))]),
    ...(offsetSeconds === 0 ? [] : [option(14, offset)]),
    option(0, Buffer.alloc(0)),
  ];
  const section = wrap(0x0a0d0d0a, Buffer.concat([u32(0x1a2b3c4d), half(1), half(0), Buffer.alloc(8, 255)]));
  const description = wrap(1, Buffer.concat([half(link), half(0), u32(65_535), ...options]));
  const perSecond = resolution?.[1] ?? 1_000_000n;
  const blocks = packets.map(({ time, bytes, length }) => {
    const wire = u32(length ?? bytes.length);
    if (block === 'simple') return wrap(3, Buffer.concat([wire, padded(bytes)]));
    const ticks = (BigInt(time - offsetSeconds * 1000) * perSecond) / 1000n;
    const stamp = [u32(Number(ticks >> 32n)), u32(Number(ticks & 0xffffffffn))];
    const body = [...stamp, u32(bytes.length), wire, padded(bytes)];
    return block === 'enhanced'
      ? wrap(
          6,
          Buffer.concat([u32(0), ...body, option(2, Buffer.from([0, 0, 0, 1])), option(0, Buffer.alloc(0))]),
        )
      : wrap(2, Buffer.concat([half(0), half(0), ...body]));
  });
  return Buffer.concat([section, description, wrap(0xbad, Buffer.from('anything')), ...blocks]);
}

function numberWriter(little: boolean): (value: number) => Buffer {
  return (value) => {
    const bytes = Buffer.alloc(4);
    if (little) bytes.writeUInt32LE(value);
    else bytes.writeUInt32BE(value);
    return bytes;
  };
}
