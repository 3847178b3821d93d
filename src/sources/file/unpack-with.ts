import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { DamagedError } from './open-file.ts';

export type UnpackProgram = {
  readonly program: string;
  /** Besides those with which it unpacks from standard input to standard output. */
  readonly args: readonly string[];
};

/**
 * Unpacks with a program, through pipes: a file that becomes very large is never held. What a damaged or unfinished file
 * holds before the damage is given out first, then it rejects with `DamagedError`; so it does when the program is missing.
 */
export async function* unpackWith(
  { program, args }: UnpackProgram,
  pieces: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const child = spawn(program, ['--decompress', '--stdout', '--quiet', ...args], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = new Promise<number | Error | null>((resolve) => {
    child.once('error', resolve);
    child.once('close', resolve);
  });
  const fed = feed(child.stdin, pieces);
  try {
    for await (const bytes of child.stdout) yield bytes as Buffer;
    const end = await ended;
    await fed;
    if (end === 0) return;
    throw new DamagedError(
      end instanceof Error
        ? `packed with ${program}, which is not installed here`
        : `damaged ${program} file, or cut off before its end`,
    );
  } finally {
    child.kill();
    // It reads no more, so that feeding it ends.
    child.stdin.destroy();
    await fed;
  }
}

async function feed(stdin: Writable, pieces: AsyncIterable<Buffer>): Promise<void> {
  // A program that has seen enough, or was never there: its exit code tells.
  stdin.on('error', () => {});
  const closed = once(stdin, 'close');
  for await (const piece of pieces) {
    if (stdin.destroyed) return;
    // A copy: pieces are overwritten by the next, and this one may wait in the pipe.
    if (!stdin.write(Buffer.from(piece))) await Promise.race([once(stdin, 'drain'), closed]).catch(() => {});
  }
  stdin.end();
}
