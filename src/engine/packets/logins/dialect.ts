/** A login that somebody asks for. */
export type AskedLogin = {
  /** Escaped as in a log; null when it is not told. */
  readonly user: string | null;
  /** The password goes over the wire in clear text. */
  readonly isClear: boolean;
};

/** What the server says to it. */
export type LoginOutcome = {
  readonly outcome: 'success' | 'failure';
  /** The account, where only the server's answer names it. */
  readonly user?: string | null;
};

/**
 * How a service with a binary protocol logs people in. Both functions get the bytes of one segment, from `start` to `end`.
 */
export type Dialect = {
  readonly service: string;
  readonly ports: readonly number[];
  /** The login that a client's segment asks for; null when it asks for none. */
  readonly asks: (bytes: Uint8Array, start: number, end: number) => AskedLogin | null;
  /** What a server's segment says to the login before; null when it does not decide it. */
  readonly answers: (bytes: Uint8Array, start: number, end: number) => LoginOutcome | null;
  /** How many of the server's segments are about the login. */
  readonly mostAnswers?: number;
};

export const LONGEST_NAME = 64;
export const SUCCESS: LoginOutcome = { outcome: 'success' };
export const FAILURE: LoginOutcome = { outcome: 'failure' };
