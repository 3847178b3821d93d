import { isAt } from '../text/is-at.ts';
import { type Effect, type SshdForm, type SshdMessage, told } from './message.ts';
import { fromAt } from './place.ts';

/**
 * PAM's line about a failure, in the order in which PAM writes it. For sshd all values before `rhost` are the server's
 * own and hold no space; what follows `user=` is the client's text, `rhost=1.2.3.4` included.
 */
const FAILURE_KEYS = ['logname=', ' uid=', ' euid=', ' tty=', ' ruser=', ' rhost='];

/** What sshd makes of them, nearly always. */
const USUAL = 'logname= uid=0 euid=0 tty=ssh ruser= rhost=';

/** Place of the value of `rhost=`, or -1. */
function remoteHostAt(text: string, start: number): number {
  if (text.startsWith(USUAL, start)) return start + USUAL.length;
  let at = start;
  let end = start;
  for (const key of FAILURE_KEYS) {
    if (!text.startsWith(key, end)) return -1;
    at = end + key.length;
    end = wordEnd(text, at);
  }
  return at;
}

function wordEnd(text: string, at: number): number {
  const end = text.indexOf(' ', at);
  return end === -1 ? text.length : end;
}

/** The failure whose keys begin at `start`. PAM leaves out the user when it does not know the account. */
function failureAt(
  form: string,
  effect: Effect,
  text: string,
  start: number,
  method: string,
  attempts: number,
): SshdMessage | null {
  const at = remoteHostAt(text, start);
  return at === -1 ? null : peerAndUser(form, effect, text, at, method, attempts);
}

/** `HOST[  user=USER]` at `at`. */
function peerAndUser(
  form: string,
  effect: Effect,
  text: string,
  at: number,
  method: string,
  attempts: number,
): SshdMessage | null {
  const end = wordEnd(text, at);
  let userAt = end;
  while (userAt < end + 3 && text.charCodeAt(userAt) === 32) userAt += 1;
  const known = userAt > end && isAt(text, userAt, 'user=');
  if (!known && userAt < text.length) return null;
  const user = known ? text.slice(userAt + 5) : null;
  const address = end > at ? text.slice(at, end) : null;
  return { form, effect, user, validUser: true, address, port: null, method, attempts, begun: false };
}

/** Place after `pam_MODULE(SERVICE:PHASE): `, or -1. */
function afterModule(text: string): number {
  const close = wordEnd(text, 0);
  const open = text.indexOf('(');
  return open !== -1 && open < close && text.startsWith('): ', close - 2) ? close + 1 : -1;
}

function moduleOf(text: string): string {
  return text.startsWith('pam_unix(') ? 'pam_unix' : text.slice(0, text.indexOf('('));
}

const FAILURE = 'authentication failure; ';

/** The whole of what comes before the peer, nearly always. */
const USUAL_START = `pam_unix(sshd:auth): ${FAILURE}${USUAL}`;

function pamFailure(text: string): SshdMessage | null {
  if (isAt(text, 0, USUAL_START)) {
    return peerAndUser('pam-failure', 'pam-failed', text, USUAL_START.length, 'pam_unix', 1);
  }
  const at = afterModule(text);
  if (at === -1 || !text.startsWith(FAILURE, at)) return null;
  return failureAt('pam-failure', 'pam-failed', text, at + FAILURE.length, moduleOf(text), 1);
}

/** `sshd(pam_unix)[123]: authentication failure; …` of the Linux-PAM before 0.99. */
function oldPamFailure(text: string): SshdMessage | null {
  if (!text.startsWith(FAILURE)) return null;
  return failureAt('old-pam-failure', 'pam-failed', text, FAILURE.length, 'pam_unix', 1);
}

const MORE = /^(?:PAM )?(\d{1,4}) more authentication failures?; /;

function pamMore(text: string): SshdMessage | null {
  const match = MORE.exec(text);
  return match && failureAt('pam-more', 'pam-more', text, match[0].length, 'pam_unix', Number(match[1]));
}

const RETRIES = /^(?:PAM )?service\([\w.-]{1,64}\) ignoring max retries; \d{1,4} > \d{1,4}$/;

function pamRetries(text: string): SshdMessage | null {
  return RETRIES.test(text) ? told('pam-retries', 'closed') : null;
}

/** The one text of PAM's own that holds ` for ` before the account. */
const FOR_SERVICE = 'PAM: Have exhausted maximum number of retries for service';

/** `PAM: REASON for [illegal user ]USER from HOST[ via HOST]`: sshd's own word on keyboard-interactive. */
function pamError(text: string): SshdMessage | null {
  if (!text.startsWith('PAM: ')) return null;
  const reasonEnd = text.indexOf(' for ', text.startsWith(FOR_SERVICE) ? FOR_SERVICE.length : 0);
  // Some releases left a blank behind it.
  const end = text.trimEnd().length;
  const via = VIA.exec(text.slice(Math.max(0, end - 260), end));
  const place = fromAt(text, end - (via?.[0].length ?? 0));
  if (reasonEnd === -1 || place === null || place.start < reasonEnd) return null;
  const start = reasonEnd + ' for '.length;
  const refused = text.startsWith('illegal user ', start) || text.startsWith('invalid user ', start);
  const userAt = refused ? start + 'illegal user '.length : start;
  return told('pam-error', 'pam-error', {
    user: text.slice(userAt, Math.max(userAt, place.start)),
    validUser: !refused,
    address: place.address,
    method: 'keyboard-interactive/pam',
  });
}

const VIA = / via \S{1,253}$/;

/** `pam_unix(sshd:session): session closed for user NAME` and all else that modules say. */
function pamNote(text: string): SshdMessage | null {
  const at = afterModule(text);
  if (at === -1 || text.startsWith(FAILURE, at)) return null;
  const effect: Effect = text.startsWith('session closed for user ', at) ? 'closed' : 'none';
  return told('pam-note', effect, { method: moduleOf(text) });
}

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

export const PAM_FORMS: readonly SshdForm[] = [
  { name: 'pam-failure', starts: ['pam_'], read: pamFailure },
  { name: 'old-pam-failure', starts: [FAILURE], read: oldPamFailure },
  { name: 'pam-more', starts: ['PAM ', ...DIGITS], read: pamMore },
  { name: 'pam-retries', starts: ['PAM service(', 'service('], read: pamRetries },
  { name: 'pam-error', starts: ['PAM: '], read: pamError },
  { name: 'pam-note', starts: ['pam_'], read: pamNote },
];
