import { isAt } from '../text/is-at.ts';
import { type Effect, type SshdForm, type SshdMessage, told } from './message.ts';
import { addressFrom, endOf, fromAt, fromMaybePortAt, fromPortAt, loginPlace } from './place.ts';

/** Place after what sshd writes before an account that does not exist or may not log in. */
function afterRefusal(text: string, at: number): number {
  if (text.charCodeAt(at) !== 105) return at;
  return isAt(text, at, 'invalid user ') || isAt(text, at, 'illegal user ') ? at + 13 : at;
}

/** The account between `at` and the place of ` from`; '' when the client sent none. */
function userUpTo(text: string, at: number, end: number): string {
  return end > at ? text.slice(at, end) : '';
}

/** `VERB METHOD for [invalid user ]USER from ADDRESS port PORT[ ssh2][: DETAIL]`. The hottest reader of all. */
function attempt(form: string, verb: string, password: string, effectOf: (method: string) => Effect) {
  return (text: string): SshdMessage | null => {
    let method = 'password';
    let at = password.length;
    if (!isAt(text, 0, password)) {
      const methodEnd = text.startsWith(verb) ? text.indexOf(' ', verb.length) : -1;
      if (methodEnd <= verb.length || !text.startsWith(' for ', methodEnd)) return null;
      method = text.slice(verb.length, methodEnd);
      at = methodEnd + ' for '.length;
    }
    const place = loginPlace(text, method);
    if (place === null) return null;
    const userAt = afterRefusal(text, at);
    return {
      form,
      effect: effectOf(method),
      user: place.address === null ? null : userUpTo(text, userAt, place.start),
      validUser: userAt === at,
      address: place.address,
      port: place.port,
      method,
      attempts: 1,
      begun: false,
    };
  };
}

/** A key or an empty password that was refused: clients offer them before they ask the user. */
function failedEffect(method: string): Effect {
  return method === 'publickey' || method === 'none' ? 'offered' : 'failed';
}

/** `Invalid user USER from ADDRESS[ port PORT]`: comes before the attempts, and tells none by itself. */
function unknownUser(form: string, words: string) {
  return (text: string): SshdMessage | null => {
    const place = text.startsWith(words) ? fromMaybePortAt(text, endOf(text)) : null;
    if (place === null) return null;
    return told(form, 'none', {
      user: userUpTo(text, words.length, place.start),
      validUser: false,
      address: place.address,
      port: place.port,
      begun: true,
    });
  };
}

const EXCEEDED = 'maximum authentication attempts exceeded for ';

function attemptsExceeded(text: string): SshdMessage | null {
  if (!text.startsWith(EXCEEDED)) return null;
  const end = endOf(text);
  const place = fromPortAt(text, text.startsWith(' ssh2', end - 5) ? end - 5 : end);
  if (place === null) return null;
  const userAt = afterRefusal(text, EXCEEDED.length);
  return told('attempts-exceeded', 'closed', {
    user: userUpTo(text, userAt, place.start),
    validUser: userAt === EXCEEDED.length,
    address: place.address,
    port: place.port,
  });
}

const NOT_ALLOWED = ' not allowed because ';

/** `User USER from HOST not allowed because REASON`: the reason is one of sshd's own texts. */
function userNotAllowed(text: string): SshdMessage | null {
  const end = text.startsWith('User ') ? text.lastIndexOf(NOT_ALLOWED) : -1;
  const place = end === -1 ? null : fromAt(text, end);
  if (place === null) return null;
  const user = userUpTo(text, 'User '.length, place.start);
  // sshd writes no `Invalid user` about these accounts, and where only keys are accepted nothing else either.
  return told('user-not-allowed', 'none', { user, validUser: false, address: place.address, begun: true });
}

const ROOT_REFUSED = 'ROOT LOGIN REFUSED FROM ';

function rootRefused(text: string): SshdMessage | null {
  const place = text.startsWith(ROOT_REFUSED) ? addressFrom(text, ROOT_REFUSED.length) : null;
  if (place === null) return null;
  return told('root-refused', 'none', { user: 'root', address: place.address, port: place.port });
}

const JUNOS = "Login failed for user '";

/** Juniper's `[SSHD_LOGIN_FAILED: ]Login failed for user 'USER' from host 'ADDRESS'`, of every attempt that sshd refused. */
function junosFailed(text: string): SshdMessage | null {
  const [, named, from] = JUNOS_DATA.exec(text) ?? [];
  if (named !== undefined && from !== undefined)
    return told('junos-failed', 'retold', { user: named, address: from, method: 'password' });
  const start = text.startsWith(JUNOS_NAME) ? JUNOS_NAME.length : 0;
  const end = text.endsWith("'.") ? text.length - 2 : text.length - 1;
  const at = text.lastIndexOf(FROM_HOST, end);
  if (!isAt(text, start, JUNOS) || text[end] !== "'" || at < start + JUNOS.length) return null;
  const address = text.slice(at + FROM_HOST.length, end);
  const user = text.slice(start + JUNOS.length, at);
  return told('junos-failed', 'retold', { user, address, method: 'password' });
}

const JUNOS_NAME = 'SSHD_LOGIN_FAILED: ';
const FROM_HOST = "' from host '";
/** The same as structured data alone, where a quote in a name has a backslash before it. */
const JUNOS_DATA =
  /^\[junos@[\d.]{1,64} username="((?:[^"\\]|\\.){0,256})" source-address="([\da-fA-F.:]{2,45})"\]$/s;

export const LOGIN_FORMS: readonly SshdForm[] = [
  {
    name: 'failed',
    starts: ['Failed '],
    read: attempt('failed', 'Failed ', 'Failed password for ', failedEffect),
  },
  {
    name: 'accepted',
    starts: ['Accepted '],
    read: attempt('accepted', 'Accepted ', 'Accepted password for ', () => 'accepted'),
  },
  {
    name: 'partial',
    starts: ['Partial '],
    read: attempt('partial', 'Partial ', 'Partial password for ', () => 'none'),
  },
  {
    name: 'postponed',
    starts: ['Postponed '],
    read: attempt('postponed', 'Postponed ', 'Postponed password for ', () => 'none'),
  },
  { name: 'invalid-user', starts: ['Invalid user '], read: unknownUser('invalid-user', 'Invalid user ') },
  { name: 'illegal-user', starts: ['Illegal user '], read: unknownUser('illegal-user', 'Illegal user ') },
  { name: 'attempts-exceeded', starts: [EXCEEDED], read: attemptsExceeded },
  { name: 'user-not-allowed', starts: ['User '], read: userNotAllowed },
  { name: 'junos-failed', starts: [JUNOS, JUNOS_NAME, '[junos@'], read: junosFailed },
  { name: 'root-refused', starts: [ROOT_REFUSED], read: rootRefused },
];
