/** What the system says by a code, in words that go on a path: `FILE: permission denied`. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOENT: 'no such file or folder',
  EEXIST: 'it is there already',
  EISDIR: 'is a folder',
  ENOTDIR: 'what should be a folder on the way is a file',
  ELOOP: 'its symbolic links lead in a circle',
  ENXIO: 'is a socket, or a device that is not there',
  ENAMETOOLONG: 'the name is too long',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  SQLITE_FULL: 'no space left on the device',
  EDQUOT: 'disk quota exceeded',
  EMFILE: 'too many open files; raise the limit with ulimit -n',
  EPIPE: 'nobody reads it any more',
  EIO: 'the device reports an input/output error',
};

/** The code by which the system, or a library that speaks like it, says what went wrong: `ENOENT`; empty when there is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Null when there are no words for it here: it may be a mistake of ours. */
export function systemReason(error: unknown): string | null {
  return REASONS[codeOf(error)] ?? null;
}

/** The same; else what the error says itself. */
export function reasonOf(error: unknown): string {
  return systemReason(error) ?? (error instanceof Error ? error.message : String(error));
}
