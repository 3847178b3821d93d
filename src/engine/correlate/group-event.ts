import type { Evidence } from '../../model/alert.ts';
import { type LogEvent, retainText } from '../../model/log-event.ts';

/** What a group keeps of an event: own copies, so that no block of lines stays in memory for it. */
export type GroupEvent = Evidence & { readonly count: number; readonly user: string | null };

export function toGroupEvent(event: LogEvent): GroupEvent {
  return {
    source: event.ref.source,
    line: event.ref.line,
    time: event.time,
    raw: retainText(event.raw),
    count: event.count,
    user: event.user === null ? null : retainText(event.user),
  };
}
