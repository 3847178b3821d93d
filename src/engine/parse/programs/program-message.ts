import type { Fields, Outcome } from '../../../model/log-event.ts';

/** A message of a program, read. */
export type ProgramMessage = {
  /** Name of the form that tells it. */
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

type Parts = Omit<ProgramMessage, 'form'>;
/** What a form tells of a message; what it does not tell is absent, or undefined. */
export type Told = { readonly [Part in keyof Parts]?: Parts[Part] | undefined };
/** The named groups of a pattern. */
export type Groups = Readonly<Record<string, string>>;

/** An address as daemons write it, of either family: part of a pattern. */
export const ADDRESS = '[\\da-fA-F.:]{2,45}';

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
export function patternForm(name: string, pattern: RegExp, tell: (groups: Groups) => Told): ProgramForm {
  return {
    name,
    read: (text) => {
      const match = pattern.exec(text);
      return match && toldBy(name, tell(match.groups ?? {}));
    },
  };
}

/** For `patternForm`: a login with a password, as the groups `user` and `address` tell it. */
export function passwordLogin(outcome: 'success' | 'failure', protocol?: string): (groups: Groups) => Told {
  const fields = { auth_method: 'password', ...(protocol !== undefined && { protocol }) };
  return ({ user, address }) => ({ login: true, outcome, user, address, fields });
}
