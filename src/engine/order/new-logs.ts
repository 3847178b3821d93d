import type { LogEvent } from '../../model/log-event.ts';
import type { EpochMs } from '../../model/time.ts';
import { plainEvent } from './merge.ts';

/** In one file with several logs, counting begins anew for at most this many. */
const MOST_NEW_LOGS = 64;
/**
 * A log has more lines than a relay delivers late, or a clock writes while it is being set. A shorter one is only recognised
 * at the end.
 */
const LONG = 256;

type PlacedEvent = {
  readonly event: LogEvent;
  readonly now: EpochMs;
  /** Too late to be counted with others. */
  readonly isAlone: boolean;
  readonly isPartial: boolean;
};

/** What the timeline says of an event: another log may begin with it, or its source is back in an earlier run. */
export type LogTurn = 'begins' | 'returns' | null;

/**
 * Tells another log, for which counting begins anew, from a few lines with an old stamp: these end when the source is back where
 * it was. Until that is known nothing is judged: whoever slips in one such line must not make forgotten what was counted.
 */
export class NewLogs {
  private readonly held: (PlacedEvent & { readonly begins: boolean })[] = [];
  private begun = 0;

  constructor(
    private readonly judge: (event: PlacedEvent) => void,
    private readonly countAnew: () => void,
  ) {}

  get isHolding(): boolean {
    return this.held.length > 0;
  }

  take(placed: PlacedEvent, turn: LogTurn): void {
    if (turn === 'returns') this.letGo(false);
    const begins = turn === 'begins' && this.begun < MOST_NEW_LOGS;
    if (!begins && this.held.length === 0) {
      this.judge(placed);
      return;
    }
    if (begins) this.begun++;
    // Its texts are slices of a block that is gone by the time it is judged.
    this.held.push({ ...placed, event: plainEvent(placed.event), begins });
    if (this.held.length >= LONG) this.settle();
  }

  /** Nothing more comes: what is held are logs of their own. */
  settle(): void {
    this.letGo(true);
  }

  private letGo(areLogs: boolean): void {
    if (this.held.length === 0) return;
    for (const { begins, ...placed } of this.held.splice(0)) {
      if (begins && areLogs) this.countAnew();
      this.judge(placed);
    }
  }
}
