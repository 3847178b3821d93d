import type { SourceSink } from './source.ts';

type Losses = { truncatedLines: number; droppedBytes: number };

/** Tells the sink what was cut from lines that were too long since the last time. */
export function countLosses(lines: Losses, sink: Pick<SourceSink, 'count'>): void {
  if (lines.truncatedLines > 0) sink.count('truncated-lines', lines.truncatedLines);
  if (lines.droppedBytes > 0) sink.count('dropped-bytes', lines.droppedBytes);
  lines.truncatedLines = 0;
  lines.droppedBytes = 0;
}
