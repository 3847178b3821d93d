import { type FSWatcher, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { filesUnder } from '../platform/files/files-under.ts';

type RuleWatchOptions = {
  /** Folders, or single files, with rules. */
  readonly folders: readonly string[];
  /** Called when rules came, went or were written; not again before it has ended. */
  readonly reload: () => Promise<void>;
  /** How long nothing may change before they are read: editors write in several steps. */
  readonly settleMs?: number;
  /** How often is looked where the system reports no changes, and in case that it forgot one. */
  readonly pollMs?: number;
};

const SETTLE_MS = 300;
const POLL_MS = 5000;

/** Notices that rules have changed, by name, time and size of their files. */
export class RuleWatch {
  private readonly watchers: FSWatcher[];
  private readonly polling: NodeJS.Timeout;
  private readonly settleMs: number;
  private settling: NodeJS.Timeout | null = null;
  private known: string;
  private isReloading = false;
  private isClosed = false;

  constructor(private readonly options: RuleWatchOptions) {
    this.settleMs = options.settleMs ?? SETTLE_MS;
    this.known = signatureOf(options.folders);
    this.watchers = options.folders.flatMap((folder) => watchFolder(folder, () => this.look()));
    this.polling = setInterval(() => this.look(), options.pollMs ?? POLL_MS);
    this.polling.unref();
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.polling);
    if (this.settling) clearTimeout(this.settling);
    for (const watcher of this.watchers) watcher.close();
  }

  private look(): void {
    if (this.isClosed || this.isReloading || signatureOf(this.options.folders) === this.known) return;
    if (this.settling) clearTimeout(this.settling);
    this.settling = setTimeout(() => void this.settled(), this.settleMs);
  }

  private async settled(): Promise<void> {
    this.settling = null;
    this.isReloading = true;
    this.known = signatureOf(this.options.folders);
    await this.options.reload().finally(() => {
      this.isReloading = false;
    });
    // What changed while they were read.
    this.look();
  }
}

/** None where the system cannot tell: polling does. */
function watchFolder(folder: string, onChange: () => void): FSWatcher[] {
  try {
    const watcher = watch(folder, { recursive: true, persistent: false }, onChange);
    watcher.on('error', () => watcher.close());
    return [watcher];
  } catch {
    return [];
  }
}

function signatureOf(folders: readonly string[]): string {
  return folders.map((folder) => filesOf(folder).map(stampOf).join('\n')).join('\n\n');
}

function filesOf(path: string): string[] {
  try {
    if (statSync(path).isFile()) return [path];
    const names = filesUnder(path).filter((name) => /\.ya?ml$/i.test(name));
    return names.map((name) => join(path, name));
  } catch {
    return [];
  }
}

function stampOf(file: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    return `${file} ${mtimeMs} ${size} ${ino}`;
  } catch {
    return file;
  }
}
