import { ipv4BitsOf, ipv4Text, NOT_IPV4 } from '../../address/ipv4.ts';
import type { OwnTexts } from '../../own-texts.ts';
import { type OpenBlock, Words } from '../open-block.ts';
import type { Effect, SshdMessage } from './message.ts';

const SPACE = 32;
const ZERO = 48;
const CAPITAL_F = 70;
const CAPITAL_A = 65;
const SMALL_P = 112;

const FAILED = new Words('Failed password for ');
const ACCEPTED = new Words('Accepted password for ');
const INVALID_USER = new Words('invalid user ');
/** As older releases say it. */
const ILLEGAL_USER = new Words('illegal user ');
const FROM = new Words(' from ');
const PORT = new Words(' port ');
const SSH2 = new Words(' ssh2');
const PAM = new Words(
  'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=',
);
const USER_IS = new Words('  user=');

/** A message that was read as bytes: its address is a number until somebody asks. */
class UsualMessage implements SshdMessage {
  readonly attempts = 1;
  readonly begun = false;

  constructor(
    readonly form: string,
    readonly effect: Effect,
    readonly user: string | null,
    readonly validUser: boolean,
    readonly ipv4: number,
    readonly port: number | null,
    readonly method: string,
  ) {}

  get address(): string {
    return ipv4Text(this.ipv4);
  }
}

/**
 * Reads the messages that a flood consists of, where they say nothing unusual, as `SSHD_FORMS` read them (a test holds
 * them to it). Null: it is for the forms to tell.
 */
export function readUsual(block: OpenBlock, at: number, end: number, users: OwnTexts): UsualMessage | null {
  const { bytes, view } = block;
  const letter = bytes[at];
  if (letter === CAPITAL_F && FAILED.standAt(view, at))
    return readAttempt(block, at + FAILED.length, end, users, 'failed');
  if (letter === SMALL_P && PAM.standAt(view, at)) return readPam(block, at + PAM.length, end, users);
  if (letter === CAPITAL_A && ACCEPTED.standAt(view, at))
    return readAttempt(block, at + ACCEPTED.length, end, users, 'accepted');
  return null;
}

/** sshd cuts its messages long before: a longer one is not sshd's. */
const LONGEST = 1024;

/** `[invalid user ]USER from ADDRESS port PORT ssh2`, from its end: the user is the client's text. */
function readAttempt(
  block: OpenBlock,
  start: number,
  end: number,
  users: OwnTexts,
  form: 'failed' | 'accepted',
): UsualMessage | null {
  const { bytes, view } = block;
  if (end - start > LONGEST || !SSH2.standAt(view, end - SSH2.length)) return null;
  const portEnd = end - SSH2.length;
  let digits = portEnd;
  let port = 0;
  for (let weight = 1; weight < 1e6; weight *= 10) {
    const digit = (bytes[digits - 1] as number) - ZERO;
    if (digit < 0 || digit > 9) break;
    port += weight * digit;
    digits--;
  }
  if (digits === portEnd || portEnd - digits > 5) return null;
  const addressEnd = digits - PORT.length;
  if (!PORT.standAt(view, addressEnd)) return null;
  let address = addressEnd;
  while (address > start && bytes[address - 1] !== SPACE) address--;
  const userEnd = address - FROM.length;
  const ipv4 = ipv4BitsOf(bytes, address, addressEnd);
  if (ipv4 === NOT_IPV4 || userEnd < start || !FROM.standAt(view, userEnd)) return null;
  const refused = INVALID_USER.standAt(view, start) || ILLEGAL_USER.standAt(view, start);
  const userAt = refused ? start + INVALID_USER.length : start;
  if (userAt > userEnd) return null;
  return new UsualMessage(form, form, users.ownAt(block, userAt, userEnd), !refused, ipv4, port, 'password');
}

/** `ADDRESS[  user=USER]`. */
function readPam(block: OpenBlock, start: number, end: number, users: OwnTexts): UsualMessage | null {
  const { bytes, view } = block;
  let addressEnd = start;
  while (addressEnd < end && bytes[addressEnd] !== SPACE) addressEnd++;
  const ipv4 = ipv4BitsOf(bytes, start, addressEnd);
  if (ipv4 === NOT_IPV4 || end - start > LONGEST) return null;
  const userAt = addressEnd + USER_IS.length;
  const known = userAt <= end && USER_IS.standAt(view, addressEnd);
  if (!known && addressEnd < end) return null;
  const user = known ? users.ownAt(block, userAt, end) : null;
  return new UsualMessage('pam-failure', 'pam-failed', user, true, ipv4, null, 'pam_unix');
}
