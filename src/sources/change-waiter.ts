import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** How long a change may go unnoticed where the file system reports none. */
const POLL_MS = 250;

/** Waits until something happened in the file's folder, or for one poll interval. Resolves at once when aborted. */
export class ChangeWaiter {
  private watcher: FSWatcher | null = null;
  private wake: (() => void) | null = null;
  private changed = false;
  private readonly name: string;

  constructor(
    path: string,
    private readonly signal: AbortSignal,
  ) {
    this.name = basename(path);
    try {
      // The folder, not the file: a watch on the file stays with the old one when it is rotated away.
      this.watcher = watch(dirname(path), { persistent: false }, (_, changed) => {
        if (changed === null || changed === this.name) this.notify();
      });
      this.watcher.on('error', () => this.close());
    } catch {
      this.watcher = null;
    }
    signal.addEventListener('abort', () => this.notify(), { once: true });
  }

  async wait(): Promise<void> {
    if (!this.changed && !this.signal.aborted) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_MS);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.wake = null;
    }
    this.changed = false;
  }

  close(): void {
    this.watcher?.close();
    this.watcher = null;
  }

  private notify(): void {
    this.changed = true;
    this.wake?.();
  }
}
