import { UserError } from '../model/user-error.ts';
import { codeOf, reasonOf } from '../platform/system-reason.ts';

/** What a disk, or another program that holds the file, is to blame for; all else that SQLite says is a mistake of ours. */
const NOT_OURS = ['FULL', 'IOERR', 'BUSY', 'LOCKED', 'READONLY', 'CANTOPEN'].map((name) => `SQLITE_${name}`);

/** A disk that is full says only that it is: which one, and what to do, is known here. Null for errors of another kind. */
export function notKept(directory: string | null, error: unknown): UserError | null {
  if (directory === null || !NOT_OURS.some((code) => codeOf(error).startsWith(code))) return null;
  return new UserError(
    `${directory}: the state cannot be kept there: ${reasonOf(error)}`,
    'Make room there, or give another folder with --state DIR.',
  );
}
