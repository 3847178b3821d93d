import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  openSync,
  rmdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../../model/user-error.ts';
import { makeFolder } from '../../platform/files/make-folder.ts';
import { lockDirectory } from '../../store/lock.ts';
import { type Check, type CheckResult, failed, ok, warning } from './check.ts';

const TRIAL_FILE = '.doctor-trial';
/** A hundred thousand alerts take about as much. */
const LITTLE_SPACE = 500 * 1024 * 1024;
const NO_SPACE = 20 * 1024 * 1024;

/** The folder of the state: made and removed again where it is not there, written to, locked, with room left. */
export function stateCheck(directory: string): Check {
  return { part: 'state', run: async () => tried(directory) };
}

function tried(directory: string): readonly CheckResult[] {
  const isNew = !existsSync(directory);
  let made: string | null = null;
  try {
    if (isNew) made = makeFolder(directory, 0o700);
    write(directory);
    const results = [
      isNew ? ok(directory, 'it can be made and written') : ok(directory, 'it can be written'),
    ];
    return [...results, ...rights(directory, isNew), ...room(directory), ...(isNew ? [] : lock(directory))];
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isFull = code === 'ENOSPC' || code === 'EDQUOT';
    const why = code === 'EACCES' ? 'it may not be written by this user' : message;
    return [
      failed(
        directory,
        isFull ? 'there is no space left' : why,
        isFull
          ? 'Make room there, or name another with state: in the configuration or --state DIR.'
          : 'Name another with state: in the configuration or --state DIR, or change its owner.',
      ),
    ];
  } finally {
    if (made !== null) removeMade(directory, made);
  }
}

function write(directory: string): void {
  accessSync(directory, constants.W_OK | constants.X_OK);
  const path = join(directory, TRIAL_FILE);
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, 'doctor\n');
    fsyncSync(file);
  } finally {
    closeSync(file);
    rmSync(path, { force: true });
  }
}

function rights(directory: string, isNew: boolean): CheckResult[] {
  if (isNew || (statSync(directory).mode & 0o077) === 0) return [];
  return [warning(directory, 'others may look into it', `chmod 700 ${directory}`)];
}

function room(directory: string): CheckResult[] {
  const { bavail, bsize } = statfsSync(directory);
  const free = bavail * bsize;
  const why = `${Math.floor(free / 1024 / 1024)} MiB are free there`;
  if (free < NO_SPACE) return [failed('space', why, 'Make room, or name another folder with state:.')];
  return [
    free < LITTLE_SPACE ? warning('space', why, 'Make room, or lower store.keep_alerts.') : ok('space', why),
  ];
}

/** A core that runs holds it: that is well, and said. */
function lock(directory: string): CheckResult[] {
  try {
    lockDirectory(directory)();
    return [];
  } catch (error) {
    if (error instanceof UserError) return [ok('core', error.message)];
    throw error;
  }
}

/** What was made for the trial, from the inside out; `first` is the outermost of it. */
function removeMade(directory: string, first: string): void {
  for (let folder = directory; folder.startsWith(first); folder = dirname(folder)) rmdirSync(folder);
}
