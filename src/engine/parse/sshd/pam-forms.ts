import { type Effect, type SshdForm, type SshdMessage, told } from './message.ts';
import { fromAt } from './place.ts';

/**
 * PAM's line about a failure, in the order in which PAM writes it. For sshd all values before `rhost` are the server's
 * own and hold no space; what follows `user=` is the client's text, `rhost=1.2.3.4` included.
 */
const FAILURE_KEYS = ['logname=', ' uid=', ' euid=', ' tty=', ' ruser=', ' rhost='];

type PamFailure = { readonly user: string | null; readonly address: string | null };

function failureAt(text: string, start: number): PamFailure | null {
  let at = start;
  let end = start;
  for (const key of FAILURE_KEYS) {
    if (!text.startsWith(key, end)) return null;
    at = end + key.length;
    end = text.indexOf(' ', at);
    if (end === -1) end = text.length;
  }
  const user = userAfter(text, end);
  return user === undefined ? null : { user, address: at === end ? null : text.slice(at, end) };
}

/** `  user=NAME` to the end of the line; null when PAM does not know the account, undefined when other text follows. */
function userAfter(text: string, start: number): string | null | undefined {
  let at = start;
  while (text.startsWith(' ', at) && at < start + 3) at += 1;
  if (at === text.length) return null;
  return at > start && text.startsWith('user=', at) ? text.slice(at + 5) : undefined;
}

/** Place after `pam_MODULE(SERVICE:PHASE): `, or -1. */
function afterModule(text: string): number {
  const open = text.indexOf('(');
  const close = text.indexOf('): ', open);
  return open === -1 || close === -1 || text.lastIndexOf(' ', close) !== -1 ? -1 : close + 3;
}

function moduleOf(text: string): string {
  return text.slice(0, text.indexOf('('));
}

const FAILURE = 'authentication failure; ';

function pamFailure(text: string): SshdMessage | null {
  const at = afterModule(text);
  if (at === -1 || !text.startsWith(FAILURE, at)) return null;
  const failure = failureAt(text, at + FAILURE.length);
  return failure && told('pam-failure', 'pam-failed', { ...failure, method: moduleOf(text) });
}

/** `sshd(pam_unix)[123]: authentication failure; …` of the Linux-PAM before 0.99. */
function oldPamFailure(text: string): SshdMessage | null {
  const failure = text.startsWith(FAILURE) ? failureAt(text, FAILURE.length) : null;
  return failure && told('old-pam-failure', 'pam-failed', { ...failure, method: 'pam_unix' });
}

const MORE = /^(?:PAM )?(\d{1,4}) more authentication failures?; /;

function pamMore(text: string): SshdMessage | null {
  const match = MORE.exec(text);
  const failure = match && failureAt(text, match[0].length);
  return (
    failure && told('pam-more', 'pam-more', { ...failure, attempts: Number(match[1]), method: 'pam_unix' })
  );
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
  const via = VIA.exec(text.slice(-260));
  const place = fromAt(text, text.length - (via?.[0].length ?? 0));
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
