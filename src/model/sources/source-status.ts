import type { UnparsedReason } from '../log-event.ts';
import type { SourceId } from '../log-record.ts';
import type { DurationMs, EpochMs } from '../time.ts';

/**
 * `waiting`: it failed, and is tried again at `retryAt`. `missing`: what it reads is not there; looked for again and
 * again. `failed`: for good.
 */
export type SourceState = 'starting' | 'reading' | 'live' | 'waiting' | 'missing' | 'ended' | 'failed';

export type SourceKind =
  | 'file'
  | 'services'
  | 'stdin'
  | 'journald'
  | 'docker'
  | 'syslog'
  | 'loki'
  | 'machine'
  | 'capture';

export type SourceStatus = {
  readonly id: SourceId;
  readonly kind: SourceKind;
  /** It finds other sources (a folder its logs, a selector its streams), and has no lines. */
  readonly finder: boolean;
  /** Name of the recognised format; null while (or when) it is not known. */
  readonly format: string | null;
  readonly state: SourceState;
  /** What is wrong and what to do, when something is. */
  readonly error: string | null;
  readonly bytes: number;
  readonly records: number;
  readonly events: number;
  readonly unparsed: Readonly<Partial<Record<UnparsedReason, number>>>;
  readonly first: EpochMs | null;
  readonly last: EpochMs | null;
  /** Bytes that are there and not yet read. */
  readonly behind: number;
  /** Lines in the last second. */
  readonly rate: number;
  /** How old the newest event was when its line was read; null before the first. */
  readonly lag: DurationMs | null;
  /** When it is tried again; null when nothing is wrong with it. */
  readonly retryAt: EpochMs | null;
  /** Since when something is wrong with it; null when nothing is, and when nobody saw it begin. */
  readonly failingSince: EpochMs | null;
  /** When more comes than is judged: its writer waits, or what has no room is let go (`shed-lines`). */
  readonly whenFull: 'wait' | 'shed';
  /** What was cut or let go, by reason, and how often the file was rotated (`SourceCounter`). */
  readonly counts: Readonly<Partial<Record<string, number>>>;
};

/** A log that is rotated every night loses nothing by it. */
export function isLoss(counter: string): boolean {
  return counter !== 'rotations';
}
