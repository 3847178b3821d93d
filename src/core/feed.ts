import type { Engine, EngineInput, EngineOutput } from '../engine/engine.ts';
import type { Cursor, LineBlock, SourceId } from '../model/log-record.ts';
import type { EpochMs } from '../model/time.ts';
import type { Source, SourceError, SourceSink } from '../sources/source.ts';
import type { OpenedSource, SourceKind } from './open-paths.ts';
import type { SourceState } from './protocol.ts';
import { type Retrying, supervise } from './supervisor.ts';

/** How one source does. */
export type FeedStatus = {
  readonly id: SourceId;
  readonly kind: SourceKind;
  readonly named: boolean;
  state: SourceState;
  error: SourceError | null;
  /** `error` was named by the source, which reads on. */
  troubled: boolean;
  retryAt: EpochMs | null;
  /** Where it goes on after what was handed over; absent when it cannot. */
  cursor: Cursor | undefined;
  behind: number;
  bytes: number;
  /** Nothing was handed over since the last look. */
  quiet: boolean;
  /** Lines between the last two looks. */
  rate: number;
  /** Lines at the last look. */
  seen: number;
  /** When the latest lines were read. */
  observedAt: EpochMs | null;
  readonly counts: Partial<Record<string, number>>;
};

export type FeedOptions = {
  readonly engine: Engine;
  readonly onOutputs: (outputs: readonly EngineOutput[]) => void;
  /** A service file was read, whole. */
  readonly onServices: (block: LineBlock) => void;
  /** Awaited after each block: what it gave is out before more is read. */
  readonly settle?: () => Promise<void>;
  /** How a source that failed is tried again; without it, it is not. */
  readonly retrying?: Retrying;
  /** Where a source goes on that was read in an earlier run; undefined: at its start. */
  readonly cursorOf?: (source: SourceId) => Cursor | undefined;
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
    const opened = sources.map((source) => this.open(source));
    signal.addEventListener('abort', () => this.resume(() => true), { once: true });
    await Promise.all(opened.map(({ source, status }) => this.read(source, status, signal)));
  }

  private open({ source, kind, format, named }: OpenedSource): { source: Source; status: FeedStatus } {
    const status = newStatus(source.id, kind, named, this.options.cursorOf?.(source.id));
    this.statuses.push(status);
    if (kind !== 'services') this.step({ kind: 'open', source: source.id, format });
    return { source, status };
  }

  /** Called once a second: a source that hangs (a dead network share) holds up the merge of the others no longer. */
  nudge(): void {
    for (const status of this.statuses) {
      if (status.kind === 'services') continue;
      this.measure(status);
      if (status.state !== 'reading' && status.state !== 'starting') continue;
      if (status.quiet) this.step({ kind: 'idle', source: status.id });
      status.quiet = true;
    }
  }

  private measure(status: FeedStatus): void {
    const { records } = this.options.engine.reader(status.id);
    status.rate = records - status.seen;
    status.seen = records;
  }

  private async read(source: Source, status: FeedStatus, signal: AbortSignal): Promise<void> {
    const error = await supervise(
      {
        source,
        sink: this.sink(status, signal),
        signal,
        cursor: () => status.cursor,
        mayStartOver: () => status.kind === 'services' || status.bytes === 0,
        onStart: () => {
          status.state = 'starting';
          status.retryAt = null;
        },
        onRetry: (failure, at) => {
          status.state = failure.outlook === 'missing' ? 'missing' : 'waiting';
          status.error = failure;
          status.retryAt = at;
          this.rest(status);
        },
      },
      this.options.retrying ?? null,
    );
    status.state = error === null ? 'ended' : 'failed';
    status.error = error;
    status.retryAt = null;
    if (status.kind !== 'services') this.step({ kind: 'end', source: source.id });
  }

  /** Others need not wait for this source now. */
  private rest(status: FeedStatus): void {
    if (status.kind !== 'services') this.step({ kind: 'idle', source: status.id });
  }

  private sink(status: FeedStatus, signal: AbortSignal): SourceSink {
    const services = status.kind === 'services';
    return {
      accept: async (block) => {
        works(status, 'reading');
        status.bytes += block.bytes;
        status.quiet = false;
        status.observedAt = block.observedAt;
        if (services) {
          this.options.onServices(block);
          return;
        }
        status.cursor = block.cursor;
        this.step({ kind: 'block', block });
        await this.options.settle?.();
        if (this.options.engine.waiting(block.source) > 0 && !signal.aborted) await this.turn(block.source);
      },
      idle: () => {
        works(status, 'live');
        status.behind = 0;
        this.rest(status);
      },
      count: (reason, amount) => {
        status.counts[reason] = (status.counts[reason] ?? 0) + amount;
      },
      behind: (bytes) => {
        status.behind = bytes;
      },
      missing: () => {
        status.state = 'missing';
        this.rest(status);
      },
      trouble: (trouble) => {
        status.error = trouble;
        status.troubled = trouble !== null;
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

function newStatus(id: SourceId, kind: SourceKind, named: boolean, cursor: Cursor | undefined): FeedStatus {
  return {
    ...{ id, kind, named, cursor },
    ...{ state: 'starting', error: null, troubled: false, retryAt: null },
    ...{ behind: 0, bytes: 0, quiet: false, rate: 0, seen: 0, observedAt: null, counts: {} },
  };
}

/** A source that reads again has got over what stopped it; trouble that it named itself it takes back itself. */
function works(status: FeedStatus, state: 'reading' | 'live'): void {
  status.state = state;
  if (!status.troubled) status.error = null;
}
