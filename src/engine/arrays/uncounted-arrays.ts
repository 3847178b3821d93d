/**
 * Arrays for tables that last as long as the run and lie outside of V8's heap. Of a capture they have room for 60 MB of
 * addresses, most of which is never touched; V8 would take that for garbage to be and collect again and again before there is
 * any. Memory that could be shared it does not count.
 * Of fixed length: pages that could grow, as in `large-arrays.ts`, cost a capture 6 % of its time.
 */
export function int32s(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * length));
}

export function uint32s(length: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(4 * length));
}

export function float64s(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * length));
}

export function uint16s(length: number): Uint16Array {
  return new Uint16Array(new SharedArrayBuffer(2 * length));
}

export function uint8s(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}
