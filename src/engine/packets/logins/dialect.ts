/** A login that somebody asks for. */
export type AskedLogin = {
  /** Escaped as in a log; null when it is not told. */
  readonly user: string | null;
  /** Whoever sees the packet has the password. */
  readonly isClear: boolean;
};

/** What the server says to it. */
export type LoginOutcome = {
  readonly outcome: 'success' | 'failure';
  /** Where only the server names it. */
  readonly user?: string | null;
};

/** How a service that is no text speaks of logins; each of a segment's bytes, from its start. */
export type Dialect = {
  readonly service: string;
  readonly ports: readonly number[];
  /** Of what a client sends; null when it asks for no login. */
  readonly asks: (bytes: Uint8Array, start: number, end: number) => AskedLogin | null;
  /** Of what a server sends to one who asked; null when it does not decide. */
  readonly answers: (bytes: Uint8Array, start: number, end: number) => LoginOutcome | null;
  /** How many of the server's segments are about the login. */
  readonly mostAnswers?: number;
};

export const LONGEST_NAME = 64;
export const SUCCESS: LoginOutcome = { outcome: 'success' };
export const FAILURE: LoginOutcome = { outcome: 'failure' };
