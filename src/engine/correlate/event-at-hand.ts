import type { EpochMs } from '../../model/time.ts';
import type { EventView } from '../sigma/event-view.ts';
import { TextNumbers } from '../text-numbers.ts';
import { NO_ACCOUNT } from './episodes/episode-rows.ts';
import { type LineId, type LineStore, NO_LINE } from './lines/line-store.ts';

/** The event that is judged, and what all rules keep of it together. */
export class EventAtHand {
  view!: EventView;
  /** When it was read. */
  now: EpochMs = 0;
  /** Number of the account that its line names, once that is kept. */
  user = NO_ACCOUNT;
  private line: LineId = NO_LINE;
  private readonly users = new TextNumbers();

  constructor(private readonly lines: LineStore) {}

  begin(view: EventView, now: EpochMs): void {
    this.view = view;
    this.now = now;
    this.line = NO_LINE;
  }

  /** Its line as it is kept, made when the first rule keeps it. */
  kept(): LineId {
    if (this.line !== NO_LINE) return this.line;
    const { event } = this.view;
    this.line = this.lines.keepEvent(event);
    this.user = event.user === null ? NO_ACCOUNT : this.users.numberOf(event.user);
    return this.line;
  }
}
