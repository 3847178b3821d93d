import type { SourceId } from '../model/log-record.ts';
import type { EpochMs } from '../model/time.ts';
import type { SavedCorrelations } from './correlate/saved-correlations.ts';
import type { Jump, SavedLeg } from './order/legs.ts';
import type { SavedLanes } from './order/merge.ts';
import type { SavedTwice } from './order/told-twice.ts';
import type { SavedReader } from './source-reader.ts';
import type { SavedKnownLogins } from './tally/known-logins.ts';
import type { SavedLogins } from './tally/logins.ts';
import type { SavedPaths } from './tally/paths.ts';
import type { SavedProbedPorts } from './tally/probed-ports.ts';
import type { SavedWeb } from './tally/web.ts';
import type { SavedVolume } from './volume/volume.ts';
import type { SavedFileAnswers } from './web/file-answers.ts';

/** Drops and oddities by reason; all zero on a good day. */
export type EngineCounters = {
  /** Lines over 60 s behind the newest of their source: matched alone. */
  late: number;
  /** Lines over 24 h ahead of the reader's clock: matched alone, so that one bad stamp cannot blind the windows. */
  future: number;
};

export type SavedTimeline = {
  readonly now: EpochMs;
  readonly newest: EpochMs | null;
  readonly counters: EngineCounters;
  /** These are absent in what an earlier version saved. */
  readonly newestOf?: readonly (readonly [SourceId, EpochMs])[];
  readonly ahead?: readonly (readonly [SourceId, EpochMs])[];
  readonly readAt?: readonly (readonly [SourceId, EpochMs])[];
  readonly firstOf?: readonly (readonly [SourceId, string])[];
  readonly jumpsOf?: readonly (readonly [SourceId, readonly Jump[]])[];
  readonly legsOf?: readonly (readonly [SourceId, readonly SavedLeg[]])[];
};

export type SavedJudge = {
  readonly events: number;
  readonly logins: SavedLogins;
  readonly known: SavedKnownLogins;
  readonly volume: SavedVolume;
  readonly web: SavedWeb;
  /** These are absent in what an earlier version saved; paths also where nobody asked for them. */
  readonly paths?: SavedPaths;
  readonly ports?: SavedProbedPorts;
  readonly fronts?: readonly number[];
  readonly fileAnswers?: SavedFileAnswers;
  readonly correlations: SavedCorrelations;
};

/**
 * All that an engine remembers between two steps: plain data, kept as JSON beside the cursors of its sources. Parts of it are
 * still in use and must be written out before the next step; its iterables may be read later, while `lines` are held.
 */
export type EngineState = SavedTimeline &
  SavedJudge & {
    /** Absent in what an earlier version saved. */
    readonly twice?: SavedTwice;
    readonly lanes: SavedLanes;
    readonly readers: readonly SavedReader[];
  };
