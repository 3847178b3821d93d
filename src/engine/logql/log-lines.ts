import type { LogQuery } from './ast.ts';
import { type LabelMap, LineLabels, labelKey } from './labels.ts';
import { compilePipeline, type Pipeline } from './pipeline.ts';
import type { CompileRegex } from './regex.ts';

type FoundLine = { readonly time: number; readonly line: string };
type FoundStream = {
  readonly labels: readonly (readonly [string, string])[];
  readonly lines: readonly FoundLine[];
};

type Kept = FoundLine & {
  readonly order: number;
  readonly labels: readonly (readonly [string, string])[];
};

/** Takes the lines of a log query and keeps the `limit` oldest, or newest, of those that it asks for. */
export class LogLines {
  readonly pipeline: Pipeline;
  private readonly labels = new LineLabels();
  private kept: Kept[] = [];
  private order = 0;
  /** Of lines beyond this one none is kept any more. */
  private worst: number | null = null;

  constructor(
    query: LogQuery,
    compile: CompileRegex,
    private readonly limit: number,
    private readonly newestFirst: boolean,
  ) {
    this.pipeline = compilePipeline(query, compile);
  }

  /** A line of a stream that `pipeline.matches`, which `pipeline.passes`. */
  add(stream: LabelMap, line: string, time: number): void {
    if (this.worst !== null && (this.newestFirst ? time < this.worst : time >= this.worst)) return;
    const { labels } = this;
    labels.reset(stream);
    const text = this.pipeline.run(line, labels, time);
    if (text === null) return;
    this.kept.push({ time, line: text, order: this.order++, labels: labels.pairs() });
    if (this.kept.length >= 2 * this.limit + 100) this.cut();
  }

  /** By their labels; each stream in the order asked for. */
  streams(): readonly FoundStream[] {
    this.cut();
    const streams = new Map<string, { labels: Kept['labels']; lines: FoundLine[] }>();
    for (const { labels, time, line } of this.kept) {
      const key = labelKey(labels);
      const known = streams.get(key);
      if (known) known.lines.push({ time, line });
      else streams.set(key, { labels, lines: [{ time, line }] });
    }
    return [...streams.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, stream]) => stream);
  }

  private cut(): void {
    const sign = this.newestFirst ? -1 : 1;
    this.kept.sort((a, b) => sign * (a.time - b.time || a.order - b.order));
    this.kept.length = Math.min(this.kept.length, this.limit);
    this.worst = this.kept.length < this.limit ? null : (this.kept.at(-1)?.time ?? null);
  }
}
