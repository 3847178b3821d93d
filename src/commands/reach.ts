import { realpathSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { Environment } from '../config/locate.ts';
import type { Config } from '../config/schema.ts';
import { AttachError, type Attached, attach } from '../core/doors/attach.ts';
import type { DoorSettings } from '../core/doors/doors.ts';
import type { DoorName } from '../core/doors/wire.ts';
import { UserError } from '../model/user-error.ts';

/** Where systemd gives the unit its sockets' folder. */
const UNIT_FOLDER = '/run/soc-console';

/** Where a core with this configuration and state puts its sockets. */
export function doorSettings(
  { attach: { folder, read_group, act_group } }: Config,
  state: string,
  environment: Environment,
  version: string,
): DoorSettings {
  const runtime = environment.RUNTIME_DIRECTORY?.split(':')[0];
  return { folder: folder ?? runtime ?? state, readGroup: read_group, actGroup: act_group, version };
}

export type Wanted = {
  /** Where to look, in this order. */
  readonly folders: readonly string[];
  /** Only a core that keeps its state there; null: any. */
  readonly state: string | null;
  /** `best`: to act, and where that is not allowed, to look. */
  readonly door: DoorName | 'best';
  readonly actor: string;
  readonly version: string;
};

/** Where the sockets of a running core may be. */
function doorFolders({ attach: { folder } }: Config, state: string): readonly string[] {
  return folder === null ? [state, UNIT_FOLDER] : [folder];
}

/** How a running core with this state is found. */
export function wantedCore(
  config: Config,
  state: string,
  door: Wanted['door'],
  { env, version }: { readonly env: Environment; readonly version: string },
): Wanted {
  return { folders: doorFolders(config, state), state, door, actor: userName(env), version };
}

/** Whoever sits there, also behind sudo. */
export function userName({ SUDO_USER }: Environment): string {
  try {
    return SUDO_USER ?? userInfo().username;
  } catch {
    // A container may run us under a number that has no name.
    return `uid ${process.getuid?.()}`;
  }
}

/** A core that runs; null when there is none. Throws `UserError` when there is one that may not be used. */
export async function reachCore(wanted: Wanted): Promise<Attached | null> {
  let obstacle: AttachError | null = null;
  for (const folder of wanted.folders) {
    for (const door of wanted.door === 'best' ? (['act', 'read'] as const) : [wanted.door]) {
      try {
        const { actor, version, state } = wanted;
        const core = await attach({ folder, door, actor, version });
        if (state === null || isSame(core.hello.state, state)) return core;
        core.close();
      } catch (error) {
        if (!(error instanceof AttachError)) throw error;
        if (error.why !== 'absent') obstacle ??= error;
      }
    }
  }
  if (obstacle === null) return null;
  const hint =
    obstacle.why === 'forbidden'
      ? 'Its owner may, root, and the groups of attach.read_group and attach.act_group (docs/attach.md).'
      : 'A core and its screens are of the same version.';
  throw new UserError(obstacle.message, hint);
}

function isSame(one: string | null, other: string): boolean {
  if (one === null) return false;
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}
