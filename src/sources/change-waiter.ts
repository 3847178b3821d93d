import { type FSWatcher, watch } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/** How long a change may go unnoticed: where the system reports changes, and where it does not. */
const WATCHED_POLL_MS = 1_000;
const POLL_MS = 250;

/** Waits until something happened to the file of this name, or for one poll interval. Resolves at once when aborted. */
export class ChangeWaiter {
  private readonly named: FolderWatch;
  /** The folder of a link says nothing of changes where it leads to: that one is watched too. */
  private readonly target: FolderWatch;
  private wake: (() => void) | null = null;
  private changed = false;
  private isLookDue = true;
  private readonly onAbort = (): void => this.notify();

  constructor(
    private readonly path: string,
    private readonly signal: AbortSignal,
  ) {
    this.named = new FolderWatch(() => this.notify());
    this.target = new FolderWatch(() => this.notify());
    this.named.turnTo(path);
    signal.addEventListener('abort', this.onAbort, { once: true });
  }

  async wait(): Promise<void> {
    if (this.isLookDue) await this.turnWatches();
    this.isLookDue = !(await this.next());
    this.changed = false;
  }

  close(): void {
    this.signal.removeEventListener('abort', this.onAbort);
    this.named.close();
    this.target.close();
  }

  /** Whether a change was reported, rather than the time run out. */
  private async next(): Promise<boolean> {
    if (this.changed || this.signal.aborted) return true;
    const poll = this.named.isWatching && this.target.isWatching ? WATCHED_POLL_MS : POLL_MS;
    const reported = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), poll);
      this.wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
    this.wake = null;
    return reported;
  }

  private async turnWatches(): Promise<void> {
    const target = await realpath(this.path).catch(() => this.path);
    this.named.turnTo(this.path);
    this.target.turnTo(target === this.path ? null : target);
  }

  private notify(): void {
    this.changed = true;
    this.wake?.();
  }
}

/** The folder, not the file: a watch on the file stays with the old one when it is rotated away. */
class FolderWatch {
  private watcher: FSWatcher | null = null;
  private path: string | null = null;

  constructor(private readonly notify: () => void) {}

  /** Whether changes will be reported, as far as there is anything to watch. */
  get isWatching(): boolean {
    return this.watcher !== null || this.path === null;
  }

  turnTo(path: string | null): void {
    if (this.isWatching && this.path === path) return;
    this.close();
    this.path = path;
    if (path === null) return;
    const name = basename(path);
    try {
      this.watcher = watch(dirname(path), { persistent: false }, (_, changed) => {
        // A rotated file that is still written to begins with the name.
        if (changed === null || changed.startsWith(name)) this.notify();
      });
      this.watcher.on('error', () => this.close());
    } catch {
      this.watcher = null;
    }
  }

  close(): void {
    this.watcher?.close();
    this.watcher = null;
  }
}
