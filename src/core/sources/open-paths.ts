import { normalize } from 'node:path';
import type { Readable } from 'node:stream';
import type { LokiSettings } from '../../clients/loki/settings.ts';
import type { FormatName } from '../../engine/parse/parser.ts';
import type { SourceId } from '../../model/log-record.ts';
import { isSourceAddress, parseSourceAddress } from '../../model/sources/source-address.ts';
import type { EpochMs } from '../../model/time.ts';
import { UserError } from '../../model/user-error.ts';
import type { Clock } from '../../platform/clock.ts';
import { codeOf } from '../../platform/system-reason.ts';
import { mostOpenLogs } from '../../sources/file/brief-handle.ts';
import { families } from '../../sources/file/families.ts';
import { isMovedFrom } from '../../sources/file/olddir.ts';
import { readError } from '../../sources/read-error.ts';
import { type Source, SourceError } from '../../sources/source.ts';
import { STDIN_ID } from '../../sources/stdin/source.ts';
import { Turns } from '../../sources/turns.ts';
import type { CountIn } from '../hunt/count-in.ts';
import type { SourceKind } from '../protocol.ts';
import type { PathSpec } from '../settings.ts';
import type { CaptureSource } from './capture-source.ts';
import { growingFolder } from './growing-folder.ts';
import { asLogs, type FileSpec, type Listed, listFiles, mayGrow } from './list-files.ts';
import { openAddress } from './open-address.ts';
import { CaptureOpener } from './open-capture.ts';
import { FileOpener } from './open-file.ts';
import { shedding } from './shedding.ts';

export type { SourceKind } from '../protocol.ts';

/** A source, and how it came to be read: `named` on the command line, or found in a folder. */
export type OpenedSource = {
  readonly source: Source;
  readonly kind: SourceKind;
  /** Told by the user; null to recognise it. */
  readonly format: FormatName | null;
  readonly named: boolean;
  /** Another source has found it while it runs. */
  readonly isFound?: boolean;
  /** What it may turn out to be, or is. */
  readonly capture?: CaptureSource;
};

type OpenOptions = {
  /** Goes on reading what is appended. */
  readonly follow: boolean;
  readonly clock: Clock;
  readonly stdin: () => Readable;
  /** How many log files are read at the same time; absent: all. */
  readonly turns?: Turns;
  /** Sources of an earlier run that go on where they were: a log of theirs may be there packed only. */
  readonly resumed?: ReadonlySet<SourceId>;
  /** Packets before or after are not looked at. */
  readonly range?: { readonly since: EpochMs | null; readonly until: EpochMs | null };
  /** Where Loki is; null or absent when it is not asked. */
  readonly loki?: LokiSettings | null;
  /** What Loki is asked about, where it is not `range`. */
  readonly asked?: { readonly since: EpochMs | null; readonly until: EpochMs | null };
  /** Which rules Loki counts for, where it is to count. */
  readonly counting?: Pick<CountIn, 'in'> | null;
};

export type Opened = {
  readonly sources: readonly OpenedSource[];
  readonly failures: readonly SourceError[];
  /** What may not be read now, and is among the sources to be tried again. */
  readonly refused: readonly SourceError[];
  /** Folders of the kernel's own that were not looked into. */
  readonly leftOut: readonly string[];
  /** What turned out to be packets after it was opened; grows while sources are read. */
  readonly captures: readonly CaptureSource[];
};

/** Read buffers of all files together; each file's is smaller when there are many. */
const BUFFER_BYTES = 32 << 20;
const LARGEST_CHUNK = 512 * 1024;
const SMALLEST_CHUNK = 4 * 1024;
/** Where there are more logs than may be open, so many are at the same time. */
const BRIEF_AT_ONCE = 64;

