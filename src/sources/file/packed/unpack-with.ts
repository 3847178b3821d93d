import { spawn } from 'node:child_process';
import { pipeline } from 'node:stream/promises';
import { childEnvironment } from '../../../platform/child-environment.ts';
import { DamagedError } from '../open-file.ts';

type UnpackProgram = {
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
    env: childEnvironment(),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = new Promise<number | Error | null>((resolve) => {
    child.once('error', resolve);
    child.once('close', resolve);
  });
  const read: { failure?: unknown } = {};
  // That it read no further is told by its exit code.
  const fed = pipeline(copies(pieces, read), child.stdin).catch(() => {});
  try {
    for await (const bytes of child.stdout) yield bytes as Buffer;
    const end = await ended;
    await fed;
    if ('failure' in read) throw read.failure;
    if (end === 0) return;
    throw new DamagedError(
      end instanceof Error
        ? `packed with ${program}, which is not installed here`
        : `damaged ${program} file, or cut off before its end`,
    );
  } finally {
    child.kill();
    // The program reads no more: with its input destroyed, the feeding ends, too.
    child.stdin.destroy();
    await fed;
  }
}

/** Pieces are overwritten by the next, and these may wait in the pipe. */
async function* copies(pieces: AsyncIterable<Buffer>, read: { failure?: unknown }): AsyncGenerator<Buffer> {
  try {
    for await (const piece of pieces) yield Buffer.from(piece);
  } catch (error) {
    read.failure = error;
    throw error;
  }
}
