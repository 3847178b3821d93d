import { setMaxListeners } from 'node:events';
import { type FSWatcher, watch } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/** How long a change may go unnoticed: where the system reports changes, and where it does not. */
const WATCHED_POLL_MS = 1_000;
const POLL_MS = 250;
/** How often a log is looked at that has long been silent. Most are, and looking often at twenty of them would take part of a core. */
const SILENT_POLL_MS = 2_000;
const LONG_SILENT = 30;
/** How often, in silence, the watched folders are checked for being the right ones still. */
const SILENT_PER_LOOK = 4;

/** What was waited for: a file of that name came, went or was renamed; one was written to; nothing within the time. */
type Change = 'renamed' | 'written' | 'none';

/** Waits until something happened to the file of this name, or for one poll interval. Resolves at once when aborted. */
export class ChangeWaiter {
  private readonly named: FolderWatch;
  /** The folder of a link says nothing of changes where it leads to: that one is watched too. */
  private readonly target: FolderWatch;
  private wake: (() => void) | null = null;
  private change: Change = 'none';
  /** Polls without a report, one after the other. */
  private silent = 0;
  private readonly onAbort = (): void => this.notify('renamed');

  constructor(
    private readonly path: string,
    private readonly signal: AbortSignal,
  ) {
    this.named = new FolderWatch((change) => this.notify(change));
    this.target = new FolderWatch((change) => this.notify(change));
    this.named.turnTo(path);
    // All sources listen for the same end, however many there are: Node would warn of a leak.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', this.onAbort, { once: true });
  }

  async wait(): Promise<Change> {
    if (this.silent % SILENT_PER_LOOK === 0) await this.turnWatches();
    await this.reported();
    const { change } = this;
    this.silent = change === 'none' ? this.silent + 1 : 1;
    this.change = 'none';
    return change;
  }

  close(): void {
    this.signal.removeEventListener('abort', this.onAbort);
    this.named.close();
    this.target.close();
  }

  private async reported(): Promise<void> {
    if (this.change !== 'none' || this.signal.aborted) return;
    const isWatched = this.named.isWatching && this.target.isWatching;
    const watched = this.silent > LONG_SILENT ? SILENT_POLL_MS : WATCHED_POLL_MS;
    const poll = isWatched ? watched : POLL_MS;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, poll);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = null;
  }

  private async turnWatches(): Promise<void> {
    const target = await realpath(this.path).catch(() => this.path);
    this.named.turnTo(this.path);
    this.target.turnTo(target === this.path ? null : target);
  }

  private notify(change: Change): void {
    if (this.change !== 'renamed') this.change = change;
    this.wake?.();
  }
}

/** The folder, not the file: a watch on the file stays with the old one when it is rotated away. */
class FolderWatch {
  private watcher: FSWatcher | null = null;
  private path: string | null = null;

  constructor(private readonly notify: (change: Change) => void) {}

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
      this.watcher = watch(dirname(path), { persistent: false }, (event, changed) => {
        if (changed === null || (changed === name && event === 'rename')) this.notify('renamed');
        // A rotated file that is still written to begins with the name, and so does a copy while it is made.
        else if (changed.startsWith(name)) this.notify('written');
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
