import { setImmediate as turn } from 'node:timers/promises';
import type { SourceId } from '../../model/log-record.ts';
import type { Clock } from '../../platform/clock.ts';
import { utf16Order } from '../../platform/text-encoding.ts';
import { countLosses } from '../count-losses.ts';
import { type Assembled, LineAssembler } from '../line-assembler.ts';
import type { SourceSink } from '../source.ts';
import { Utf16Assembler } from '../utf16-assembler.ts';
import { EvtxAssembler, isEvtx } from './evtx/assembler.ts';
import type { OpenFile } from './open-file.ts';
import { encodePlace } from './place.ts';
import { printOfTrail } from './trail.ts';
import { isUtmp, UtmpAssembler } from './utmp.ts';

/** Lines go on in smaller blocks: V8 keeps strings from about 128 KB on apart, and collects them late. */
const BLOCK_BYTES = 64 * 1024;
/** How long blocks are handed on before others have their turn. */
const SLICE_MS = 8;

type HandOverOptions = {
  readonly id: SourceId;
  readonly clock: Clock;
  /** Blocks say where reading goes on behind them. */
  readonly cursors: boolean;
};

/** Makes blocks of lines out of the bytes of one file after the other, and hands them over. */
export class HandOver {
  private lines: Lines = new LineAssembler();
  /** Up to where the file's bytes were given to `lines`. */
  private given = 0;
  private copied = false;
  private sliceStart = performance.now();

  constructor(
    private readonly options: HandOverOptions,
    private readonly sink: SourceSink,
  ) {}

  /** What comes is this file's, from its offset on, beginning with this line. */
  begin(file: OpenFile, line: number, copied: boolean): void {
    this.lines = linesOf(file.head.bytes, line, file.offset);
    this.given = file.offset;
    this.copied = copied;
  }

  /** What comes is the same log's in another file: a line may begin in the one and end in the other. */
  carryOn(file: OpenFile, copied: boolean): void {
    if (file.offset === 0) this.lines.renumber(1);
    this.given = file.offset;
    this.copied = copied;
  }

  async take(file: OpenFile, bytes: Buffer, signal: AbortSignal): Promise<void> {
    if (this.given === 0 && this.lines.pending === 0) this.lines = linesOf(bytes, this.lines.line);
    for (let start = 0; start < bytes.length && !signal.aborted; start += BLOCK_BYTES) {
      const piece = bytes.subarray(start, Math.min(bytes.length, start + BLOCK_BYTES));
      const lines = this.lines.push(piece);
      this.given += piece.length;
      await this.hand(file, lines);
      await this.pace();
    }
  }

  /** The last line, when the file ends without a line end. */
  async flush(file: OpenFile): Promise<void> {
    await this.hand(file, this.lines.flush());
  }

  private async hand(file: OpenFile, lines: Assembled | null): Promise<void> {
    countLosses(this.lines, this.sink);
    if (!lines) return;
    const { id, clock } = this.options;
    await this.sink.accept({
      source: id,
      ...lines,
      yearReference: Math.floor(file.modified),
      observedAt: clock.now(),
      ...(this.options.cursors && { cursor: this.cursor(file) }),
    });
  }

  /** Where the file goes on after what was handed over. */
  cursor(file: OpenFile): string {
    const offset = this.given - this.lines.pending;
    // Name by name: for each block of a backlog, and a copy of an object takes longer than the text of it.
    return encodePlace({
      path: file.path,
      device: file.device,
      inode: file.inode,
      offset,
      modified: file.modified,
      line: this.lines.line,
      head: file.head.printBefore(offset),
      trail: printOfTrail(file.trailBefore(offset)),
      copied: this.copied,
    });
  }

  /** Blocks that nobody waits for would else follow one another without a turn of the event loop. */
  private async pace(): Promise<void> {
    if (performance.now() - this.sliceStart < SLICE_MS) return;
    await turn();
    this.sliceStart = performance.now();
  }
}

type Lines = LineAssembler | Utf16Assembler | EvtxAssembler | UtmpAssembler;

function linesOf(head: Buffer, line: number, offset = 0): Lines {
  if (isEvtx(head)) return new EvtxAssembler(line, offset);
  if (isUtmp(head)) return new UtmpAssembler(line);
  const order = utf16Order(head);
  return order === null ? new LineAssembler(undefined, line) : new Utf16Assembler(order, line);
}
