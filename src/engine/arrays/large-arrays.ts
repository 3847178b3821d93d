/** From here on, pages of its own are worth while. */
const LARGE = 1 << 18;
/** Address space for what an array may become: a gigabyte. */
const MOST = 1 << 30;

type Growable = SharedArrayBuffer & {
  readonly growable: boolean;
  readonly maxByteLength: number;
  grow(bytes: number): void;
};
type Mapped = new (bytes: number, options: { readonly maxByteLength: number }) => Growable;

/**
 * Arrays of which the large ones are pages that the system gives and takes back, not places of libc's: each place of a megabyte
 * that is let go makes libc keep twice as much of all that threads let go later, and leaves a hole that something small soon
 * stands in. Such an array grows where it is. Its bytes are shared with nobody.
 *
 * The length must be said to each array of such bytes: one that follows them as they grow is ten times as slow.
 */
export function int32s(length: number): Int32Array {
  return new Int32Array(bytesOf(4 * length), 0, length);
}

export function uint32s(length: number): Uint32Array {
  return new Uint32Array(bytesOf(4 * length), 0, length);
}

export function uint8s(length: number): Uint8Array {
  return new Uint8Array(bytesOf(length), 0, length);
}

export function float64s(length: number): Float64Array {
  return new Float64Array(bytesOf(8 * length), 0, length);
}

/** The same bytes, of an array of times. */
export function numbersIn(times: Float64Array): Int32Array {
  return new Int32Array(times.buffer, 0, 2 * times.length);
}

/** A copy of its first numbers. */
export function int32sOf(numbers: Int32Array, length = numbers.length): Int32Array {
  const copy = int32s(length);
  copy.set(numbers.subarray(0, length));
  return copy;
}

export function uint32sOf(numbers: Uint32Array): Uint32Array {
  const copy = uint32s(numbers.length);
  copy.set(numbers);
  return copy;
}

/** As whole numbers: bytes that are no time must not be read as one. */
export function float64sOf(times: Float64Array, length = times.length): Float64Array {
  const copy = float64s(length);
  numbersIn(copy).set(numbersIn(times).subarray(0, 2 * length));
  return copy;
}

/** The array, which is used no longer, with room for so many. */
export function longerInt32s(numbers: Int32Array, length: number): Int32Array {
  return new Int32Array(longer(numbers, 4 * length), 0, length);
}

export function longerUint8s(numbers: Uint8Array, length: number): Uint8Array {
  return new Uint8Array(longer(numbers, length), 0, length);
}

export function longerFloat64s(numbers: Float64Array, length: number): Float64Array {
  return new Float64Array(longer(numbers, 8 * length), 0, length);
}

function longer({ buffer, byteLength }: ArrayBufferView, bytes: number): ArrayBufferLike {
  if (isGrowable(buffer) && bytes <= buffer.maxByteLength) {
    buffer.grow(bytes);
    return buffer;
  }
  const larger = bytesOf(bytes, MOST);
  new Uint8Array(larger, 0, byteLength).set(new Uint8Array(buffer, 0, byteLength));
  return larger;
}

function isGrowable(buffer: ArrayBufferLike): buffer is Growable {
  return 'growable' in buffer && buffer.growable === true;
}

function bytesOf(bytes: number, most = bytes): ArrayBufferLike {
  if (bytes < LARGE) return new ArrayBuffer(bytes);
  try {
    return new (SharedArrayBuffer as unknown as Mapped)(bytes, { maxByteLength: Math.max(bytes, most) });
  } catch (error) {
    // Where address space is scarce, libc may still have a place.
    if (error instanceof RangeError) return new ArrayBuffer(bytes);
    throw error;
  }
}
