import type { EpochMs } from '../../../model/time.ts';
import type { OpenBlock } from '../open-block.ts';
import { UsualMinute } from './usual-minute.ts';

/** A stamp that is longer is not usual. */
const LONGEST = 48;

/** Up to the seconds, the seconds, the fraction, the zone. */
const STAMP = /^(.{1,24}:\d\d:)(\d\d)([.,]\d{1,9})?([^\d.,].*)?$/;

/** Reads a stamp of the minute and the zone of one that was read before. */
export class UsualStamp {
  time: EpochMs = 0;
  private readonly minute = new UsualMinute();
  private zone: readonly number[] = [];

  forget(): void {
    this.minute.forget();
  }

  /** What a stamp was read as. */
  learn(stamp: string, time: EpochMs): void {
    this.forget();
    const parts = stamp.length > LONGEST ? null : STAMP.exec(stamp);
    if (parts === null) return;
    const [minute = '', seconds = '', fraction = '', zone = ''] = parts.slice(1);
    if (this.minute.learn(minute, seconds, fraction, time))
      this.zone = Array.from(zone, (sign) => sign.charCodeAt(0));
  }

  /** The place behind the stamp that begins at `start`; -1 when it is another. */
  read(block: OpenBlock, start: number): number {
    let at = this.minute.read(block, start);
    if (at === -1) return -1;
    const { bytes } = block;
    for (const sign of this.zone) if (bytes[at++] !== sign) return -1;
    this.time = this.minute.time;
    return at;
  }
}
