import { HOUR_MS, MINUTE_MS } from '../model/time.ts';

/** A line later than this behind the newest of its source is counted as late and matched alone. */
export const GRACE_MS = MINUTE_MS;
/** A line further than this ahead of the clock of its reader must not move the windows. */
export const FUTURE_MS = 24 * HOUR_MS;
/** An alert whose events were older than this when read is historical. */
export const HISTORICAL_MS = 10 * MINUTE_MS;

/** Everything keyed by what an attacker chooses ends somewhere; what is let go is counted. */
export const MAX_GROUPS = 200_000;
export const MAX_ALERTS = 100_000;
export const MAX_SOURCES = 1_000_000;
/** What is remembered at a time of what captures show: groups of each kind, sources of logins and of requests, alerts. */
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
/** A line tells of so many events at most, to those that count: sums over a window stay whole numbers of 32 bits. */
export const MAX_COUNT = 100_000;
/** Lines longer than this (characters) are counted, not parsed. */
export const MAX_LINE = 65_536;
