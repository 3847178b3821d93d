import {
  constants,
  createReadStream,
  existsSync,
  fstatSync,
  openSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';

/**
 * Reads a descriptor without ever blocking a thread on it: a thread that waits in `read` on a silent pipe
 * would keep the process from ending.
 */
export function readDescriptor(fd: number): Readable {
  const info = fstatSync(fd);
  if (info.isFIFO() || info.isSocket()) return new Socket({ fd, readable: true, writable: false });
  return createReadStream('', { fd, autoClose: false });
}

/** A named pipe or device, opened at once even when nobody writes to it yet. */
export function readNamedStream(path: string): Readable {
  return readDescriptor(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
}

/** As `readNamedStream`; a pipe that has a name of its own does not end when its writer does, another may come. */
export function readLastingStream(path: string): Readable {
  try {
    // What a shell names /dev/fd/63 is the pipe of one program, and has no path.
    if (!statSync(path).isFIFO() || !existsSync(realpathSync(path))) return readNamedStream(path);
    return readDescriptor(openSync(path, constants.O_RDWR | constants.O_NONBLOCK));
  } catch {
    // One may not write to it, or it is gone.
    return readNamedStream(path);
  }
}
