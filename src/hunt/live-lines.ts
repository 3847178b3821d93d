import type { LogQuery } from '../engine/logql/ast.ts';
import { type LabelMap, LineLabels } from '../engine/logql/labels.ts';
import { compilePipeline, type Pipeline } from '../engine/logql/pipeline.ts';
import type { CompileRegex } from '../engine/logql/regex.ts';
import type { HuntLabels } from '../model/hunt/hunt.ts';
import type { HuntLine } from '../model/hunt/hunt-answer.ts';
import type { LineBlock } from '../model/log-record.ts';
import { LineStreams } from './line-streams.ts';

/** A log query on lines as they come, of any number of sources. */
export class LiveLines {
  private readonly pipeline: Pipeline;
  private readonly labels = new LineLabels();
  private readonly streams = new Map<string, LineStreams | null>();

  /** Throws `LogqlError` for a wrong pattern or template. */
  constructor(
    query: LogQuery,
    private readonly options: {
      readonly compile: CompileRegex;
      readonly timeZone: string;
      readonly onLine: (line: HuntLine) => void;
    },
  ) {
    this.pipeline = compilePipeline(query, options.compile);
  }

  /** `labelsOf` is asked at the first block of each source. */
  take(block: LineBlock, labelsOf: () => HuntLabels): void {
    let streams = this.streams.get(block.source);
    if (streams === undefined) {
      const { pipeline } = this;
      const add = (stream: LabelMap, line: string, time: number): void => this.add(stream, line, time);
      const opened = new LineStreams([{ pipeline, add }], { from: null, to: null }, this.options.timeZone);
      streams = opened.open(labelsOf()) ? opened : null;
      this.streams.set(block.source, streams);
    }
    streams?.take(block);
  }

  private add(stream: LabelMap, line: string, time: number): void {
    const { labels, pipeline } = this;
    labels.reset(stream);
    const text = pipeline.run(line, labels, time);
    if (text !== null) this.options.onLine({ time, line: text, labels: Object.fromEntries(labels.pairs()) });
  }
}