/** Turns PATHs into sources: files, folders (recursively, in order of name), `-`. What cannot be read is in `failures`. */
export async function openPaths(specs: readonly PathSpec[], options: OpenOptions): Promise<Opened> {
  // What is read once has nobody who could not wait.
  const held = ({ when_full }: PathSpec, opened: OpenedSource): OpenedSource =>
    options.follow && when_full === 'shed' ? { ...opened, source: shedding(opened.source) } : opened;
  const failures: SourceError[] = [];
  const paths: PathSpec[] = [];
  const addresses: PathSpec[] = [];
  const sources: OpenedSource[] = [];
  const captures = new CaptureOpener(
    options.clock,
    options.range ?? { since: null, until: null },
    options.follow,
  );
  for (const spec of specs) {
    const { path, format } = spec;
    if (path === '-') {
      const capture = captures.stream(STDIN_ID, options.stdin());
      sources.push(held(spec, { source: capture, capture, kind: 'stdin', format, named: true }));
    } else if (isSourceAddress(path)) addresses.push(spec);
    else paths.push(spec);
  }
  const { files, failures: unlisted, leftOut } = await listLogs(paths, options);
  const chunkBytes = Math.min(
    LARGEST_CHUNK,
    Math.max(SMALLEST_CHUNK, Math.floor(BUFFER_BYTES / Math.max(1, files.length))),
  );
  const opener = new FileOpener({
    ...{ follow: options.follow, clock: options.clock, chunkBytes, captures },
    ...(options.turns && { turns: options.turns }),
    ...(files.length > mostOpenLogs() && { brief: new Turns(BRIEF_AT_ONCE) }),
  });
  const names = new UniqueNames();
  const refused = new Map<SourceError, OpenedSource>();
  for (const file of files) {
    const { path, format, named } = file;
    const id = names.take(file.label ?? path);
    try {
      const opened = await opener.open(file, id);
      sources.push(held(file, { format, named, ...opened }));
    } catch (error) {
      const failure = error instanceof SourceError ? error : readError(path, path, error);
      const later = { source: opener.coming(file, id), kind: 'file', format, named } as const;
      if (options.follow && isRefused(error)) refused.set(failure, held(file, later));
      failures.push(failure);
    }
  }
  // Said by the folder itself, which looks again.
  const told: SourceError[] = [];
  for (const spec of paths) {
    const unread = unlisted.get(spec) ?? [];
    if (!options.follow || !(await mayGrow(spec))) {
      failures.push(...unread);
      continue;
    }
    told.push(...unread);
    const { path, format } = spec;
    const known = files.map((file) => file.path);
    const source = await growingFolder(spec, {
      id: names.take(path),
      open: (found) => opener.coming(found, found.path),
      known,
      failures: unread,
    });
    sources.push(held(spec, { source, kind: 'file', format, named: true }));
  }
  for (const spec of addresses) {
    const id = names.take(spec.label ?? spec.path.replace(/:$/, ''));
    try {
      sources.push(held(spec, await openSpec(spec, id, options)));
    } catch (error) {
      failures.push(asFailure(id, error));
    }
  }
  // Permissions change: it is tried again, beside others that go on. Alone it would keep a run waiting that is over.
  if (!sources.some(({ kind }) => kind !== 'stdin')) refused.clear();
  return {
    sources: [...sources, ...refused.values()],
    failures: failures.filter((failure) => !refused.has(failure)),
    refused: [...refused.keys(), ...told],
    leftOut,
    captures: opener.late,
  };
}

function isRefused(error: unknown): boolean {
  return ['EACCES', 'EPERM'].includes(codeOf(error));
}

/** The journal, a container, an address to listen on. */
async function openSpec(
  { path, format, detection }: PathSpec,
  id: SourceId,
  { follow, clock, loki = null, range, asked = range, counting = null }: OpenOptions,
): Promise<OpenedSource> {
  const address = parseSourceAddress(path);
  if (address === null) throw new Error(`${path} is no address`);
  const opened = await openAddress(address, {
    ...{ id, follow, clock, loki, counting: detection === 'loki' ? counting : null },
    ...(asked && { range: asked }),
  });
  return { ...opened, format: format ?? opened.format, named: true };
}

function asFailure(id: SourceId, error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  if (error instanceof UserError) return new SourceError(id, error.message, error.hint, 'final');
  return readError(id, id, error);
}

/** The same evidence given twice is read twice: each time under a name of its own. */
class UniqueNames {
  private readonly taken = new Map<string, number>();

  take(name: string): SourceId {
    const times = (this.taken.get(name) ?? 0) + 1;
    this.taken.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  }
}

/** Live, a log may come later; when none is there at all, the paths are wrong. */
async function listLogs(specs: readonly PathSpec[], { follow, resumed }: OpenOptions): Promise<Listed> {
  const { files, failures, leftOut } = await listFiles(specs, follow);
  if (!follow) return { files, failures, leftOut };
  const all = await asLogs(files, resumed);
  // What an earlier run has read of a log may stand in a folder beside it by now.
  const logs = all.filter(({ path }) => !isReadAlready(normalize(path), resumed));
  if (logs.length === 0) return { files: logs, failures, leftOut };
  // A rotated file that is not there will not come: its log may be there.
  const isRotated = ({ path }: PathSpec): boolean =>
    families([normalize(path)], new Set(logs.map((log) => normalize(log.path))))[0]?.path !== normalize(path);
  const isComing = (spec: PathSpec): boolean =>
    failures.get(spec)?.some(({ outlook }) => outlook === 'missing') === true && !isRotated(spec);
  const coming = specs.filter(isComing);
  return {
    files: [...logs, ...coming.map((spec): FileSpec => ({ ...spec, named: true, isMissing: true }))],
    failures: new Map([...failures].filter(([spec]) => !coming.includes(spec))),
    leftOut,
  };
}

function isReadAlready(path: string, resumed: ReadonlySet<SourceId> = new Set()): boolean {
  return !resumed.has(path) && isMovedFrom(path, resumed);
}
