import { type LogEvent, retainText } from '../../model/log-event.ts';
import type { SourceId } from '../../model/log-record.ts';
import type { EpochMs } from '../../model/time.ts';
import type { OwnTexts } from '../own-texts.ts';

/**
 * What stays of a line as evidence: own copies, so that no block of lines stays in memory for it. One object, shared by
 * all windows, chains and alerts that hold the event. No time in it: a time in an object is an object of its own.
 */
export type KeptLine = {
  readonly source: SourceId;
  readonly line: number;
  readonly raw: string;
  readonly user: string | null;
};

/** An event that counted: what alerts and chains are made of. */
export type GroupEvent = { readonly time: EpochMs; readonly count: number; readonly kept: KeptLine };

export function keepLine({ ref, raw, user }: LogEvent, users: OwnTexts): KeptLine {
  return {
    source: ref.source,
    line: ref.line,
    raw: retainText(raw),
    user: user === null ? null : users.own(user),
  };
}
