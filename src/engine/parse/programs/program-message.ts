import type { Fields, Outcome } from '../../../model/log-event.ts';

/** A message of a program, read. */
export type ProgramMessage = {
  /** Name of the form that tells it: see `PROGRAM_FORMS`. */
  readonly form: string;
  /** Who acts, or whose account it is about; null when the line does not say. */
  readonly user: string | null;
  readonly outcome: Outcome;
  /** A login attempt over the network, told by this line alone: it counts among the logins. */
  readonly login: boolean;
  /** The address or host name of the peer, only where the program puts it; null when that place is not certain. */
  readonly address: string | null;
  /** Attempts that the message tells: 3 for `3 incorrect password attempts`, else 1. */
  readonly attempts: number;
  readonly fields: Fields;
};

/** A form of message: `read` returns null unless the message has this form. */
export type ProgramForm = {
  readonly name: string;
  read(text: string): ProgramMessage | null;
};

type Told = Partial<Omit<ProgramMessage, 'form'>>;

export function toldBy(form: string, what: Told = {}): ProgramMessage {
  return {
    form,
    user: what.user ?? null,
    outcome: what.outcome ?? null,
    login: what.login ?? false,
    address: what.address ?? null,
    attempts: what.attempts ?? 1,
    fields: what.fields ?? {},
  };
}

/** A form that is one regular expression; `tell` gets its groups. */
export function patternForm(
  name: string,
  pattern: RegExp,
  tell: (groups: Readonly<Record<string, string>>) => Told,
): ProgramForm {
  return {
    name,
    read: (text) => {
      const match = pattern.exec(text);
      return match && toldBy(name, tell(match.groups ?? {}));
    },
  };
}
