import type { SourceId } from '../../../model/log-record.ts';
import type { EpochMs } from '../../../model/time.ts';
import type { LineId } from './line-store.ts';

/** What stays of a line as evidence: own copies, so that no block of lines stays in memory for it. */
export type KeptLine = {
  readonly source: SourceId;
  readonly line: number;
  readonly raw: string;
  readonly user: string | null;
};

/** An event that counted: what alerts and chains are made of. */
export type GroupEvent = { readonly time: EpochMs; readonly count: number; readonly kept: KeptLine };

/** An event whose line is held by a window: to be used before the window changes. */
export type HeldEvent = { readonly time: EpochMs; readonly count: number; readonly line: LineId };
