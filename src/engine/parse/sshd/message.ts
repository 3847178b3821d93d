import { retainText } from '../../../model/log-event.ts';

/**
 * What a line does to the count of login attempts of its connection.
 *
 * - `failed`: an attempt, told by sshd itself.
 * - `offered`: a key or an empty password that clients try unasked: an attempt only if the connection ends without `accepted`.
 * - `pam-error`: a keyboard-interactive attempt; sshd may tell it again as `failed`.
 * - `pam-failed`, `pam-more`: told by a PAM module; sshd usually tells it too.
 * - `retold`: a failed attempt as the device says it in words of its own, behind sshd's where those are logged, too.
 * - `opened`, `closed`: begin and end of the connection.
 */
export type Effect =
  | 'none'
  | 'failed'
  | 'offered'
  | 'pam-error'
  | 'pam-failed'
  | 'pam-more'
  | 'retold'
  | 'accepted'
  | 'opened'
  | 'closed';

/** A message of sshd, read. Texts are as the daemon wrote them (`\303\251` is not decoded). */
export type SshdMessage = {
  /** Name of the form that tells it: see `SSHD_FORMS`. */
  readonly form: string;
  readonly effect: Effect;
  readonly user: string | null;
  /** False when sshd says that there is no such account, or that it may not log in. */
  readonly validUser: boolean;
  /** The address or host name of the peer, only where sshd puts it; null when that place is not certain. */
  readonly address: string | null;
  /** The same as a number, where it was read as one: see `ipv4Bits`. */
  readonly ipv4?: number;
  readonly port: number | null;
  readonly method: string | null;
  /** Attempts the message tells: 5 for `PAM 5 more authentication failures`, else 1. */
  readonly attempts: number;
  /** It names the account of a login that has begun, even if no password follows: where only keys are accepted, nothing else shows an attack. */
  readonly begun: boolean;
};

/** A form of message: `read` returns null unless the whole message has this form. */
export type SshdForm = {
  readonly name: string;
  /** What its messages begin with (after `error: ` or `fatal: `). */
  readonly starts: readonly string[];
  read(text: string): SshdMessage | null;
};

type Told = Partial<Omit<SshdMessage, 'form' | 'effect'>>;

/** All messages get their keys in one order, which keeps their readers fast. */
export function told(form: string, effect: Effect, what: Told = {}): SshdMessage {
  return {
    form,
    effect,
    user: what.user ?? null,
    validUser: what.validUser ?? true,
    address: what.address ?? null,
    port: what.port ?? null,
    method: what.method ?? null,
    attempts: what.attempts ?? 1,
    begun: what.begun ?? false,
  };
}

/** Copies a message that is to be kept longer than the step. */
export function retainMessage(message: SshdMessage): SshdMessage {
  // Its texts are copies already.
  if (message.ipv4 !== undefined) return message;
  return {
    form: message.form,
    effect: message.effect,
    user: message.user === null ? null : retainText(message.user),
    validUser: message.validUser,
    address: message.address === null ? null : retainText(message.address),
    port: message.port,
    method: message.method === null ? null : retainText(message.method),
    attempts: message.attempts,
    begun: message.begun,
  };
}
