import type { EpochMs } from '../time.ts';

/** What an operator wrote down about an alert, an address or a user. `text` is untrusted. */
export type Note = {
  /** Id of the alert, the address, or the name. */
  readonly subject: string;
  readonly time: EpochMs;
  readonly actor: string;
  readonly text: string;
};
