import { open } from 'node:fs/promises';
import type { Turns } from '../turns.ts';
import { BriefHandle, isShortOfHandles } from './brief-handle.ts';
import { HEAD_BYTES, type HeadPrint, printOf } from './head.ts';
import type { OpenFile } from './open-file.ts';
import { PackedFile } from './packed/packed-file.ts';
import { PACKING_BYTES, packingOf } from './packed/packing.ts';
import { PlainFile } from './plain-file.ts';
import type { TrailPrint } from './trail.ts';

export type OpenOptions = {
  /** Bytes to jump over. */
  readonly offset: number;
  readonly buffer: Buffer;
  /** See `PlainFile.from`. */
  readonly checked: boolean;
  /** It is open only while it is read, in turn with others; null: until it is closed. */
  readonly brief: Turns | null;
};

/** Opens a file, packed or not by its first bytes, whatever its name says. */
export async function openVersion(path: string, options: OpenOptions): Promise<OpenFile> {
  const { offset, buffer, checked, brief } = options;
  const handle = brief === null ? await open(path, 'r') : new BriefHandle(path, brief);
  try {
    const { buffer: first, bytesRead } = await handle.read(Buffer.alloc(PACKING_BYTES), 0, PACKING_BYTES, 0);
    const packing = packingOf(first.subarray(0, bytesRead));
    if (packing === null) return await PlainFile.from(path, handle, offset, buffer, checked);
    return await PackedFile.from(path, handle, packing, offset);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** What a file is that, unpacked, begins with these bytes; null when it begins otherwise or cannot be read. */
export async function matchHead(
  path: string,
  { bytes, hash }: HeadPrint,
): Promise<'plain' | 'packed' | null> {
  if (bytes === 0) return null;
  let file: OpenFile | null = null;
  try {
    file = await openVersion(path, {
      offset: 0,
      buffer: Buffer.alloc(HEAD_BYTES),
      checked: false,
      brief: null,
    });
    while (file.head.bytes.length < bytes && (await file.read()) !== 'end');
    if (printOf(file.head.bytes.subarray(0, bytes)).hash !== hash) return null;
    return file.packed ? 'packed' : 'plain';
  } catch (error) {
    if (isShortOfHandles(error)) throw error;
    return null;
  } finally {
    await file?.close();
  }
}

/** Whether a file, unpacked, holds these bytes at their place; without any every file does. False when it cannot be read. */
export async function holdsTrail(path: string, { at, bytes, hash }: TrailPrint): Promise<boolean> {
  if (bytes === 0) return true;
  let file: OpenFile | null = null;
  try {
    file = await openVersion(path, { offset: at, buffer: Buffer.alloc(bytes), checked: false, brief: null });
    let there = Buffer.alloc(0);
    while (there.length < bytes) {
      const piece = await file.read();
      if (typeof piece === 'string') return false;
      there = Buffer.concat([there, piece]);
    }
    return printOf(there.subarray(0, bytes)).hash === hash;
  } catch (error) {
    if (isShortOfHandles(error)) throw error;
    return false;
  } finally {
    await file?.close();
  }
}
