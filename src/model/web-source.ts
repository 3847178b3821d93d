import type { AlertClass } from './alert.ts';
import type { EpochMs } from './time.ts';

/** Requests of one address, and how many of them belong to each class of attack. */
export type WebSource = {
  /** Address or host name. */
  readonly ip: string;
  readonly requests: number;
  /** Answered with a status of 400 and above. */
  readonly errors: number;
  readonly first: EpochMs;
  readonly last: EpochMs;
  readonly attacks: Readonly<Partial<Record<AlertClass, number>>>;
};

export function attackTotal({ attacks }: Pick<WebSource, 'attacks'>): number {
  return Object.values(attacks).reduce((sum, count) => sum + count, 0);
}
