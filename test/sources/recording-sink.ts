import type { LineBlock } from '../../src/model/log-record.ts';
import type { Source, SourceCounter, SourceError, SourceSink } from '../../src/sources/source.ts';

/** Keeps what a source hands over, and lets a test wait for it. */
export class RecordingSink implements SourceSink {
  readonly blocks: LineBlock[] = [];
  readonly counts: Partial<Record<SourceCounter, number>> = {};
  idles = 0;
  readonly behinds: number[] = [];
  readonly sources: Source[] = [];
  timesMissing = 0;
  troubled: SourceError | null = null;
  private waiting: { readonly holds: () => boolean; readonly resolve: () => void }[] = [];

  async accept(block: LineBlock): Promise<void> {
    this.blocks.push(block);
    this.look();
  }

  busy(): void {}

  idle(): void {
    this.idles++;
    this.look();
  }

  count(reason: SourceCounter, amount: number): void {
    this.counts[reason] = (this.counts[reason] ?? 0) + amount;
    this.look();
  }

  behind(bytes: number): void {
    this.behinds.push(bytes);
  }

  missing(): void {
    this.timesMissing++;
    this.look();
  }

  trouble(trouble: SourceError | null): void {
    this.troubled = trouble;
    this.look();
  }

  found(source: Source): void {
    this.sources.push(source);
    this.look();
  }

  get text(): string {
    return this.blocks.map(({ text }) => text).join('');
  }

  until(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ holds, resolve }));
  }

  /** Until everything handed over so far is exactly this. */
  untilText(text: string): Promise<void> {
    return this.until(() => this.text === text);
  }

  private look(): void {
    const ready = this.waiting.filter(({ holds }) => holds());
    this.waiting = this.waiting.filter((waiting) => !ready.includes(waiting));
    for (const { resolve } of ready) resolve();
  }
}
