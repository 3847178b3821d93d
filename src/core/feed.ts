import type { Engine, EngineInput, EngineOutput } from '../engine/engine.ts';
import type { LineBlock, SourceId } from '../model/log-record.ts';
import { type Source, SourceError, type SourceSink } from '../sources/source.ts';
import type { OpenedSource, SourceKind } from './open-paths.ts';

export type FeedState = 'reading' | 'live' | 'ended' | 'failed';

/** How one source does. */
export type FeedStatus = {
  readonly id: SourceId;
  readonly kind: SourceKind;
  readonly named: boolean;
  state: FeedState;
  error: SourceError | null;
  behind: number;
  bytes: number;
  /** Nothing was handed over since the last look. */
  quiet: boolean;
  readonly counts: Partial<Record<string, number>>;
};

export type FeedOptions = {
  readonly engine: Engine;
  readonly onOutputs: (outputs: readonly EngineOutput[]) => void;
  /** A service file was read, whole. */
  readonly onServices: (block: LineBlock) => void;
  /** Awaited after each block: what it gave is out before more is read. */
  readonly settle?: () => Promise<void>;
};

/**
 * Leads blocks from the sources into the engine. A source whose events still wait for those of others is not read on:
 * that keeps the merge in order of time, and memory bounded.
 */
export class Feed {
  readonly statuses: FeedStatus[] = [];
  private waiters: { readonly source: SourceId; readonly resume: () => void }[] = [];

  constructor(private readonly options: FeedOptions) {}

  /** Reads all sources to their ends (or until aborted). Never rejects: how each ended is in `statuses`. */
  async run(sources: readonly OpenedSource[], signal: AbortSignal): Promise<void> {
    // All lanes are open before the first line, so that the merge waits for every source's beginning.
    const opened = sources.map(({ source, kind, format, named }) => {
      const status: FeedStatus = {
        id: source.id,
        kind,
        named,
        state: 'reading',
        error: null,
        behind: 0,
        bytes: 0,
        quiet: false,
        counts: {},
      };
      this.statuses.push(status);
      if (kind !== 'services') this.step({ kind: 'open', source: source.id, format });
      return { source, status };
    });
    signal.addEventListener('abort', () => this.resume(() => true), { once: true });
    await Promise.all(opened.map(({ source, status }) => this.read(source, status, signal)));
  }

  /** Called now and then: a source that hangs (a dead network share) holds up the merge of the others no longer. */
  nudge(): void {
    for (const status of this.statuses) {
      if (status.kind === 'services' || status.state !== 'reading') continue;
      if (status.quiet) this.step({ kind: 'idle', source: status.id });
      status.quiet = true;
    }
  }

  private async read(source: Source, status: FeedStatus, signal: AbortSignal): Promise<void> {
    try {
      await source.read(this.sink(status, signal), signal);
      status.state = 'ended';
    } catch (error) {
      status.state = 'failed';
      status.error =
        error instanceof SourceError
          ? error
          : new SourceError(source.id, `${source.id}: ${String(error)}`, 'This is a bug.');
    }
    if (status.kind !== 'services') this.step({ kind: 'end', source: source.id });
  }

  private sink(status: FeedStatus, signal: AbortSignal): SourceSink {
    const services = status.kind === 'services';
    return {
      accept: async (block) => {
        status.state = 'reading';
        status.bytes += block.bytes;
        status.quiet = false;
        if (services) {
          this.options.onServices(block);
          return;
        }
        this.step({ kind: 'block', block });
        await this.options.settle?.();
        if (this.options.engine.waiting(block.source) > 0 && !signal.aborted) await this.turn(block.source);
      },
      idle: () => {
        status.state = 'live';
        status.behind = 0;
        if (!services) this.step({ kind: 'idle', source: status.id });
      },
      count: (reason, amount) => {
        status.counts[reason] = (status.counts[reason] ?? 0) + amount;
      },
      behind: (bytes) => {
        status.behind = bytes;
      },
    };
  }

  private turn(source: SourceId): Promise<void> {
    return new Promise((resume) => {
      this.waiters.push({ source, resume });
    });
  }

  private step(input: EngineInput): void {
    const { engine } = this.options;
    const outputs = engine.step(input);
    if (outputs.length > 0) this.options.onOutputs(outputs);
    if (this.waiters.length > 0) this.resume((source) => engine.waiting(source) === 0);
  }

  private resume(ready: (source: SourceId) => boolean): void {
    const resumed = this.waiters.filter(({ source }) => ready(source));
    if (resumed.length === 0) return;
    this.waiters = this.waiters.filter((waiter) => !resumed.includes(waiter));
    for (const { resume } of resumed) resume();
  }
}
