import { chmodSync, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type Database from 'libsql';
import { UserError } from '../model/user-error.ts';
import { makeFolder } from '../platform/files/make-folder.ts';
import { reasonOf } from '../platform/system-reason.ts';
import {
  checkDatabase,
  inTransaction,
  isCorrupt,
  isDiskTrouble,
  memoryDatabase,
  openAlone,
  openDatabase,
  setAside,
} from './database.ts';
import { lockDirectory } from './lock.ts';

/**
 * The database of a store, whatever becomes of its file. When the disk is full or the file is damaged, it lives on: it refuses
 * what it cannot write, and writes again once the trouble is over.
 */
export class StoreFile {
  /** How many times another database was begun: what was written to an earlier one is not in it. */
  generation = 0;
  /** What happened to the file, for the operator. */
  readonly notes: string[] = [];
  private opened: Database.Database | null = null;
  /** Identity (device and inode) of the file that is open. */
  private identity: string | null = null;
  /** The directory was taken away, or never taken, and is another's until it is locked. */
  private isUnlocked = false;
  private refused: string | null = null;
  private unlock: () => void = () => {};

  private constructor(private readonly path: string | null) {}

  static inMemory(): StoreFile {
    const file = new StoreFile(null);
    file.opened = memoryDatabase();
    return file;
  }

  /**
   * Its directory is made when missing, readable by its owner only, and no other process can open it until it is closed. One
   * that cannot be written is tried again with each write. `readAll` touches all that is needed at start, so that damage
   * there is found now.
   */
  static openOrWait(path: string, readAll: (database: Database.Database) => void): StoreFile {
    const file = new StoreFile(path);
    try {
      file.take(dirname(path));
      file.openFirst(path, readAll);
    } catch (error) {
      file.unlock();
      if (error instanceof UserError) throw error;
      file.wait(error);
    }
    return file;
  }

  /** Null while it cannot be opened. */
  get database(): Database.Database | null {
    return this.opened;
  }

  /** Why nothing can be stored; null when the directory can be used. */
  get refusal(): string | null {
    return this.refused;
  }

  /** Tries to open the file if that failed before. */
  writable(): Database.Database {
    if (this.opened === null) {
      if (this.path === null) throw new Error('the store is closed');
      try {
        if (this.isUnlocked) this.take(dirname(this.path));
        this.opened = openDatabase(this.path);
      } catch (error) {
        if (this.refused !== null) this.refused = inWords(error);
        throw error;
      }
      this.identity = identityOf(this.path);
      this.refused = null;
      this.generation++;
    }
    return this.opened;
  }

  /** All of the work or, if it throws, nothing. */
  write(work: (database: Database.Database) => void): void {
    try {
      if (this.path !== null && this.isRemoved(this.path)) this.beginElsewhere(this.path);
      const database = this.writable();
      inTransaction(database, () => work(database));
    } catch (error) {
      if (isCorrupt(error)) this.beginAnew();
      throw error;
    }
  }

  close(): void {
    try {
      // Merges the log into the file, so that whoever copies this one file has everything.
      if (this.path !== null) this.opened?.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // The log is merged at the next start.
    }
    this.letGo();
    this.unlock();
  }

  private openFirst(path: string, readAll: (database: Database.Database) => void): void {
    try {
      this.opened = openOrAlone(path);
      this.identity = identityOf(path);
      if (this.opened === null) return;
      checkDatabase(this.opened, path);
      readAll(this.opened);
    } catch (error) {
      if (!isCorrupt(error)) throw error;
      this.beginAnew();
    }
  }

  /** Whether somebody has removed the file under the running program: whatever it writes there would be lost. */
  private isRemoved(path: string): boolean {
    return this.opened !== null && identityOf(path) !== this.identity;
  }

  /** Begins another file, in a directory that is made and locked again; `generation` tells others to write everything again. */
  private beginElsewhere(path: string): void {
    this.letGo();
    this.unlock();
    this.unlock = () => {};
    this.isUnlocked = true;
    this.notes.push(`The store was removed while the program ran: ${path} was begun anew with what is known`);
  }

  private take(folder: string): void {
    makeFolder(folder, 0o700);
    chmodSync(folder, 0o700);
    this.unlock = lockDirectory(folder);
    this.isUnlocked = false;
  }

  private wait(error: unknown): void {
    this.letGo();
    this.unlock = () => {};
    this.isUnlocked = true;
    this.refused = inWords(error);
  }

  /** Keeps the broken file under another name, and begins another. */
  private beginAnew(): void {
    if (this.path === null) return;
    this.letGo();
    const kept = setAside(this.path, new Date());
    this.notes.push(`The store was damaged: it is kept as ${kept}, and a new one was begun`);
    this.writable();
  }

  private letGo(): void {
    this.opened?.close();
    this.opened = null;
  }
}

/** Which file has this name; null when none has. */
function identityOf(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.dev}:${stats.ino}`;
}

/** Null when the disk is so full that there is not even something to look at. */
function openOrAlone(path: string): Database.Database | null {
  try {
    return openDatabase(path);
  } catch (error) {
    if (!isDiskTrouble(error)) throw error;
    return existsSync(path) && statSync(path).size > 0 ? openAlone(path) : null;
  }
}

/** SQLite's number for a file that cannot be opened; the library says no more. */
const CANNOT_OPEN = /: 14"\)$/;

function inWords(error: unknown): string {
  const text = reasonOf(error);
  return CANNOT_OPEN.test(text) ? 'it cannot be opened as a file that may be read and written' : text;
}
