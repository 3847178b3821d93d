import { JournalBytes } from './journal-bytes.ts';

/**
 * Entries of the journal over several lines: `journalctl -o export` (`KEY=value`, `__CURSOR` first) and `-o verbose` (a line
 * that begins with a date and holds the entry's cursor, then `KEY=value` behind blanks). The next entry's first line ends one.
 */
export class JournalBlocks {
  private entry: Record<string, string> | null = null;
  private last = '';
  private first = 0;
  private size = 0;
  private bytes: JournalBytes | null = null;

  /** What was read before, when this line begins another entry; undefined when the line is of no entry. */
  read(line: string, lineNumber: number): BlockEntry | null | undefined {
    if (this.bytes !== null) {
      if (!this.bytes.take(line)) this.bytes = null;
      return null;
    }
    const begun = beginOf(line);
    if (begun !== null) {
      const done = this.end();
      this.entry = begun;
      this.first = lineNumber;
      return done;
    }
    if (this.entry === null) return undefined;
    const [, key, value = ''] = FIELD.exec(line) ?? [];
    if (key !== undefined) {
      if (this.take(value)) this.entry[key] ??= value;
      this.last = key;
      return null;
    }
    if (BYTES.test(line)) {
      this.bytes = new JournalBytes();
      return null;
    }
    // What goes on in the next line is indented deeper than any name.
    const more = /^ {5,}(.{0,65536})$/.exec(line)?.[1];
    if (more === undefined) return undefined;
    if (this.take(more)) this.entry[this.last] = `${this.entry[this.last] ?? ''}\n${more}`;
    return null;
  }

  /** The entry that is open. */
  end(): BlockEntry | null {
    const { entry, first } = this;
    this.entry = null;
    this.size = 0;
    return entry === null ? null : { record: entry, line: first };
  }

  save(): unknown {
    const { entry, last, first, size, bytes } = this;
    return { entry, last, first, size, bytes: bytes?.save() ?? null };
  }

  restore(state: unknown): void {
    const { bytes, ...rest } = state as { readonly bytes: unknown };
    Object.assign(this, rest);
    if (bytes === null) return;
    this.bytes = new JournalBytes();
    this.bytes.restore(bytes);
  }

  private take(value: string): boolean {
    this.size += value.length;
    return this.size <= MOST_CHARACTERS;
  }
}

export type BlockEntry = { readonly record: Readonly<Record<string, string>>; readonly line: number };

const MOST_CHARACTERS = 256 * 1024;
const FIELD = /^(?: {4})?([A-Z_][A-Z0-9_]{0,63})=(.{0,65536})$/;
const BYTES = /^[A-Z_][A-Z0-9_]{0,63}$/;
const VERBOSE =
  /^[A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{6})? [A-Z][\w+-]{0,5} \[(?=s=[\da-f]{32};)[^\]]{0,300};t=([\da-f]{8,16});[^\]]{0,100}\]$/;

function beginOf(line: string): Record<string, string> | null {
  if (line.startsWith('__CURSOR=')) return { __CURSOR: line.slice('__CURSOR='.length) };
  const stamp = VERBOSE.exec(line)?.[1];
  return stamp === undefined ? null : { __REALTIME_TIMESTAMP: String(Number.parseInt(stamp, 16)) };
}

/** A line of such an entry that nothing else has. */
export function isOfJournalBlock(line: string): boolean {
  return (
    beginOf(line) !== null ||
    /^(?: {4})?(?:__(?:REALTIME|MONOTONIC)_TIMESTAMP|_{1,2}[A-Z][A-Z_]{1,40}|MESSAGE|PRIORITY|SYSLOG_[A-Z]{3,20})=/.test(
      line,
    )
  );
}
