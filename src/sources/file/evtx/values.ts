/** The types of values in Windows' binary XML, by their numbers. */
const STRING = 0x01;
const ANSI = 0x02;
const ARRAY = 0x80;
/** Values of an array that are shown. */
const MOST_VALUES = 64;

/** 100 ns steps since 1601. */
const EPOCH_1601_MS = 11_644_473_600_000n;

/** Sizes of values that have one, by type. */
const SIZES: ReadonlyMap<number, number> = new Map([
  ...([
    [3, 1],
    [4, 1],
    [5, 2],
    [6, 2],
    [7, 4],
    [8, 4],
    [9, 8],
    [10, 8],
    [11, 4],
    [12, 8],
    [13, 4],
  ] as const),
  ...([
    [15, 16],
    [17, 8],
    [18, 16],
    [20, 4],
    [21, 8],
  ] as const),
]);

/** A value as Windows shows it; null when its bytes are no value of its type. Nothing is read outside `bytes`. */
export function valueText(type: number, bytes: Buffer): string | null {
  if ((type & ARRAY) !== 0) return arrayText(type & ~ARRAY, bytes);
  const size = SIZES.get(type);
  if (size !== undefined && bytes.length < size) return null;
  switch (type) {
    case 0x00:
      return '';
    case STRING:
      return withoutNul(bytes.subarray(0, bytes.length & ~1).toString('utf16le'));
    case ANSI:
      return withoutNul(bytes.toString('latin1'));
    case 0x03:
      return String(bytes.readInt8(0));
    case 0x04:
      return String(bytes.readUInt8(0));
    case 0x05:
      return String(bytes.readInt16LE(0));
    case 0x06:
      return String(bytes.readUInt16LE(0));
    case 0x07:
      return String(bytes.readInt32LE(0));
    case 0x08:
      return String(bytes.readUInt32LE(0));
    case 0x09:
      return String(bytes.readBigInt64LE(0));
    case 0x0a:
      return String(bytes.readBigUInt64LE(0));
    case 0x0b:
      return String(bytes.readFloatLE(0));
    case 0x0c:
      return String(bytes.readDoubleLE(0));
    case 0x0d:
      return bytes.readUInt32LE(0) === 0 ? 'false' : 'true';
    case 0x0f:
      return guidText(bytes);
    case 0x11:
      return fileTimeText(bytes.readBigUInt64LE(0));
    case 0x12:
      return systemTimeText(bytes);
    case 0x13:
      return sidText(bytes);
    case 0x10:
      return bytes.length >= 8
        ? hex(bytes.readBigUInt64LE(0))
        : bytes.length >= 4
          ? hex(bytes.readUInt32LE(0))
          : null;
    case 0x14:
      return hex(bytes.readUInt32LE(0));
    case 0x15:
      return hex(bytes.readBigUInt64LE(0));
    default:
      return bytes.toString('hex').toUpperCase();
  }
}

/** ISO 8601, with all seven digits of the fraction; null for what is no time. */
function fileTimeText(steps: bigint): string | null {
  const ms = steps / 10_000n - EPOCH_1601_MS;
  if (ms < -62_135_596_800_000n || ms > 253_402_300_799_999n) return null;
  const fraction = String(steps % 10_000_000n).padStart(7, '0');
  return new Date(Number(ms)).toISOString().replace(/\.\d{3}Z$/, `.${fraction}Z`);
}

function arrayText(type: number, bytes: Buffer): string | null {
  if (type === STRING || type === ANSI) {
    const text =
      type === STRING ? bytes.subarray(0, bytes.length & ~1).toString('utf16le') : bytes.toString('latin1');
    return text.replace(/\0+$/, '').split('\0', MOST_VALUES).join(', ');
  }
  const size = SIZES.get(type);
  if (size === undefined) return bytes.toString('hex').toUpperCase();
  const values: string[] = [];
  for (let at = 0; at + size <= bytes.length && values.length < MOST_VALUES; at += size)
    values.push(valueText(type, bytes.subarray(at, at + size)) ?? '');
  return values.join(', ');
}

function withoutNul(text: string): string {
  const end = text.indexOf('\0');
  return end === -1 ? text : text.slice(0, end);
}

function hex(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}

function guidText(bytes: Buffer): string {
  const first = bytes.readUInt32LE(0).toString(16).padStart(8, '0');
  const [second, third] = [4, 6].map((at) => bytes.readUInt16LE(at).toString(16).padStart(4, '0'));
  const rest = bytes.subarray(8, 16).toString('hex');
  return `{${first}-${second}-${third}-${rest.slice(0, 4)}-${rest.slice(4)}}`.toUpperCase();
}

function systemTimeText(bytes: Buffer): string | null {
  const [year = 0, month = 0, , day = 0, hour = 0, minute = 0, second = 0, ms = 0] = Array.from(
    { length: 8 },
    (_, i) => bytes.readUInt16LE(i * 2),
  );
  const time = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  return Number.isNaN(time) || year > 9999 ? null : new Date(time).toISOString();
}

/** `S-1-5-21-…`: revision, count, authority of six bytes, and as many parts as it counts. */
function sidText(bytes: Buffer): string | null {
  const count = bytes[1] ?? 0;
  if (bytes.length < 8 + 4 * count || count > 15) return null;
  const authority = bytes.readUIntBE(2, 6);
  const parts = Array.from({ length: count }, (_, index) => bytes.readUInt32LE(8 + 4 * index));
  return ['S', bytes[0], authority, ...parts].join('-');
}
