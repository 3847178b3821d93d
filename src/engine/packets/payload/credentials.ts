import { remember } from '../logins/remember.ts';
import { hasWord, lineEnd, loggedText } from './text.ts';

const SERVICES: Readonly<Record<number, string>> = {
  21: 'ftp',
  25: 'smtp',
  110: 'pop3',
  143: 'imap',
  587: 'smtp',
};
const TELNET = 23;
/** Where a client may send a password in clear text; often within several packets. */
export const CREDENTIAL_PORTS: readonly number[] = [...Object.keys(SERVICES).map(Number), TELNET];
const MOST_WAITING = 512;
const LONGEST_NAME = 64;
const LONGEST_ANSWER = 512;
/** Answers that are looked at for one login: the decision comes at once, what comes later is about other commands. */
const MOST_ANSWERS = 4;
/** Not `Last failed login`, which is shown to whoever gets in. */
const TELNET_REFUSALS =
  /login (?:incorrect|failed|invalid)|(?:incorrect|invalid|wrong) (?:login|password)|authentication fail|access denied|bad password/i;

/** A password that went by in clear text: which service, whose. Never the password. */
type SeenCredential = { readonly service: string; readonly user: string | null };

/** What a server said to a login. */
export type LoginAnswer = SeenCredential & { readonly outcome: 'success' | 'failure' };

type Asked = SeenCredential & {
  /** Hash of the server's end. */
  readonly server: number;
  answers: number;
};

/** Recognises logins in clear text: FTP, POP3, IMAP, SMTP, Telnet. What it remembers are names, never passwords. */
export class Credentials {
  /** Names that were said and wait for their password, by connection. */
  private readonly waiting = new Map<number, string>();
  /** Logins that wait for their answer, by connection. */
  private readonly asked = new Map<number, Asked>();

  /** `connection`: the same for both directions; `from` and `to`: of its ends. */
  read(
    bytes: Uint8Array,
    start: number,
    end: number,
    sourcePort: number,
    targetPort: number,
    connection: number,
    from: number,
    to: number,
  ): SeenCredential | null {
    const seen = this.recognise(bytes, start, end, sourcePort, targetPort, connection);
    if (seen !== null) {
      const server = seen.service === 'telnet' ? from : to;
      remember(this.asked, connection, { ...seen, server, answers: 0 }, MOST_WAITING);
    }
    return seen;
  }

  /** What the server says to the login before, once for each; null when it says nothing of it. */
  answer(
    bytes: Uint8Array,
    start: number,
    end: number,
    connection: number,
    from: number,
  ): LoginAnswer | null {
    const asked = this.asked.size === 0 ? undefined : this.asked.get(connection);
    if (asked?.server !== from) return null;
    const { service, user } = asked;
    const outcome = outcomeOf(service, loggedText(bytes, start, Math.min(end, start + LONGEST_ANSWER)));
    if (outcome !== null || ++asked.answers === MOST_ANSWERS) this.asked.delete(connection);
    return outcome === null ? null : { service, user, outcome };
  }

  private recognise(
    bytes: Uint8Array,
    start: number,
    end: number,
    sourcePort: number,
    targetPort: number,
    connection: number,
  ): SeenCredential | null {
    if (sourcePort === TELNET) {
      return hasWord(bytes, Math.max(start, end - 10), end, 'password: ')
        ? { service: 'telnet', user: null }
        : null;
    }
    const service = SERVICES[targetPort];
    const first = (bytes[start] as number) | 32;
    if (first === 117 && hasWord(bytes, start, end, 'user ')) {
      remember(this.waiting, connection, this.lineOf(bytes, start + 5, end), MOST_WAITING);
      return null;
    }
    if (first === 112 && hasWord(bytes, start, end, 'pass ') && lineEnd(bytes, start, end) < end) {
      const user = this.waiting.get(connection);
      // A capture may show a packet more than once: without a new name it is the password that waits for its answer.
      if (user === undefined && (service === undefined || this.asked.has(connection))) return null;
      this.waiting.delete(connection);
      return { service: service ?? 'ftp', user: user ?? null };
    }
    if ((service === 'smtp' || service === 'pop3') && first === 97 && hasWord(bytes, start, end, 'auth ')) {
      const isPlain = hasWord(bytes, start + 5, end, 'plain') || hasWord(bytes, start + 5, end, 'login');
      return isPlain ? { service, user: null } : null;
    }
    if (service === 'imap') return readImap(bytes, start, end);
    return null;
  }

  private lineOf(bytes: Uint8Array, start: number, end: number): string {
    return loggedText(bytes, start, Math.min(lineEnd(bytes, start, end), start + LONGEST_NAME));
  }
}

/**
 * By the first words of the answer, in which line ends are escaped (RFC 959, 1939, 3501, 4954); Telnet has none of its own,
 * only what login programs say.
 */
function outcomeOf(service: string, text: string): LoginAnswer['outcome'] | null {
  switch (service) {
    case 'ftp':
      return byStart(text, /^230/, /^[45]30/);
    case 'pop3':
      return byStart(text, /^\+OK/, /^-ERR/);
    case 'smtp':
      return byStart(text, /^235/, /^535/);
    case 'imap':
      // Behind what the server can do, which it may say first.
      return byStart(text, /(?:^|\\x0A)\w{1,16} OK/i, /(?:^|\\x0A)\w{1,16} (?:NO|BAD)/i);
    default:
      return byStart(text, null, TELNET_REFUSALS);
  }
}

function byStart(text: string, success: RegExp | null, failure: RegExp): LoginAnswer['outcome'] | null {
  if (failure.test(text)) return 'failure';
  return success?.test(text) === true ? 'success' : null;
}

/** `a1 LOGIN name password`, or `a1 AUTHENTICATE PLAIN` with both packed together. */
function readImap(bytes: Uint8Array, start: number, end: number): SeenCredential | null {
  let at = start;
  while (at < end && at < start + 16 && bytes[at] !== 32) at++;
  if (hasWord(bytes, at + 1, end, 'authenticate ')) {
    const isPlain = hasWord(bytes, at + 14, end, 'plain') || hasWord(bytes, at + 14, end, 'login');
    return isPlain ? { service: 'imap', user: null } : null;
  }
  if (!hasWord(bytes, at + 1, end, 'login ')) return null;
  const from = at + 7;
  let to = from;
  while (to < end && to < from + LONGEST_NAME && bytes[to] !== 32 && bytes[to] !== 13) to++;
  return { service: 'imap', user: loggedText(bytes, from, to).replaceAll('\\x22', '') };
}
