import type { LoggedAction } from '../../model/bans/action.ts';
import type { Decision } from '../../model/bans/decision.ts';
import type { Known } from '../../model/known.ts';
import type { LoginSource } from '../../model/login.ts';
import type { EpochMs } from '../../model/time.ts';
import type { ScannedSource, ScanResult, WebSourceCount } from '../scan-report.ts';

/** A source, with what proves later that it is the same. */
export type ReportedSource = ScannedSource & {
  /** Of the file as it lies there (packed when it is packed); null when it is no file, or could not be read. */
  readonly sha256: string | null;
};

/** All that an incident report is made of. */
export type ReportInput = {
  readonly version: string;
  readonly made: EpochMs;
  /** `stored`: what a soc-console that watches has kept; `evidence`: files that were read for the report. */
  readonly basis: 'stored' | 'evidence';
  /** Not all that was known when it was made was stored. */
  readonly isPart?: boolean;
  /** What the report is about; null when nothing has a time. */
  readonly period: { readonly first: EpochMs; readonly last: EpochMs } | null;
  readonly sources: readonly ReportedSource[];
  /** Null when they are not known for this period. */
  readonly logins:
    | (Omit<ScanResult['logins'], 'sources'> & {
        /** Those with most failures. */
        readonly sources: readonly LoginSource[];
        readonly sourcesTotal: number;
      })
    | null;
  readonly web: { readonly requests: number; readonly sources: readonly WebSourceCount[] } | null;
  readonly captures: ScanResult['captures'];
  readonly findings: ScanResult['findings'];
  /** At or above the level asked for, without those that a stronger one covers. */
  readonly alerts: ScanResult['alerts'];
  /** Alerts for which a report has no room; absent: none. */
  readonly alertsLeft?: number;
  /** What the user's files say of an address; absent when there are none. */
  readonly knownOf?: (address: string) => Known | null;
  readonly decisions: readonly Decision[];
  /** Oldest first. */
  readonly actions: readonly LoggedAction[];
  /** Number of the first entry of the action log that is not as it was written; null when all are. */
  readonly brokenAction: number | null;
};
