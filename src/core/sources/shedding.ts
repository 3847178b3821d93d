import { setImmediate } from 'node:timers/promises';
import type { LineBlock } from '../../model/log-record.ts';
import type { Source, SourceSink } from '../../sources/source.ts';

/** Bytes that wait for the engine, of one source. */
const QUEUE_BYTES = 16 << 20;

/**
 * Reading and judging share a thread: after each block that is judged, so many times what has come is taken in. A writer that is up
 * to so many times too fast is not held up.
 */
const TURNS = 4;

/** A source that is never made to wait: what there is no room for is let go, and counted as `shed-lines`. */
export function shedding(source: Source, queueBytes = QUEUE_BYTES): Source {
  return {
    ...source,
    sheds: true,
    async read(sink, signal, from) {
      const queue = new SheddingQueue(sink, queueBytes);
      try {
        await source.read(queue.sink, signal, from);
      } finally {
        // What it had handed over before it ended, or failed, is not lost.
        await queue.emptied;
      }
    },
  };
}

class SheddingQueue {
  readonly sink: SourceSink;
  private readonly blocks: LineBlock[] = [];
  private size = 0;
  private isAtEnd = false;
  private handing: Promise<void> | null = null;

  constructor(
    private readonly to: SourceSink,
    private readonly most: number,
  ) {
    this.sink = {
      accept: async (block) => this.take(block),
      busy: () => {
        this.isAtEnd = false;
        to.busy();
      },
      idle: () => {
        if (this.handing === null) to.idle();
        else this.isAtEnd = true;
      },
      count: (reason, amount) => to.count(reason, amount),
      behind: (bytes) => to.behind(bytes + this.size),
      missing: () => to.missing(),
      trouble: (trouble) => to.trouble(trouble),
      found: (source) => to.found(shedding(source, most)),
    };
  }

  get emptied(): Promise<void> | null {
    return this.handing;
  }

  private take(block: LineBlock): void {
    this.isAtEnd = false;
    if (this.size > 0 && this.size + block.bytes > this.most) {
      this.to.count('shed-lines', linesIn(block.text));
      return;
    }
    this.blocks.push(block);
    this.size += block.bytes;
    this.handing ??= this.hand().finally(() => {
      this.handing = null;
    });
  }

  private async hand(): Promise<void> {
    for (let block = this.blocks.shift(); block !== undefined; block = this.blocks.shift()) {
      await this.to.accept(block);
      this.size -= block.bytes;
      for (let turn = 0; turn < TURNS; turn++) await setImmediate();
    }
    if (this.isAtEnd) this.to.idle();
  }
}

function linesIn(text: string): number {
  let count = text.endsWith('\n') || text === '' ? 0 : 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
