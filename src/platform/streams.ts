import { constants, createReadStream, fstatSync, openSync } from 'node:fs';
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
