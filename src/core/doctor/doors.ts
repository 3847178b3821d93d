import { existsSync, statSync } from 'node:fs';
import { type DoorSettings, groupNumber } from '../doors/doors.ts';
import { type Check, type CheckResult, failed, ok, warning } from './check.ts';

export type DoorsCheckOptions = Pick<DoorSettings, 'folder' | 'readGroup' | 'actGroup'> & {
  /** The groups that this process may give its files to; null: all (root). */
  readonly ownGroups: readonly number[] | null;
};

/** Whether others can be let in as the configuration says: the folder, and the groups. */
export function doorsCheck({ folder, readGroup, actGroup, ownGroups }: DoorsCheckOptions): Check {
  const groups = [
    ...(readGroup === null ? [] : [['attach.read_group', readGroup] as const]),
    ...(actGroup === null ? [] : [['attach.act_group', actGroup] as const]),
  ];
  return {
    part: 'attach',
    run: async () => [
      ...groups.map(([key, name]) => groupResult(`${key} ${name}`, name, ownGroups)),
      entry(folder),
    ],
  };
}

function groupResult(what: string, name: string, ownGroups: readonly number[] | null): CheckResult {
  try {
    const number = groupNumber(name);
    if (ownGroups === null || ownGroups.includes(number)) return ok(what, 'it is there');
    const remedy = `Make the user of the core a member of it: sudo usermod -aG ${name} USER; then log in again.`;
    return failed(what, 'this user is not a member of it, and cannot give it the socket', remedy);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failed(what, why, `Make it: sudo groupadd ${name}; or correct attach in the configuration.`);
  }
}

/** Members of a group must be able to come to the sockets. */
function entry(folder: string): CheckResult {
  if (!existsSync(folder)) return ok(folder, 'it is made when the core starts');
  if ((statSync(folder).mode & 0o011) !== 0) return ok(folder, 'others may enter it');
  const remedy = 'Name a folder that they may enter under attach.folder, such as /run/soc-console.';
  return warning(folder, 'only its owner may enter it: no group comes to the sockets', remedy);
}
