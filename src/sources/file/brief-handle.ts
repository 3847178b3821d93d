import { readFileSync, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { codeOf } from '../../platform/system-reason.ts';
import type { Turns } from '../turns.ts';

/** What a file is read through. */
export type ReadHandle = {
  readonly fd: number;
  read(buffer: Buffer, offset: number, length: number, position: number): Promise<Piece>;
  stat(): Promise<Stats>;
  close(): Promise<void>;
};

type Piece = { readonly buffer: Buffer; readonly bytesRead: number };

/** The file is no longer at its path (renamed, or removed), and was not held open. */
export class MovedError extends Error {
  constructor(path: string) {
    super(`${path}: moved while it was read`);
  }
}

/**
 * A file that is open only while something is read of it: for more files than may be open at a time. What was renamed
 * since the last time is not found (`MovedError`), and what was removed is lost.
 */
export class BriefHandle implements ReadHandle {
  /** There is none to keep. */
  readonly fd = -1;
  private identity: string | null = null;

  constructor(
    private readonly path: string,
    private readonly turns: Turns,
  ) {}

  read(buffer: Buffer, offset: number, length: number, position: number): Promise<Piece> {
    return this.opened((handle) => handle.read(buffer, offset, length, position));
  }

  stat(): Promise<Stats> {
    return this.opened((handle) => handle.stat());
  }

  async close(): Promise<void> {}

  private opened<T>(act: (handle: FileHandle) => Promise<T>): Promise<T> {
    return this.turns.take(async () => {
      const handle = await open(this.path, 'r').catch((error) => {
        throw this.identity !== null && error.code === 'ENOENT' ? new MovedError(this.path) : error;
      });
      try {
        const identity = identityOf(await handle.stat());
        this.identity ??= identity;
        if (this.identity !== identity) throw new MovedError(this.path);
        return await act(handle);
      } finally {
        await handle.close();
      }
    });
  }
}

function identityOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

/** Logs that may be open at once: half of what the process may open. The rest is for the store, sockets and programs. */
export function mostOpenLogs(): number {
  const allowed = /^Max open files\s+(\d+)/m.exec(limits())?.[1];
  return allowed === undefined ? USUAL / 2 : Math.floor(Number(allowed) / 2);
}

/** The usual limit of open files, for systems that do not tell theirs. */
const USUAL = 1024;

function limits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}

/** Whether an error only says that too many files are open: it tells nothing of what was asked. */
export function isShortOfHandles(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'EMFILE' || code === 'ENFILE';
}
