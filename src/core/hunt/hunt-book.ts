import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

type KeptHunt = { readonly name: string; readonly query: string };

const MOST_HISTORY = 100;
const MOST_KEPT = 200;
const LONGEST = 5120;
const FILE = 'hunts.json';

const content = z.object({
  history: z.array(z.string().max(LONGEST)).catch([]),
  kept: z.array(z.object({ name: z.string().min(1).max(64), query: z.string().max(LONGEST) })).catch([]),
});

/** What was hunted for, and the hunts that were kept: in the state folder, over sessions; without one in memory. */
export class HuntBook {
  private history: readonly string[] = [];
  private own: readonly KeptHunt[] = [];

  /** What cannot be read is as good as nothing. */
  constructor(private readonly folder: string | null) {
    if (folder === null) return;
    try {
      const read = content.parse(JSON.parse(readFileSync(join(folder, FILE), 'utf8')));
      this.history = read.history.slice(0, MOST_HISTORY);
      this.own = read.kept.slice(0, MOST_KEPT);
    } catch {}
  }

  /** Newest first. */
  get asked(): readonly string[] {
    return this.history;
  }

  get kept(): readonly KeptHunt[] {
    return this.own;
  }

  note(query: string): void {
    if (this.history[0] === query) return;
    this.history = [query, ...this.history.filter((known) => known !== query)].slice(0, MOST_HISTORY);
    this.write();
  }

  /** One of that name is replaced. False: there are too many. */
  keep(hunt: KeptHunt): boolean {
    const others = this.own.filter(({ name }) => name !== hunt.name);
    if (others.length >= MOST_KEPT) return false;
    this.own = [...others, hunt];
    this.write();
    return true;
  }

  forget(name: string): void {
    this.own = this.own.filter((hunt) => hunt.name !== name);
    this.write();
  }

  /** Whole or not at all; hunting goes on when it cannot be written. */
  private write(): void {
    if (this.folder === null) return;
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      const path = join(this.folder, FILE);
      writeFileSync(`${path}.new`, JSON.stringify({ history: this.history, kept: this.own }), {
        mode: 0o600,
      });
      renameSync(`${path}.new`, path);
    } catch {}
  }
}
