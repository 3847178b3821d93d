/** What both ends of a door know: names of the sockets and the first message. */
export type DoorName = 'act' | 'read';

/** What a core says to whoever connects, before anything is asked. */
export type Hello = {
  readonly kind: 'hello';
  /** Version of the program: another one may speak another language. */
  readonly version: string;
  readonly door: DoorName;
  /** The state it keeps; null when it is in memory. */
  readonly state: string | null;
  readonly pid: number;
};

export const SOCKETS: Readonly<Record<DoorName, string>> = { act: 'act.sock', read: 'read.sock' };

/** The longest answer, in bytes: 10,000 bans with all their commands. */
export const MOST_ANSWERED = 64 * 1024 * 1024;
