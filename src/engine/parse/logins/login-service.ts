import type { ProgramForm } from '../programs/program-message.ts';
import type { LoginPattern } from './login-form.ts';

/** A program of which what it says of logins is read. A new one is an entry in one of the tables, and its samples. */
export type LoginService = {
  /** What it is called in Sigma's log source (category `authentication`, product `linux`). */
  readonly service: string;
  readonly protocol: string;
  /** The names under which syslog and the journal have its messages. */
  readonly programs?: readonly string[];
  /** The log file that it writes by itself. */
  readonly file?: LoginFile | undefined;
  readonly refused?: readonly LoginPattern[];
  readonly accepted?: readonly LoginPattern[];
  /** A message of this form repeats what one right before it said of the same account and address. */
  readonly again?: RegExp;
  /** In place of patterns: those that its messages have in syslog, too. */
  readonly forms?: readonly ProgramForm[];
};

export type LoginFile = {
  /** What stands before the message: `{time}` and `{bsd}` for the stamp, `{word}`, `{n}`. */
  readonly head: string;
  /** How a line goes on behind the head, in a way that no other log has. */
  readonly begins: string;
  /** How lines begin that have no stamp: they belong to the one above. */
  readonly below?: string;
  /** Those lines tell by themselves whose they are. */
  readonly isKnownBelow?: true;
};
