import { randomInt } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { captureFormat, MAGIC_BYTES } from '../../engine/packets/capture/recognise.ts';
import type { SourceId } from '../../model/log-record.ts';
import type { DurationMs, EpochMs } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import { collectGarbage } from '../../platform/spare-memory.ts';
import { firstBytes, type Peeked } from '../../sources/capture/first-bytes.ts';
import { DamagedError } from '../../sources/file/open-file.ts';
import { PACKING_BYTES, type Packing, packingOf, unpack } from '../../sources/file/packed/packing.ts';
import { stdinSource } from '../../sources/stdin/source.ts';
import {
  type CaptureSettings,
  type CaptureSource,
  captureFile,
  captureStream,
  unpacked,
} from './capture-source.ts';
import type { FileSpec } from './list-files.ts';

/** Of the beginning of a packed file; enough for its first block to be unpacked. */
const PEEK_BYTES = 256 * 1024;
/** They tell how a file is packed, and whether it is a capture. */
const FIRST_BYTES = Math.max(MAGIC_BYTES, PACKING_BYTES);
/** tcpdump numbers the files of a ring behind the name. Solaris' snoop is not read, and is told so as a capture, not as a log. */
const CAPTURE_NAME = /\.(?:pcap|pcapng|cap|snoop)\d*(?:\.gz|\.zst|\.xz|\.bz2|\.lz4)?$/i;
/** Addresses that all captures of a run may remember together. */
const ALL_ADDRESSES = 1 << 20;
const FEWEST_ADDRESSES = 1 << 12;
/** V8 does not see how much memory the tables of a capture take. Collecting takes 20 ms. */
const GONE_AT_ONCE = 8;

/** Opens the captures of one run: they share one budget of memory. */
export class CaptureOpener {
  private captures = 0;
  private gone = 0;
  private readonly seed = randomInt(2 ** 31);

  constructor(
    private readonly clock: Clock,
    private readonly range: { readonly since: EpochMs | null; readonly until: EpochMs | null },
    private readonly follow: boolean,
    private readonly quietMs?: DurationMs,
  ) {}

  /** The capture in this file; null when it is none. An empty or odd file whose name says capture is a damaged one. */
  async file(id: SourceId, { path, named }: FileSpec, follow: boolean): Promise<CaptureSource | null> {
    const start = await beginningOf(path);
    const packing = packingOf(start);
    if (!(await isCapture(start, packing)) && !CAPTURE_NAME.test(path)) return null;
    this.captures++;
    return captureFile({ ...this.settings(follow), id, path, packing, named });
  }

  /** Lines or packets, as the first bytes tell. */
  stream(id: SourceId, stream: Readable): CaptureSource {
    let capture: CaptureSource | null = null;
    return {
      id,
      analysis: () => capture?.analysis() ?? null,
      read: async (sink, signal, from) => {
        const stop = (): void => void stream.destroy();
        signal.addEventListener('abort', stop, { once: true });
        const outer = await peek(stream);
        const packing = packingOf(outer.bytes);
        const inner = packing === null ? outer : await peek(Readable.from(unpacked(outer.stream, packing)));
        const isPackets = captureFormat(inner.bytes) !== null;
        signal.removeEventListener('abort', stop);
        if (isPackets) {
          this.captures++;
          capture = captureStream(id, inner.stream, this.settings(this.follow));
        }
        const source = capture ?? stdinSource(inner.stream, this.clock, id);
        await source.read(sink, signal, from);
      },
    };
  }

  private settings(follow: boolean): CaptureSettings {
    const { clock, seed, quietMs } = this;
    const onGone = (): void => {
      this.captures--;
      if (++this.gone % GONE_AT_ONCE === 0) collectGarbage();
    };
    return { clock, seed, follow, quietMs, ...this.range, addresses: () => this.share(), onGone };
  }

  private share(): number {
    const part = ALL_ADDRESSES / Math.max(1, this.captures);
    return Math.max(FEWEST_ADDRESSES, 2 ** Math.floor(Math.log2(part)));
  }
}

async function beginningOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const magic = await file.read(Buffer.alloc(FIRST_BYTES), 0, FIRST_BYTES, 0);
    const start = magic.buffer.subarray(0, magic.bytesRead);
    if (packingOf(start) === null) return start;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(PEEK_BYTES), 0, PEEK_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** A stream that fails here fails again when it is read. */
function peek(stream: Readable): Promise<Peeked> {
  return firstBytes(stream, FIRST_BYTES).catch(() => ({ bytes: Buffer.alloc(0), stream }));
}

async function isCapture(start: Buffer, packing: Packing | null): Promise<boolean> {
  const inside = packing === null ? start : await beginningInside(start, packing);
  return captureFormat(inside) !== null;
}

/** What can be unpacked of a beginning that is cut off somewhere; nothing when it is damaged. */
async function beginningInside(start: Buffer, packing: Packing): Promise<Buffer> {
  try {
    for await (const piece of unpack(packing, Readable.from([start])))
      if (piece.length >= MAGIC_BYTES) return piece;
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
  }
  return Buffer.alloc(0);
}
