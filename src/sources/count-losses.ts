import type { SourceSink } from './source.ts';

type Losses = { truncatedLines: number; droppedBytes: number; nulBytes?: number };

/** Tells the sink what was cut from lines that were too long since the last time. */
export function countLosses(lines: Losses, sink: Pick<SourceSink, 'count'>): void {
  if (lines.truncatedLines > 0) sink.count('truncated-lines', lines.truncatedLines);
  if (lines.droppedBytes > 0) sink.count('dropped-bytes', lines.droppedBytes);
  if (lines.nulBytes) sink.count('nul-bytes', lines.nulBytes);
  lines.truncatedLines = 0;
  lines.droppedBytes = 0;
  if (lines.nulBytes) lines.nulBytes = 0;
}
