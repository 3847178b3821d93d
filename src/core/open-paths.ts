import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { looksLikeServices } from '../engine/audit/services.ts';
import type { FormatName } from '../engine/parse/parser.ts';
import type { SourceId } from '../model/log-record.ts';
import type { Clock } from '../platform/clock.ts';
import { readNamedStream } from '../platform/streams.ts';
import { fileSource } from '../sources/file/source.ts';
import { readError } from '../sources/read-error.ts';
import { servicesSource } from '../sources/services/source.ts';
import { type Source, SourceError } from '../sources/source.ts';
import { stdinSource } from '../sources/stdin/source.ts';

export type SourceKind = 'file' | 'services' | 'stdin';

/** A source, and how it came to be read: `named` on the command line, or found in a folder. */
export type OpenedSource = { readonly source: Source; readonly kind: SourceKind; readonly named: boolean };

export type OpenOptions = {
  /** Goes on reading what is appended. */
  readonly follow: boolean;
  readonly clock: Clock;
  /** What the input is; null to recognise it. */
  readonly format: FormatName | null;
  readonly stdin: () => Readable;
  /** What a file is called on screen and in results; its path as given when absent. */
  readonly nameOf?: (path: string) => SourceId;
};

export type Opened = { readonly sources: readonly OpenedSource[]; readonly failures: readonly SourceError[] };

const SNIFF_BYTES = 16 * 1024;
/** Read buffers of all files together; each file's is smaller when there are many. */
const BUFFER_BYTES = 32 << 20;
const LARGEST_CHUNK = 64 * 1024;
const SMALLEST_CHUNK = 16 * 1024;

/** Turns PATHs into sources: files, folders (recursively, in order of name), `-`. What cannot be read is in `failures`. */
export async function openPaths(paths: readonly string[], options: OpenOptions): Promise<Opened> {
  const failures: SourceError[] = [];
  const files: { path: string; named: boolean }[] = [];
  const sources: OpenedSource[] = [];
  for (const path of new Set(paths)) {
    if (path === '-')
      sources.push({ source: stdinSource(options.stdin(), options.clock), kind: 'stdin', named: true });
    else await listFiles(path, files).catch((error: unknown) => failures.push(readError(path, path, error)));
  }
  const chunkBytes = Math.min(
    LARGEST_CHUNK,
    Math.max(SMALLEST_CHUNK, Math.floor(BUFFER_BYTES / Math.max(1, files.length))),
  );
  for (const { path, named } of files) {
    try {
      sources.push({ ...(await openFile(path, chunkBytes, options)), named });
    } catch (error) {
      failures.push(error instanceof SourceError ? error : readError(path, path, error));
    }
  }
  return { sources, failures };
}

async function listFiles(path: string, files: { path: string; named: boolean }[]): Promise<void> {
  const info = await stat(path);
  if (!info.isDirectory()) {
    files.push({ path, named: true });
    return;
  }
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const found = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  files.push(...found.sort().map((file) => ({ path: file, named: false })));
}

async function openFile(
  path: string,
  chunkBytes: number,
  options: OpenOptions,
): Promise<Pick<OpenedSource, 'source' | 'kind'>> {
  const { follow, clock } = options;
  const id = options.nameOf?.(path) ?? path;
  // A pipe or a device can be read once only: nothing may be taken from it to have a look.
  if (!(await stat(path)).isFile())
    return { source: stdinSource(readNamedStream(path), clock, id), kind: 'file' };
  if (options.format === null && looksLikeServices(await firstLines(path))) {
    return { source: servicesSource({ id, path, watch: follow, clock }), kind: 'services' };
  }
  return { source: fileSource({ id, path, follow, clock, chunkBytes }), kind: 'file' };
}

async function firstLines(path: string): Promise<string[]> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    const lines = buffer.toString('utf8', 0, bytesRead).split(/\r?\n/);
    return bytesRead === SNIFF_BYTES ? lines.slice(0, -1) : lines;
  } finally {
    await file.close();
  }
}
