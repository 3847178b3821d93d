import type { LineAssembler } from './line-assembler.ts';
import type { SourceSink } from './source.ts';

/** Tells the sink what was cut from lines that were too long since the last time. */
export function countLosses(lines: LineAssembler, sink: SourceSink): void {
  if (lines.truncatedLines > 0) sink.count('truncated-lines', lines.truncatedLines);
  if (lines.droppedBytes > 0) sink.count('dropped-bytes', lines.droppedBytes);
  lines.truncatedLines = 0;
  lines.droppedBytes = 0;
}
