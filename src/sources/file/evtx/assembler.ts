import type { Assembled } from '../../line-assembler.ts';
import { RecordAssembler } from '../record-assembler.ts';
import { type Budget, readEvent } from './binary-xml.ts';
import { eventJson } from './event-json.ts';

const FILE_HEADER = 4096;
const CHUNK = 65_536;
const CHUNK_HEADER = 512;
/** Where a chunk says where its free space begins. */
const FREE_AT = 48;
const RECORD = 0x00002a2a;
/** Magic, size, number, time; the size once more at the end. */
const RECORD_HEADER = 24;
/** A chunk of real events takes a fifth of these. */
const MOST_TOKENS = CHUNK;
const MOST_CHARACTERS = 16 * CHUNK;

/** Whether a file begins as Windows' event logs do. */
export function isEvtx(head: Buffer): boolean {
  return head.length >= 8 && head.toString('latin1', 0, 8) === 'ElfFile\0';
}

/**
 * Reads Windows' event log (EVTX) as lines: each event is one line of JSON, as `evtx_dump` writes it. One chunk of 64 KB
 * is held at a time. An event that cannot be read becomes a line that is none, so that it is counted.
 */
export class EvtxAssembler extends RecordAssembler {
  /** `offset`: of the file's bytes that are left out, whole chunks. */
  constructor(
    nextLine = 1,
    private offset = 0,
  ) {
    super(nextLine);
  }

  override flush(): Assembled | null {
    this.offset += this.pending;
    return super.flush();
  }

  protected wholeIn({ length }: Buffer): number {
    const start = this.headerLength;
    return length < start ? 0 : length - ((length - start) % CHUNK);
  }

  protected linesOf(bytes: Buffer): readonly string[] {
    const lines: string[] = [];
    for (let at = this.headerLength; at < bytes.length; at += CHUNK)
      for (const line of eventsOf(bytes.subarray(at, at + CHUNK))) lines.push(line);
    this.offset += bytes.length;
    return lines;
  }

  /** What stands before the next chunk. */
  private get headerLength(): number {
    return this.offset === 0 ? FILE_HEADER : 0;
  }
}

/** A line that no parser takes for an event: it is counted with those that were not understood. */
const UNREADABLE = 'an event that cannot be read';

/** The events of one chunk, each a line. */
function* eventsOf(chunk: Buffer): Iterable<string> {
  if (chunk.toString('latin1', 0, 8) !== 'ElfChnk\0') return;
  const budget: Budget = { tokens: MOST_TOKENS, characters: MOST_CHARACTERS };
  const free = Math.min(chunk.readUInt32LE(FREE_AT), CHUNK);
  for (let at = CHUNK_HEADER; at + RECORD_HEADER + 4 <= free; ) {
    const size = chunk.readUInt32LE(at + 4);
    if (chunk.readUInt32LE(at) !== RECORD || size < RECORD_HEADER + 4 || at + size > free) {
      // Without its size nobody knows where the next one begins: the rest of the chunk goes with it.
      yield UNREADABLE;
      return;
    }
    const event = readEvent(chunk, at + RECORD_HEADER, at + size - 4, budget);
    yield event === null ? UNREADABLE : eventJson(event);
    at += size;
  }
}
