import type { EpochMs } from '../time.ts';

/** Something that was done to the world, or to what is stored: for the action log, which is only ever added to. */
export type Action = {
  readonly time: EpochMs;
  /** Who: `analyst`, `policy`, or the name of a user. */
  readonly actor: string;
  /** What: `ban`, `unban`, `expire`, `acknowledge`. */
  readonly kind: string;
  /** To whom or what: an address, the id of an alert. */
  readonly subject: string;
  /** Why and how, as JSON can hold it: reason, argv, exit code, output, expiry. Untrusted text in part. */
  readonly detail: Readonly<Record<string, unknown>>;
};

/** An action in its place. `hash` is over all the rest and the `previous` hash: none can be changed or left out unseen. */
export type LoggedAction = Action & {
  /** From 1, without gaps. */
  readonly number: number;
  /** Hash of the action before; of the first: 64 zeros. */
  readonly previous: string;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
};
