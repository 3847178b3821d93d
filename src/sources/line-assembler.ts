import { isAscii } from 'node:buffer';
import { DocumentCut } from './document-cut.ts';

const NEWLINE = 10;

/** Whole lines out of bytes that arrive in any pieces. */
export type Assembled = {
  readonly text: string;
  readonly firstLine: number;
  /** Bytes of the source that these lines stand for. */
  readonly bytes: number;
};

/**
 * Cuts bytes into blocks of complete lines. A line split over chunks, even within a UTF-8 sequence, is put together;
 * a line over `maxLine` bytes keeps its beginning, the rest is dropped and counted. A JSON document that is one long line
 * is handed on in pieces, as if each were a line.
 */
export class LineAssembler {
  truncatedLines = 0;
  droppedBytes = 0;
  /** NUL bytes left out at the beginning of lines: what a crash, or truncation under a writer, leaves in a file. */
  nulBytes = 0;
  private rest: Buffer[] = [];
  private restBytes = 0;
  private skipping = false;
  private skipped = 0;
  private cut: DocumentCut | null = null;
  private nextLine: number;

  constructor(
    private readonly maxLine: number = 1 << 20,
    firstLine = 1,
  ) {
    this.nextLine = firstLine;
  }

  /** The complete lines in what has come so far; null when there is none yet. The chunk may be reused afterwards. */
  push(chunk: Buffer): Assembled | null {
    const lastNewline = chunk.lastIndexOf(NEWLINE);
    if (lastNewline === -1) {
      this.keep(chunk);
      return this.piece();
    }
    const firstNewline = chunk.indexOf(NEWLINE);
    const held = this.takeRest();
    const skipped = this.skipped;
    // The end of a line that was cut is not a line of its own.
    const from = this.skipping ? firstNewline : 0;
    this.skipping = false;
    this.skipped = 0;
    const tail = chunk.subarray(lastNewline + 1);
    const bytes = held.length + skipped + lastNewline + 1;
    if (from > 0) this.droppedBytes += from;
    const text =
      decodeJoined(held, chunk.subarray(from, firstNewline + 1)) +
      decode(chunk.subarray(firstNewline + 1, lastNewline + 1));
    if (tail.length > 0) this.keep(tail);
    return this.block(chunk.includes(0) ? this.withoutNuls(text) : text, bytes);
  }

  /** The last line, when the source ended without a line end. */
  flush(): Assembled | null {
    const held = this.takeRest();
    const bytes = held.length + this.skipped;
    this.skipping = false;
    this.skipped = 0;
    return held.length === 0 ? null : this.block(decode(held), bytes);
  }

  /** The next line gets this number, whatever came before. */
  renumber(line: number): void {
    this.nextLine = line;
  }

  /** The line number that the next line will have. */
  get line(): number {
    return this.nextLine;
  }

  /** Bytes held back because their line is not complete. */
  get pending(): number {
    return this.restBytes + this.skipped;
  }

  private block(text: string, bytes: number): Assembled {
    const firstLine = this.nextLine;
    this.nextLine += countLines(text);
    return { text, firstLine, bytes };
  }

  private withoutNuls(text: string): string {
    return text.replace(/(^|\n)(\0+)/g, (_, start: string, nuls: string) => {
      this.nulBytes += nuls.length;
      return start;
    });
  }

  private keep(piece: Buffer): void {
    let bytes = piece;
    if (piece[0] === 0 && this.restBytes === 0 && !this.skipping) {
      bytes = withoutLeadingNuls(piece);
      this.skipped += piece.length - bytes.length;
      this.nulBytes += piece.length - bytes.length;
    }
    if (this.skipping) {
      this.skipped += bytes.length;
      this.droppedBytes += bytes.length;
      return;
    }
    const room = this.maxLine - this.restBytes;
    this.rest.push(Buffer.from(bytes.subarray(0, room)));
    this.restBytes += Math.min(room, bytes.length);
    if (bytes.length <= room) return;
    this.skipping = true;
    this.truncatedLines++;
    this.skipped += bytes.length - room;
    this.droppedBytes += bytes.length - room;
  }

  /** What can be handed on of a document whose end is far. */
  private piece(): Assembled | null {
    if (this.restBytes <= this.maxLine / 2 || this.skipping) return null;
    if (this.cut === null && !DocumentCut.begins(this.rest[0]?.[0])) return null;
    this.cut ??= new DocumentCut();
    const held = this.rest.length === 1 ? (this.rest[0] as Buffer) : Buffer.concat(this.rest);
    this.rest = [held];
    const at = this.cut.find(held);
    if (at <= 0) return null;
    this.cut.move(at);
    this.rest = [Buffer.from(held.subarray(at))];
    this.restBytes = held.length - at;
    const bytes = at + this.skipped;
    this.skipped = 0;
    return this.block(`${decode(held.subarray(0, at))}\n`, bytes);
  }

  private takeRest(): Buffer {
    this.cut = null;
    const rest = this.rest.length === 1 ? (this.rest[0] as Buffer) : Buffer.concat(this.rest);
    this.rest = [];
    this.restBytes = 0;
    return rest;
  }
}

/** A file may have gigabytes of them, which are compared many at a time. */
const NULS = Buffer.alloc(4096);

function withoutLeadingNuls(piece: Buffer): Buffer {
  let at = 0;
  while (at + NULS.length <= piece.length && NULS.compare(piece, at, at + NULS.length) === 0)
    at += NULS.length;
  while (at < piece.length && piece[at] === 0) at++;
  return piece.subarray(at);
}

/** A character may have been split between the two. */
function decodeJoined(held: Buffer, end: Buffer): string {
  return decode(held.length === 0 ? end : Buffer.concat([held, end]));
}

/** One decode for a whole block; ASCII, the usual case, is a plain copy. */
function decode(bytes: Buffer): string {
  return isAscii(bytes) ? bytes.toString('latin1') : bytes.toString('utf8');
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++;
  return text.endsWith('\n') || text === '' ? lines : lines + 1;
}
