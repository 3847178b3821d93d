import { chmodSync, chownSync, lstatSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { basename, join } from 'node:path';
import { connectTo, shortWay } from './unix-path.ts';

/** A socket that is listened to, and the way to be rid of it. */
export type Door = { close(): void };

type DoorPlace = {
  readonly folder: string;
  readonly name: string;
  /** Number of the group whose members may use it beside the owner; null for nobody. */
  readonly group: number | null;
};

/** The door cannot be opened: what is wrong, and what to do. */
class DoorError extends Error {}

/**
 * Listens on a Unix socket. Until it stands in its place with its final permissions it is in a folder that nobody else
 * may enter. What an earlier core left is replaced; a socket that somebody listens to, and what is no socket, is not.
 * Throws `DoorError`.
 */
export async function openDoor(place: DoorPlace, onVisitor: (socket: Socket) => void): Promise<Door> {
  const path = join(place.folder, place.name);
  await checkPlace(place, path);
  const hidden = mkdtempSync(join(place.folder, '.door-'));
  const server = createServer({ pauseOnConnect: false }, onVisitor);
  try {
    const made = join(hidden, place.name);
    await listen(server, made);
    chmodSync(made, place.group === null ? 0o600 : 0o660);
    if (place.group !== null) chownSync(made, -1, place.group);
    renameSync(made, path);
    const { ino } = lstatSync(path);
    return {
      close() {
        server.close();
        // Another core may have put its own there meanwhile.
        if (inodeOf(path) === ino) rmSync(path, { force: true });
      },
    };
  } catch (error) {
    server.close();
    throw error;
  } finally {
    rmSync(hidden, { recursive: true, force: true });
  }
}

async function listen(server: Server, path: string): Promise<void> {
  const way = shortWay(path);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(way.path, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } finally {
    way.release();
  }
}

async function checkPlace({ folder, name }: DoorPlace, path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isSocket()) throw new DoorError(`${path} is there and is no socket; move it away`);
  const socket = await connectTo(folder, name).catch(() => null);
  if (socket === null) return;
  socket.destroy();
  throw new DoorError(
    `another soc-console listens on ${basename(path)} in ${folder}; name another attach.folder`,
  );
}

function inodeOf(path: string): number | null {
  return lstatSync(path, { throwIfNoEntry: false })?.ino ?? null;
}
