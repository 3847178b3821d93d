import { UserError } from '../model/user-error.ts';
import { codeOf, reasonOf } from '../platform/system-reason.ts';

/** What a disk, or another program that holds the file, is to blame for; all else that SQLite says is a mistake of ours. */
const NOT_OURS = /^SQLITE_(?:FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN)/;
const IS_HELD = /^SQLITE_(?:BUSY|LOCKED)/;

/** A disk that is full says only that it is: which one, and what to do, is known here. Null for errors of another kind. */
export function notKept(directory: string | null, error: unknown): UserError | null {
  const code = codeOf(error);
  if (directory === null || !NOT_OURS.test(code)) return null;
  const remedy = IS_HELD.test(code) ? 'Wait until the program that holds it has ended' : 'Make room there';
  return new UserError(
    `${directory}: the state cannot be kept there: ${reasonOf(error)}`,
    `${remedy}, or give another folder with --state DIR.`,
  );
}
