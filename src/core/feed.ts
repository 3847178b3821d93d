import type { Engine, EngineInput, EngineOutput } from '../engine/engine.ts';
import type { Cursor, LineBlock, SourceId } from '../model/log-record.ts';
import { type Source, SourceError, type SourceSink } from '../sources/source.ts';
import { type FeedStatus, hasLines, newStatus, works } from './feed-status.ts';
import type { OpenedSource } from './open-paths.ts';
import { type Retrying, supervise } from './supervisor.ts';

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

/** Read at a time: each costs the merge a look at every event. */
const MOST_SOURCES = 200;
const MOST_ENDED = 50;

/**
 * Leads blocks from the sources into the engine. A source whose events still wait for those of others is not read on:
 * that keeps the merge in order of time, and memory bounded.
 */
export class Feed {
  readonly statuses: FeedStatus[] = [];
  private readonly reading = new Map<SourceId, Promise<void>>();
  private waiters: { readonly source: SourceId; readonly resume: () => void }[] = [];

  constructor(private readonly options: FeedOptions) {}

  /** Reads all sources to their ends (or until aborted). Never rejects: how each ended is in `statuses`. */
  async run(sources: readonly OpenedSource[], signal: AbortSignal): Promise<void> {
    // All lanes are open before the first line, so that the merge waits for every source's beginning.
    const statuses = sources.map((source) => this.open(source));
    signal.addEventListener('abort', () => this.resume(() => true), { once: true });
    for (const [index, opened] of sources.entries())
      this.start(opened, statuses[index] as FeedStatus, signal);
    while (this.reading.size > 0) await Promise.all(this.reading.values());
  }

  private open(opened: OpenedSource): FeedStatus {
    const { id } = opened.source;
    const status = newStatus(opened, this.options.cursorOf?.(id));
    this.statuses.push(status);
    if (hasLines(status)) this.step({ kind: 'open', source: id, format: opened.format });
    return status;
  }

  private start(opened: OpenedSource, status: FeedStatus, signal: AbortSignal): void {
    const { id } = opened.source;
    const reading = this.read(opened, status, signal).finally(() => this.reading.delete(id));
    this.reading.set(id, reading);
  }

  /** Reads what another source has found. One that ended and is found again goes on where it ended. */
  private found(source: Source, finder: OpenedSource, status: FeedStatus, signal: AbortSignal): void {
    if (this.reading.has(source.id) || signal.aborted) return;
    const before = this.statuses.find(({ id }) => id === source.id);
    if (!before && this.reading.size >= MOST_SOURCES) {
      status.troubled = true;
      status.error = new SourceError(
        status.id,
        `${status.id}: more than ${MOST_SOURCES} sources at a time, the others are not read`,
        'Name a part of them.',
      );
      status.counts['refused-sources'] = (status.counts['refused-sources'] ?? 0) + 1;
      return;
    }
    const opened = { ...finder, source, named: false, isFound: true };
    this.start(opened, before ?? this.open(opened), signal);
    if (!before) this.forget();
  }

  /** Containers come and go for weeks: of those found and ended, only the latest are kept. */
  private forget(): void {
    const ended = this.statuses.filter((status) => status.isFound && !this.reading.has(status.id));
    for (const status of ended.slice(0, -MOST_ENDED)) {
      if (this.options.engine.waiting(status.id) > 0) continue;
      this.statuses.splice(this.statuses.indexOf(status), 1);
      this.step({ kind: 'forget', source: status.id });
    }
  }

  /** Called once a second: a source that hangs (a dead network share) holds up the merge of the others no longer. */
  nudge(): void {
    for (const status of this.statuses) {
      if (!hasLines(status)) continue;
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

  private async read(opened: OpenedSource, status: FeedStatus, signal: AbortSignal): Promise<void> {
    const { source } = opened;
    const error = await supervise(
      {
        source,
        sink: this.sink(opened, status, signal),
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
    if (hasLines(status)) this.step({ kind: 'end', source: source.id });
  }

  /** Others need not wait for this source now. */
  private rest(status: FeedStatus): void {
    if (hasLines(status)) this.step({ kind: 'idle', source: status.id });
  }

  private sink(opened: OpenedSource, status: FeedStatus, signal: AbortSignal): SourceSink {
    return {
      accept: async (block) => {
        works(status, 'reading');
        status.bytes += block.bytes;
        status.quiet = false;
        status.observedAt = block.observedAt;
        if (status.kind === 'services') {
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
      found: (source) => this.found(source, opened, status, signal),
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
