import { closeSync, openSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';

/** `sun_path` has 108 bytes on Linux, the last of them zero; 104 elsewhere. */
const LONGEST = process.platform === 'linux' ? 107 : 103;

/**
 * A path by which the system takes a socket: of one that is too long the folder is opened and named by its number,
 * which Linux has a path for. To be released when the socket is bound or connected.
 */
export function shortWay(path: string): { readonly path: string; release(): void } {
  if (Buffer.byteLength(path) <= LONGEST) return { path, release() {} };
  if (process.platform !== 'linux')
    throw new Error(`${path} is longer than the ${LONGEST} bytes a socket may have; name a shorter folder`);
  const folder = openSync(dirname(path), 'r');
  return { path: join(`/proc/self/fd/${folder}`, basename(path)), release: () => closeSync(folder) };
}

/** Connects to the socket of that name. Rejects with the error of the system: ENOENT, ECONNREFUSED, EACCES. */
export async function connectTo(folder: string, name: string): Promise<Socket> {
  const way = shortWay(join(folder, name));
  try {
    return await new Promise((resolve, reject) => {
      const socket = connect(way.path);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(socket);
      });
      socket.once('error', reject);
    });
  } finally {
    way.release();
  }
}
