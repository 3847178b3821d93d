import type { EpochMs } from '../model/time.ts';

/**
 * How much a source has yet to tell of which only times are known: for each second to come as many bytes as there were for
 * each second so far. No more than an estimate.
 */
export class BacklogByTime {
  private first: EpochMs | null = null;
  private bytes = 0;

  /** `until`: when what is there ends. */
  constructor(private readonly until: EpochMs) {}

  /** Bytes to come after these, that were written from `first` to `last`. */
  after(bytes: number, first: EpochMs, last: EpochMs): number {
    this.first ??= first;
    this.bytes += bytes;
    const [told, left] = [last - this.first, this.until - last];
    return told > 0 && left > 0 ? Math.round((this.bytes / told) * left) : 0;
  }
}
