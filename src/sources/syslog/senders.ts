import type { SourceId } from '../../model/log-record.ts';
import { toRfc3339 } from '../../model/time.ts';
import type { Clock } from '../../platform/clock.ts';
import { pause } from '../../platform/pause.ts';
import type { Source, SourceSink } from '../source.ts';
import { LineQueue } from './line-queue.ts';
import { lineOf } from './message.ts';

/** Senders that get a source of their own; the others share one. Over UDP anybody may pretend to be many. */
const MOST_SENDERS = 100;
/** Bytes that wait for the engine, of one sender. */
const QUEUE_BYTES = 512 * 1024;

/** How long lines are gathered before they are handed on together. */
const GATHER_MS = 20;

export type Sender = {
  readonly queue: LineQueue;
  readonly line: (message: Buffer) => string;
  /** What is lost is shown with its sender. */
  readonly count: SourceSink['count'];
};

/** Who sends: each a source, because each has lines, process numbers and a clock of its own. */
export class Senders {
  private readonly senders = new Map<string, Sender>();

  constructor(
    private readonly id: SourceId,
    private readonly clock: Clock,
    /** Nobody who sends can be made to wait. */
    private readonly sheds: boolean,
  ) {}

  /** The sender at this address; a new one is handed to the sink as a source. */
  at(address: string, sink: SourceSink): Sender {
    const known = this.senders.get(address);
    if (known) return known;
    const key = this.senders.size < MOST_SENDERS ? address : 'others';
    const sender = this.senders.get(key) ?? this.add(key, sink);
    return key === address ? sender : { ...sender, line: (message) => this.lineOf(message, address) };
  }

  private add(key: string, sink: SourceSink): Sender {
    const queue = new LineQueue(QUEUE_BYTES);
    let counting: SourceSink['count'] = () => {};
    const read = senderSource(`${this.id}/${key}`, queue, this.clock, (count) => {
      counting = count;
    });
    const source: Source = this.sheds ? { ...read, sheds: true } : read;
    const sender: Sender = {
      queue,
      line: (message) => this.lineOf(message, key),
      count: (reason, amount) => counting(reason, amount),
    };
    this.senders.set(key, sender);
    sink.found(source);
    return sender;
  }

  private lineOf(message: Buffer, address: string): string {
    return lineOf(message, address, () => toRfc3339(this.clock.now()));
  }
}

function senderSource(
  id: SourceId,
  queue: LineQueue,
  clock: Clock,
  onStart: (count: SourceSink['count']) => void,
): Source {
  return {
    id,
    async read(sink, signal) {
      onStart((reason, amount) => sink.count(reason, amount));
      signal.addEventListener('abort', () => queue.interrupt(), { once: true });
      let firstLine = 1;
      while (!signal.aborted) {
        await queue.filled();
        // libuv gives 32 datagrams at a time: a step of the engine for each handful would lose a flood in the kernel.
        await pause(GATHER_MS, signal);
        const lines = queue.take();
        if (lines.length === 0) continue;
        const text = `${lines.join('\n')}\n`;
        const now = clock.now();
        await sink.accept({
          source: id,
          text,
          firstLine,
          bytes: Buffer.byteLength(text),
          yearReference: now,
          observedAt: now,
        });
        firstLine += lines.length;
        if (queue.bytes === 0) sink.idle();
      }
    },
  };
}
