import { accessSync, closeSync, openSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { UserError } from '../model/user-error.ts';
import { defaults } from './defaults.ts';
import type { Checked } from './issues.ts';
import type { Config } from './schema.ts';

/** The part of the environment that says where our files are. */
export type Environment = Readonly<Record<string, string | undefined>>;

const FOLDER = 'soc-console';
const FILE = 'soc-console.yaml';
/** What people call it by habit. */
const OTHER_NAMES = ['config.yaml', 'config.yml', 'soc-console.yml'];

/** Where a configuration may be, in the order it is looked for. */
export function configCandidates(environment: Environment, systemFolder = '/etc'): readonly string[] {
  const user = xdgFolder(environment, 'XDG_CONFIG_HOME', '.config');
  return [user, systemFolder].flatMap((folder) => (folder === null ? [] : [join(folder, FOLDER, FILE)]));
}

/** Where state goes without `--state`: the folder systemd gives its unit, else the XDG state folder; null without a home. */
export function stateFolder(environment: Environment): string | null {
  const unit = environment.STATE_DIRECTORY?.split(':')[0];
  if (unit !== undefined && isAbsolute(unit)) return unit;
  const user = xdgFolder(environment, 'XDG_STATE_HOME', '.local/state');
  return user === null ? null : join(user, FOLDER);
}

type FoundConfig = {
  /** The file it came from; null for the defaults. */
  readonly file: string | null;
  readonly checked: Checked<Config>;
  /** Nobody named it, and the user who runs this may not read it. */
  readonly isForbidden: boolean;
};

/**
 * `explicit` (from `-c`) must be there; without it the first candidate that exists, else the defaults. Throws `UserError` where one
 * has a name that is not looked for: who wrote it would believe that it holds, and that bans are real.
 */
export async function findConfig(
  explicit: string | null,
  environment: Environment,
  systemFolder?: string,
): Promise<FoundConfig> {
  const candidates = configCandidates(environment, systemFolder);
  const file = explicit ?? candidates.find(exists) ?? null;
  if (file === null) refuseOtherNames(candidates);
  if (file === null) return { file, checked: { ok: true, value: await defaults() }, isForbidden: false };
  const { loadConfig } = await import('./load.ts');
  const isForbidden = explicit === null && codeOf(() => closeSync(openSync(file, 'r'))) === 'EACCES';
  return { file, checked: loadConfig(file), isForbidden };
}

function refuseOtherNames(candidates: readonly string[]): void {
  for (const file of candidates) {
    const other = OTHER_NAMES.map((name) => join(dirname(file), name)).find(exists);
    if (other === undefined) continue;
    throw new UserError(
      `${other} is not read: the configuration is called ${FILE}`,
      `Rename it: mv ${other} ${file}`,
    );
  }
}

/** Anything but "not there" counts: a file that may not be read must be reported, not passed over. */
function exists(file: string): boolean {
  const code = codeOf(() => accessSync(file));
  return code !== 'ENOENT' && code !== 'ENOTDIR';
}

/** Why the system refused; null when it did not. */
function codeOf(call: () => void): unknown {
  try {
    call();
    return null;
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : undefined;
  }
}

/** The XDG base directory specification: a relative path in the variable is ignored. */
function xdgFolder(environment: Environment, variable: string, underHome: string): string | null {
  const folder = environment[variable];
  if (folder !== undefined && isAbsolute(folder)) return folder;
  const home = environment.HOME;
  return home !== undefined && isAbsolute(home) ? join(home, underHome) : null;
}
