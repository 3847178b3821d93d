import fs from 'node:fs';
import { codeOf } from '../system-reason.ts';
import type { Output } from './paced-writer.ts';

export type TtyOutput = Output & {
  /** From now on a terminal that reads nothing stops nobody. */
  neverWait(): void;
  /** Writes wait again, as Node has it: then what is written last is not lost when the process ends. */
  waitAgain(): void;
  /** Writes before it returns; false when the terminal has not taken it all after `limit` milliseconds. */
  writeNow(text: string, limit: number): boolean;
};

/** A standard stream that is a terminal. */
export type TtyStream = NodeJS.WriteStream & { readonly fd: number };

export function createTtyOutput(stream: TtyStream): TtyOutput {
  const setBlocking = blockingSwitch(stream);
  const write = stream.write.bind(stream);
  // A terminal that went away is told by the keyboard's end and by SIGHUP.
  stream.on('error', () => {});
  return {
    write: (text, done) => write(text, done),
    neverWait: () => setBlocking(false),
    waitAgain: () => setBlocking(true),
    writeNow: (text, limit) => writeWithin(stream.fd, text, limit),
  };
}

/**
 * Node writes to terminals blocking: one that reads nothing would stop the event loop. The way out is
 * private to Node, and only harmless where libuv could open the terminal anew (not after `su` to another
 * user): else the shell would inherit a non-blocking terminal.
 */
function blockingSwitch(stream: TtyStream): (blocking: boolean) => void {
  const { _handle: handle } = stream as { _handle?: { setBlocking?(blocking: boolean): unknown } };
  const isOurs = typeof handle?.setBlocking === 'function' && canOpenAnew(stream.fd);
  return (blocking) => {
    if (isOurs) handle?.setBlocking?.(blocking);
  };
}

function canOpenAnew(fd: number): boolean {
  try {
    fs.closeSync(fs.openSync(`/dev/fd/${fd}`, fs.constants.O_WRONLY | fs.constants.O_NOCTTY));
    return true;
  } catch {
    return false;
  }
}

const RETRY_DELAY = 5;

function writeWithin(fd: number, text: string, limit: number): boolean {
  let rest = Buffer.from(text);
  const deadline = performance.now() + limit;
  while (rest.length > 0) {
    try {
      rest = rest.subarray(fs.writeSync(fd, rest));
    } catch (error) {
      const isFull = codeOf(error) === 'EAGAIN';
      if (!isFull || performance.now() >= deadline) return false;
      sleep(RETRY_DELAY);
    }
  }
  return true;
}

/** Blocks the thread: only for the last words of a process. */
function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
