import type { EngineInput } from '../../engine/engine.ts';
import type { Cursor, LineBlock, SourceId } from '../../model/log-record.ts';

/**
 * One input of the engine as it is written down: the order of the inputs of all sources, and where they were cut, decide
 * what comes of them. Lines that their source can hand over again are not copied.
 */
export type JournalEntry =
  | Exclude<EngineInput, { readonly kind: 'block' }>
  | (Omit<LineBlock, 'text' | 'cursor'> & {
      readonly kind: 'block';
      readonly length: number;
    } /** `head`: of the first line, by which it is known again; journals of 1.1.0 have none. */ & (
        | { readonly cursor: Cursor; readonly head?: number }
        | { readonly text: string }
        /** More lines than are copied came from a source that cannot hand them over again. */
        | { readonly lost: true }
      ));

/** Text that is copied until the next checkpoint, in characters. */
const MOST_TEXT = 16 << 20;

/** The engine's inputs since the last checkpoint that are not written yet. */
export class Journal {
  /** Bytes read since the last checkpoint: what would have to be read again. */
  bytes = 0;
  private entries: JournalEntry[] = [];
  private text = 0;
  private readonly idle = new Set<SourceId>();

  note(input: EngineInput): void {
    if (input.kind === 'idle') {
      // A source that is idle already is told so once a second.
      if (this.idle.has(input.source)) return;
      this.idle.add(input.source);
    } else this.idle.delete(input.kind === 'block' ? input.block.source : input.source);
    this.entries.push(input.kind === 'block' ? this.entryOf(input.block) : input);
  }

  get isEmpty(): boolean {
    return this.entries.length === 0;
  }

  /** What was noted since the last call, to be written; null when nothing was. */
  take(): string | null {
    if (this.isEmpty) return null;
    const body = JSON.stringify(this.entries);
    this.entries = [];
    return body;
  }

  /** All that was noted is in a checkpoint, or is to be forgotten. */
  clear(): void {
    this.entries = [];
    this.bytes = 0;
    this.text = 0;
  }

  private entryOf({ text, cursor, ...block }: LineBlock): JournalEntry {
    const { length } = text;
    this.bytes += block.bytes;
    if (cursor !== undefined) return { kind: 'block', ...block, length, cursor, head: headOf(text) };
    this.text += length;
    return { kind: 'block', ...block, length, ...(this.text > MOST_TEXT ? { lost: true } : { text }) };
  }
}

/** So much of a first line tells it from others: its stamp, and who wrote what. */
const HEAD_CHARACTERS = 256;

/** A hash of the first line (FNV-1a): the journal holds nothing of a log's text that can be read again. */
export function headOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length && at < HEAD_CHARACTERS; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) break;
    hash = Math.imul(hash ^ code, 0x01000193);
  }
  return hash >>> 0;
}

/** Rows of the journal as `take` gave them. */
export function readJournal(rows: readonly string[]): JournalEntry[] {
  return rows.flatMap((row) => JSON.parse(row) as JournalEntry[]);
}

/** Where each source goes on after these entries. */
export function cursorsAfter(entries: readonly JournalEntry[]): Map<SourceId, Cursor> {
  const cursors = new Map<SourceId, Cursor>();
  for (const entry of entries) {
    if (entry.kind === 'block' && 'cursor' in entry) cursors.set(entry.source, entry.cursor);
  }
  return cursors;
}
