import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { ProcessName } from '../engine/audit/name-service.ts';
import { codeOf } from '../platform/system-reason.ts';

/** A process that holds a socket. */
export type SocketHolder = ProcessName & {
  readonly pid: number;
  readonly unit: string | null;
  /** First digits of the id of the container that it runs in. */
  readonly container: string | null;
};

type Holders = {
  /** By number of the socket: who holds it, oldest first. */
  readonly byInode: ReadonlyMap<string, readonly SocketHolder[]>;
  /** Processes of other users that may not be looked into. */
  readonly closed: number;
};

/** Finds in /proc the processes that hold these sockets, and counts those that may not be looked into. */
export function socketHolders(proc: string, inodes: ReadonlySet<string>): Holders {
  const byInode = new Map<string, SocketHolder[]>();
  let closed = 0;
  if (inodes.size === 0) return { byInode, closed };
  const pids = listed(proc).filter((name) => /^\d+$/.test(name));
  for (const pid of pids.map(Number).sort((a, b) => a - b)) {
    const folder = `${proc}/${pid}`;
    const held = heldSockets(`${folder}/fd`);
    if (held === null) closed++;
    const ours = [...new Set(held ?? [])].filter((inode) => inodes.has(inode));
    if (ours.length === 0) continue;
    const holder = holderIn(folder, pid);
    for (const inode of ours) byInode.set(inode, [...(byInode.get(inode) ?? []), holder]);
  }
  return { byInode, closed };
}

/** Null when they may not be seen. */
function heldSockets(folder: string): string[] | null {
  try {
    return readdirSync(folder).flatMap((name) => {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`${folder}/${name}`))?.[1];
      return inode === undefined ? [] : [inode];
    });
  } catch (error) {
    return codeOf(error) === 'EACCES' ? null : [];
  }
}

function holderIn(folder: string, pid: number): SocketHolder {
  const cgroup = textOf(`${folder}/cgroup`);
  return {
    pid,
    comm: textOf(`${folder}/comm`).trimEnd(),
    argv: textOf(`${folder}/cmdline`).split('\0').filter(Boolean),
    ...placeIn(cgroup),
  };
}

/** Unit and container in /proc/PID/cgroup. Only names that can stand in a command. */
function placeIn(cgroup: string): Pick<SocketHolder, 'unit' | 'container'> {
  const container =
    /(?:docker|libpod|containerd|crio)[-/:]+([0-9a-f]{12})[0-9a-f]{52}/.exec(cgroup)?.[1] ?? null;
  const units = cgroup.match(/[\w@.:\\-]+\.(?:service|scope)(?=\/|$)/gm);
  return { container, unit: container === null ? (units?.at(-1) ?? null) : null };
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** A process may be gone meanwhile. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
