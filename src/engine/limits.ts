import { HOUR_MS, MINUTE_MS } from '../model/time.ts';

/** A line that is older than the newest of its source by more than this is counted as late and matched alone. */
export const GRACE_MS = MINUTE_MS;
/** A line that is further ahead of the reader's clock than this must not move the windows. */
export const FUTURE_MS = 24 * HOUR_MS;
/** An alert whose events were older than this when read is historical. */
export const HISTORICAL_MS = 10 * MINUTE_MS;

/** Everything keyed by what an attacker chooses is bounded; what is let go is counted. */
export const MAX_GROUPS = 200_000;
export const MAX_ALERTS = 100_000;
export const MAX_SOURCES = 1_000_000;
/** How much is remembered at a time of what captures show: groups of each kind, sources of logins and requests, alerts. */
export type CaptureRoom = { readonly groups: number; readonly sources: number; readonly alerts: number };
/** The tables of packets take two thirds of the 150 MB that a capture may cost. */
export const CAPTURE_ROOM: CaptureRoom = { groups: 20_000, sources: 30_000, alerts: 10_000 };
export const MAX_USERS_PER_ALERT = 50;
export const MAX_SOURCES_PER_ALERT = 20;
/** Evidence keeps this many first and this many latest lines. */
export const EVIDENCE_EACH_END = 5;
/**
 * Events of logs that were written newest first, held until all is read, with what waits for other sources: of all sources
 * together. When there are so many, each goes on as it stands.
 */
export const MAX_TURNED = 200_000;
/** How many events a single line can stand for at most, so that sums over a window fit into 32 bits. */
export const MAX_COUNT = 100_000;
/** Lines longer than this (characters) are counted, not parsed. */
export const MAX_LINE = 65_536;
