import type { AlertClass } from '../alerts/alert.ts';
import type { EpochMs } from '../time.ts';

/** Requests of one address, and how many of them belong to each class of attack. */
export type WebSource = {
  /** Address or host name. */
  readonly ip: string;
  readonly requests: number;
  /** Answered with a status of 400 and above. */
  readonly errors: number;
  /** How many of the requests belong to any class of attack. */
  readonly attacked: number;
  /** How many of the attacks were answered with a status below 400: there an attack may have worked. */
  readonly passed: number;
  readonly first: EpochMs;
  readonly last: EpochMs;
  /** A request may belong to several. */
  readonly attacks: Readonly<Partial<Record<AlertClass, number>>>;
};
