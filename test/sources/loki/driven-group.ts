import { resultOf } from '../../../src/clients/loki/answer.ts';
import type { LokiClient } from '../../../src/clients/loki/client.ts';
import { errorOf } from '../../../src/clients/loki/error.ts';
import type { LineBlock } from '../../../src/model/log-record.ts';
import { type GroupOptions, groupSource } from '../../../src/sources/loki/group.ts';
import type { LokiMemory } from '../../support/loki-memory.ts';
import { RecordingSink } from '../recording-sink.ts';

export const START = Date.UTC(2026, 10, 21, 11, 58);
export const NS = 1_000_000n;

/** Asks a Loki in memory without a network between. */
function memoryClient(memory: LokiMemory, fail: () => boolean = () => false): Pick<LokiClient, 'queryRange'> {
  return {
    async queryRange({ query, from, to, direction, limit }) {
      const words = new URLSearchParams({
        ...{ query, direction, limit: String(limit) },
        ...{ start: String(from), end: String(to) },
      });
      if (fail()) throw errorOf(503, 'the ring is empty');
      const { status, body } = memory.answer('GET', '/loki/api/v1/query_range', words);
      if (status !== 200) throw errorOf(status, body);
      return resultOf(body);
    },
  };
}

/** A group that is asked for exactly when the test says so, and may be stopped and started again. */
export class DrivenGroup {
  time = START;
  /** The next question fails. */
  isFailing = false;
  /** Done while lines are handed over. */
  meanwhile: (() => void)[] = [];
  private readonly blocks: LineBlock[] = [];
  private stop = new AbortController();
  private ended: Promise<void> = Promise.resolve();
  private release: (() => void) | null = null;
  private onPause: (() => void) | null = null;

  constructor(
    private readonly memory: LokiMemory,
    private readonly limit: number,
  ) {}

  get lines(): string[] {
    return this.blocks.flatMap(({ text }) => text.split('\n').slice(0, -1));
  }

  get numbering(): readonly (readonly [first: number, count: number])[] {
    return this.blocks.map(({ firstLine, text }) => [firstLine, text.split('\n').length - 1]);
  }

  get cursor(): string | undefined {
    return this.blocks.at(-1)?.cursor;
  }

  /** Starts from the last cursor and reads all that is there. */
  async start(since = START - 3_600_000): Promise<void> {
    this.stop = new AbortController();
    const sink = new RecordingSink();
    sink.accept = async (block) => {
      this.blocks.push(block);
      this.meanwhile.shift()?.();
    };
    const paused = this.nextPause();
    const source = groupSource(this.options(since));
    this.ended = source.read(sink, this.stop.signal, this.cursor).catch(() => this.onPause?.());
    await paused;
  }

  /** Asks once more, after so much time. */
  async look(after: number): Promise<void> {
    this.time += after;
    if (this.release === null) return this.start();
    const paused = this.nextPause();
    this.release();
    this.release = null;
    await paused;
  }

  async restart(): Promise<void> {
    await this.end();
    await this.start();
  }

  async end(): Promise<void> {
    this.stop.abort();
    this.release?.();
    this.release = null;
    await this.ended;
  }

  private nextPause(): Promise<void> {
    return new Promise((resolve) => {
      this.onPause = resolve;
    });
  }

  private options(since: number): GroupOptions {
    return {
      id: 'loki:{}',
      query: '{job=~".+"}',
      client: memoryClient(this.memory, () => {
        const fails = this.isFailing;
        this.isFailing = false;
        return fails;
      }),
      clock: { now: () => this.time },
      follow: true,
      since,
      until: 0,
      interval: () => 2000,
      limit: this.limit,
      pause: () => {
        const released = new Promise<void>((resolve) => {
          this.release = resolve;
        });
        this.onPause?.();
        return released;
      },
    };
  }
}
