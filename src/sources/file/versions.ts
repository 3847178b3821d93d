import type { Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { SECOND_MS } from '../../model/time.ts';
import { codeOf } from '../../platform/system-reason.ts';
import { isShortOfHandles } from './brief-handle.ts';

/** One of the files that a log is made of: the one that has its name now, or one that was rotated away. */
export type Version = {
  readonly path: string;
  readonly device: number;
  readonly inode: number;
  readonly size: number;
  /** Epoch ms with fractions. */
  readonly modified: number;
  /** It has the log's name now. */
  readonly named: boolean;
};

const MOST_LOOKS = 10;
const STAMP_STEP_MS = 10;
const PACKED = /\.(?:gz|zst|xz|bz2)$/;
/** Behind the whole name: `.1`, `-20261121`, `.2026-11-21_10`, `.old`. */
const BEHIND = /^(?:[-_.][-_.:@+TZ0-9]*[0-9]Z?|\.old)$/;
const NUMBERED = /\.[0-9]{1,3}$/;
/** What multilog and svlogd make of `current`, named by the time of its last line. */
const TIMED = /^@[0-9a-f]{24}\.[stu]$/;
const TIMED_LOG = 'current';
/** Before the extension dates and `.1` only: `access-8080.log` is a log of its own. */
const BEFORE_EXTENSION = /^(?:\.[0-9]{1,3}|[-_.]+(?:19|20)[0-9]{2}[-_.]?[0-9]{2}[-_.:@+TZ0-9]*)$/;

/** The name without the packer's suffix: `auth.log.2` of `auth.log.2.gz`. */
function unpackedName(name: string): string {
  return name.replace(PACKED, '');
}

/**
 * The log that a rotated file's name belongs to: the shortest of `names` that it can be made of, or the name without its
 * number. Null when it is a log's own name.
 */
export function baseOf(name: string, names: ReadonlySet<string>): string | null {
  const plain = unpackedName(name);
  const extension = extname(plain);
  if (TIMED.test(plain) && names.has(TIMED_LOG)) return TIMED_LOG;
  for (let length = 1; length <= plain.length; length++) {
    const start = plain.slice(0, length);
    for (const base of [start, `${start}${extension}`]) {
      if (base !== name && names.has(base) && isRotatedName(name, base)) return base;
    }
  }
  const numbered = NUMBERED.exec(plain);
  return numbered ? plain.slice(0, numbered.index) : null;
}

/** Whether the name is what rotation or packing makes of the other: `auth.log.2.gz` of `auth.log`. */
export function isRotatedName(name: string, of: string): boolean {
  const plain = unpackedName(name);
  if (plain === of) return plain !== name;
  if (of === TIMED_LOG && TIMED.test(plain)) return true;
  if (plain.startsWith(of) && BEHIND.test(plain.slice(of.length))) return true;
  const extension = extname(of);
  const stem = of.slice(0, of.length - extension.length);
  return (
    extension !== '' &&
    plain.startsWith(stem) &&
    plain.endsWith(extension) &&
    plain.length > of.length &&
    BEFORE_EXTENSION.test(plain.slice(stem.length, -extension.length))
  );
}

/** The file that has this name now, links followed; null when there is none. Rejects when it may not be looked at. */
export async function versionAt(path: string): Promise<Version | null> {
  try {
    return versionOf(path, await stat(path), true);
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/**
 * All files of a log, the oldest first, the one with its name last. They are looked for beside `path`, beside what it
 * links to and beside `formerly`. Empty ones are left out, and packed ones that still stand beside what they are made from.
 *
 * Their order is that of their last writing, which packers keep; numbers run either way, and dates have many forms. Where
 * most numbers fall towards the youngest, they do so throughout: a clock was set back.
 */
export async function versionsOf(path: string, formerly?: string): Promise<readonly Version[]> {
  let versions = await listVersions(path, formerly);
  // A rename while a folder is listed can hide a file: two lists that agree hide none.
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const again = await listVersions(path, formerly);
    if (isSameList(versions, again)) break;
    versions = again;
  }
  return versions;
}

/** Looks for something in a log's files, and again as long as it is not there and they are others each time: packers work. */
export async function settled<T extends { readonly versions: readonly Version[]; readonly found: unknown }>(
  look: () => Promise<T>,
): Promise<T> {
  let looked = await look();
  for (let looks = 0; looks < MOST_LOOKS && !looked.found; looks++) {
    const again = await look();
    const isSame = isSameList(looked.versions, again.versions);
    looked = again;
    if (isSame) break;
  }
  return looked;
}

async function listVersions(path: string, formerly: string | undefined): Promise<readonly Version[]> {
  const named = await versionAt(path);
  const target = await realpath(path).catch(() => path);
  const found = new Map<string, Version>();
  const beside = formerly === undefined ? path : join(dirname(formerly), basename(path));
  const own = new Set([path, target, formerly ?? path]);
  for (const origin of new Set([...own, beside])) {
    for (const version of await rotatedFrom(origin)) {
      // What has the log's name elsewhere is another log.
      if (version.path === beside && !own.has(beside)) continue;
      if (!named || !isSameFile(version, named)) found.set(`${version.device}:${version.inode}`, version);
    }
  }
  const paths = new Set(Array.from(found.values(), (version) => version.path));
  if (named) for (const each of [path, target]) paths.add(each);
  const rotated = [...found.values()].filter(
    (version) => !PACKED.test(version.path) || !paths.has(unpackedName(version.path)),
  );
  const ordered = byNumber(rotated.sort(byAge));
  return named && named.size > 0 ? [...ordered, named] : ordered;
}

function isSameList(a: readonly Version[], b: readonly Version[]): boolean {
  return (
    a.length === b.length &&
    a.every((version, index) => {
      const other = b[index];
      return other !== undefined && other.path === version.path && isSameFile(other, version);
    })
  );
}

/** Whether two names are of one file: by device and inode. */
export function isSameFile(
  a: Pick<Version, 'device' | 'inode'>,
  b: Pick<Version, 'device' | 'inode'>,
): boolean {
  return a.inode === b.inode && a.device === b.device;
}

/** Whether an error of the file system says that there is no such file. */
export function isGone(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** What stands in the folder of this path and can be rotated away from it, the file of that name too. */
export async function rotatedFrom(origin: string): Promise<Version[]> {
  const folder = dirname(origin);
  const name = basename(origin);
  const names = await readdir(folder).catch((error): string[] => {
    if (isShortOfHandles(error)) throw error;
    return [];
  });
  const versions: Version[] = [];
  for (const each of names) {
    if (each !== name && !isRotatedName(each, name)) continue;
    const path = join(folder, each);
    const stats = await stat(path).catch(() => null);
    if (stats?.isFile() && stats.size > 0) versions.push(versionOf(path, stats, false));
  }
  return versions;
}

function versionOf(path: string, { dev, ino, size, mtimeMs }: Stats, named: boolean): Version {
  return { path, device: dev, inode: ino, size, modified: mtimeMs, named };
}

/** Written last at the same time, as far as can be told: a higher number is older, a later date younger. */
function byAge(a: Version, b: Version): number {
  const difference = a.modified - b.modified;
  // Some packers keep whole seconds only; the system's own stamps have steps of a few milliseconds.
  const isRough = a.modified % SECOND_MS === 0 || b.modified % SECOND_MS === 0;
  if (Math.abs(difference) > (isRough ? SECOND_MS : STAMP_STEP_MS)) return difference;
  const [first, second] = [numberOf(a.path), numberOf(b.path)];
  return first !== null && second !== null ? second - first : a.path < b.path ? -1 : 1;
}

/** As they come when they are not all numbered, or numbers go round or up. */
function byNumber(rotated: readonly Version[]): readonly Version[] {
  const numbers = new Map<number, Version>();
  let falls = 0;
  let before: number | null = null;
  for (const version of rotated) {
    const number = numberOf(version.path);
    if (number === null || numbers.has(number)) return rotated;
    numbers.set(number, version);
    if (before !== null) falls += Math.sign(before - number);
    before = number;
  }
  return falls < 0 ? rotated : [...numbers].sort(([a], [b]) => b - a).map(([, version]) => version);
}

function numberOf(path: string): number | null {
  const match = /\.([0-9]{1,5})$/.exec(unpackedName(path));
  return match ? Number(match[1]) : null;
}

/** Of the file itself, whatever its name. */
export function keyOf({ device, inode }: Pick<Version, 'device' | 'inode'>): string {
  return `${device}:${inode}`;
}
