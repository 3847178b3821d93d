import type { LineBlock, SourceId } from '../../model/log-record.ts';

/** Of all sources together, in characters. */
const MOST_KEPT = 32 << 20;

/** The latest lines of sources that cannot be read again (standard input, syslog senders), for hunting in them. */
export class RecentLines {
  /** Whether lines were let go to make room. */
  isCut = false;
  private blocks: LineBlock[] = [];
  private kept = 0;

  constructor(private readonly most = MOST_KEPT) {}

  take(block: LineBlock): void {
    if (block.format === 'packets') return;
    this.blocks.push(block);
    this.kept += block.text.length;
    if (this.kept <= this.most) return;
    // In one go, so that a flood of small blocks does not move the rest each time.
    let from = 0;
    while (from < this.blocks.length - 1 && this.kept > this.most * 0.75) {
      this.kept -= this.blocks[from]?.text.length ?? 0;
      from++;
    }
    this.isCut ||= from > 0;
    this.blocks = this.blocks.slice(from);
  }

  /** Blocks by source, each in the order in which they were read. */
  bySource(): ReadonlyMap<SourceId, readonly LineBlock[]> {
    const found = new Map<SourceId, LineBlock[]>();
    for (const block of this.blocks) {
      const known = found.get(block.source);
      if (known) known.push(block);
      else found.set(block.source, [block]);
    }
    return found;
  }
}
