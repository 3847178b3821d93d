/** Milliseconds since the epoch (the same as model's EpochMs; platform imports nothing of ours). */
type EpochMs = number;

/** The only way to know the time outside the engine (which is told it). */
export type Clock = { now(): EpochMs };

export const systemClock: Clock = { now: () => Date.now() };
